// What a node says of itself in its item of the state table, as text → reports. Pure. The node writes it
// (infra/data-plane/server/bin/send-report): its latest observations, oldest first. Which report is the best one, and
// whether it is fresh, is decided elsewhere. Next: lib/aws/rdb-group/telemetry/table-telemetry.ts, which reads the items.
import { formatDuration, MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import type { Draft } from '../../../learning/draft.ts';
import type { TelemetryAnswer } from './telemetry.ts';
import type { OddReport, Report } from '../domain/node.ts';
import { FUTURE_TOLERANCE_MS, whyOdd } from '../domain/odd-value.ts';

/**
 * How far a node's clock may run ahead unseen: what it writes then becomes present a while after it was true. Proof counts
 * from so much earlier, as it does from the beginning of a period of CloudWatch.
 */
export const CLOCK_TOLERANCE_MS = MINUTE_MS;

/** Of one observation, in the order of the text; seconds since the epoch, bytes, and 0 or 1. `-` where it is not known. */
const FIELDS = ['MemoryUsedBytes', 'MemoryTotalBytes', 'Rows', 'Live', 'Queued', 'Busy'] as const;
type Values = Partial<Record<(typeof FIELDS)[number], number>>;

/**
 * In order of `observedAtMs`. Observations of before `fromMs` are left out; what cannot be true is, too, and is named. The text
 * is in the order of writing: what was written before the node's clock was set back bears a date to come, and is left out.
 */
export function reportsOfText(
  { instanceId, told }: { readonly instanceId: string; readonly told: string },
  { fromMs, nowMs }: { readonly fromMs: number; readonly nowMs: number },
): TelemetryAnswer {
  const written = told.split(';').flatMap((text) => observationOf(text) ?? []);
  const setBack = written.findLastIndex(({ atMs }, i) => atMs < (written[i - 1]?.atMs ?? 0));
  const said = written.slice(Math.max(0, setBack));
  const odd = new Map<string, OddReport>();
  // In order of time, as what was written before a setting back is left out.
  const aheadToMs = said.at(-1)?.atMs ?? 0;
  const isAhead = aheadToMs > nowMs + FUTURE_TOLERANCE_MS;
  const reports = said.flatMap(({ atMs, values }): readonly Report[] => {
    const oddities = odditiesOf(instanceId, { atMs, values }, nowMs);
    for (const oddity of oddities) odd.set(oddity.metric, isAhead ? { ...oddity, aheadToMs } : oddity);
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
  const values: Draft<Values> = {};
  FIELDS.forEach((name, index) => {
    if (words[index] !== '-') values[name] = Number(words[index]);
  });
  return { atMs, values };
}

function odditiesOf(
  instanceId: string,
  { atMs, values }: { readonly atMs: number; readonly values: Values },
  nowMs: number,
): readonly OddReport[] {
  const odd: OddReport[] = [];
  for (const name of FIELDS) {
    const value = values[name];
    if (value === undefined) continue;
    const why =
      atMs > nowMs + FUTURE_TOLERANCE_MS
        ? `from the future, by ${formatDuration(atMs - nowMs)}`
        : whyOdd(name, value, values.MemoryTotalBytes);
    if (why !== undefined) odd.push({ instanceId, metric: name, value, why });
  }
  return odd;
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
