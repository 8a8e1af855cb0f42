// A node's own item of the state table: its key, and its text → reports. Pure. The node writes it
// (infra/data-plane/server/bin/send-report); which report is the best one, and whether it is fresh, is for
// lib/targets/rdb-group. Next: table-telemetry.ts, which reads the items.
import { formatDuration, MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import type { OddReport, Report } from '../../../targets/rdb-group/domain/node.ts';
import { whyOdd } from '../../../targets/rdb-group/domain/odd-value.ts';
import type { TelemetryAnswer } from '../../../targets/rdb-group/ports/telemetry.ts';
import { FUTURE_TOLERANCE_MS } from './report-of-datapoints.ts';

export const REPORT_SORT_KEY = 'REPORT';

/**
 * How far a node's clock may run ahead unseen: what it writes then becomes present a while after it was true. Proof counts
 * from so much earlier, as it does from the beginning of a period of CloudWatch.
 */
export const CLOCK_TOLERANCE_MS = MINUTE_MS;

/** Of one observation, in the order of the text; seconds since the epoch, bytes, and 0 or 1. `-` where it is not known. */
const FIELDS = ['MemoryUsedBytes', 'MemoryTotalBytes', 'Rows', 'Live', 'Queued', 'Busy'] as const;
type Values = Partial<Record<(typeof FIELDS)[number], number>>;

/**
 * The partition key of a node's item: it holds the instance's ARN, to which IAM binds who may write it
 * (`dynamodb:LeadingKeys`). `undefined` where no group's ARN tells partition, region and account.
 */
export function reportKeyOf(groupArn: string | undefined, instanceId: string): string | undefined {
  const [, partition, , region, account] = groupArn?.split(':') ?? [];
  if (!partition || !region || !account) return undefined;
  return `REPORT#arn:${partition}:ec2:${region}:${account}:instance/${instanceId}`;
}

/** In order of `observedAtMs`. Observations of before `fromMs` are left out; what cannot be true is, too, and is named. */
export function reportsOfItem(
  { instanceId, told }: { readonly instanceId: string; readonly told: string },
  { fromMs, nowMs }: { readonly fromMs: number; readonly nowMs: number },
): TelemetryAnswer {
  const said = told.split(';').flatMap((text) => observationOf(text) ?? []);
  const odd = new Map<string, OddReport>();
  const isAhead = said.some(({ atMs }) => atMs > nowMs + FUTURE_TOLERANCE_MS);
  const reports = said.flatMap(({ atMs, values }): readonly Report[] => {
    const oddities = odditiesOf(instanceId, { atMs, values }, nowMs);
    for (const oddity of oddities) odd.set(oddity.metric, oddity);
    if (oddities.length > 0 || atMs < fromMs) return [];
    // Of a node whose clock runs ahead nothing is proved: it does to count with.
    const { Rows, ...others } = values;
    return [reportOf(instanceId, atMs, isAhead || Rows === undefined ? others : values)];
  });
  return { reports: reports.sort((a, b) => a.observedAtMs - b.observedAtMs), odd: [...odd.values()] };
}

/** `undefined` for what is no observation. */
function observationOf(text: string): { readonly atMs: number; readonly values: Values } | undefined {
  const [at = '', ...words] = text.trim().split(/\s+/);
  const atMs = Number(at) * SECOND_MS;
  if (at === '' || !Number.isFinite(atMs) || words.length !== FIELDS.length) return undefined;
  const values = FIELDS.flatMap((name, index) =>
    words[index] === '-' ? [] : [[name, Number(words[index])] as const],
  );
  return { atMs, values: Object.fromEntries(values) };
}

function odditiesOf(
  instanceId: string,
  { atMs, values }: { readonly atMs: number; readonly values: Values },
  nowMs: number,
): readonly OddReport[] {
  return Object.entries(values).flatMap(([metric, value]) => {
    const name = metric as (typeof FIELDS)[number];
    const why =
      atMs > nowMs + FUTURE_TOLERANCE_MS
        ? `from the future, by ${formatDuration(atMs - nowMs)}`
        : whyOdd(name, value, values.MemoryTotalBytes);
    return why === undefined ? [] : [{ instanceId, metric: name, value, why }];
  });
}

function reportOf(instanceId: string, observedAtMs: number, values: Values): Report {
  const { MemoryUsedBytes: used, MemoryTotalBytes: total, Rows: rows, Live, Queued, Busy } = values;
  return {
    instanceId,
    source: 'table',
    sampledFromMs: observedAtMs - CLOCK_TOLERANCE_MS,
    observedAtMs,
    ...(used !== undefined && total !== undefined && { memory: { used, total, unit: 'bytes' } }),
    ...(rows !== undefined && { rows }),
    ...(Live !== undefined && { live: Live === 1 }),
    ...(Queued !== undefined && { queued: Queued === 1 }),
    ...(Busy !== undefined && { busy: Busy === 1 }),
  };
}
