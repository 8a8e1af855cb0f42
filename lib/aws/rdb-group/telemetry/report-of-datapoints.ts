// CloudWatch datapoints → reports. Pure, so that every odd value can be tested. Owns what cannot be true;
// which report is the best one, and whether it is fresh, is for lib/cycle and lib/targets/rdb-group/decide.
import type { MemoryUse, OddReport, Report } from '../../../targets/rdb-group/domain/node.ts';
import { FUTURE_TOLERANCE_MS, whyOdd } from '../../../targets/rdb-group/domain/odd-value.ts';
import { formatDuration, MINUTE_MS } from '../../../core/units.ts';
import { type NODE_METRICS, type TelemetryAnswer } from '../../../targets/rdb-group/ports/telemetry.ts';

/** CloudWatch's period for node metrics; a datapoint's timestamp is the period's start. */
export const PERIOD_MS = MINUTE_MS;

/** The CloudWatch agent's memory metric, in percent; read where a node publishes none of the above. */
export const AGENT_METRIC = 'mem_used_percent';

export type NodeMetric = (typeof NODE_METRICS)[number] | typeof AGENT_METRIC;

/** The maximum of one metric of one node over one period. */
export interface Datapoint {
  readonly instanceId: string;
  readonly metric: NodeMetric;
  /** Start of the period, ms since the epoch. */
  readonly timestampMs: number;
  readonly value: number;
}

/** All metrics of one node in one period. */
interface Observation {
  readonly instanceId: string;
  readonly timestampMs: number;
  readonly values: Map<NodeMetric, number>;
}

/**
 * One report per node and period, in order of `observedAtMs`; the fields of a report all bear the same
 * timestamp. An observation with a value that cannot be true is left out whole, and the value named (the
 * latest one for each node and metric).
 *
 * ```text
 *   period start            period end     now
 *        |----- samples -------|------------|      observedAtMs = period end
 *        |----- samples ---- now                   observedAtMs = now
 *     sampledFromMs
 * ```
 *
 * @param window Reports observed before `fromMs` are left out; both ms since the epoch.
 */
export function reportsOfDatapoints(
  datapoints: readonly Datapoint[],
  window: { readonly fromMs: number; readonly nowMs: number },
): TelemetryAnswer {
  const { fromMs, nowMs } = window;
  const observations = observationsOf(datapoints);
  const aheadOfTime = new Set(
    observations.filter((one) => isFromFuture(one, nowMs)).map(({ instanceId }) => instanceId),
  );
  const reports: Report[] = [];
  const odd = new Map<string, OddReport>();
  for (const observation of observations) {
    const oddities = odditiesOf(observation, nowMs);
    for (const oddity of oddities) odd.set(`${oddity.instanceId} ${oddity.metric}`, oddity);
    if (oddities.length > 0) continue;
    // A node whose clock runs ahead wrote even its present datapoints some time ago. They do to count
    // with, but prove nothing: without rows no node is ever retired.
    if (aheadOfTime.has(observation.instanceId)) observation.values.delete('Rows');
    const report = reportOf(observation, nowMs);
    if (report.observedAtMs >= fromMs) reports.push(report);
  }
  return {
    reports: reports.sort(
      (a, b) => a.observedAtMs - b.observedAtMs || compareText(a.instanceId, b.instanceId),
    ),
    odd: [...odd.values()],
  };
}

/** By node and period, oldest first; the agent's metric only for nodes whose RDB says nothing. */
function observationsOf(datapoints: readonly Datapoint[]): readonly Observation[] {
  const reporting = new Set(
    datapoints.filter(({ metric }) => metric !== AGENT_METRIC).map(({ instanceId }) => instanceId),
  );
  const observations = new Map<string, Observation>();
  for (const { instanceId, metric, timestampMs, value } of datapoints) {
    if (metric === AGENT_METRIC && reporting.has(instanceId)) continue;
    const key = `${instanceId} ${timestampMs}`;
    const observation = observations.get(key) ?? { instanceId, timestampMs, values: new Map() };
    observation.values.set(metric, value);
    observations.set(key, observation);
  }
  return [...observations.values()].sort((a, b) => a.timestampMs - b.timestampMs);
}

function reportOf({ instanceId, timestampMs, values }: Observation, nowMs: number): Report {
  const memory = memoryOf(values);
  const rows = values.get('Rows');
  return {
    instanceId,
    source: 'cloudwatch',
    sampledFromMs: timestampMs,
    observedAtMs: Math.min(timestampMs + PERIOD_MS, Math.max(nowMs, timestampMs)),
    ...(memory && { memory }),
    ...(rows !== undefined && { rows }),
    ...flag('live', values.get('Live')),
    ...flag('queued', values.get('Queued')),
    ...flag('busy', values.get('Busy')),
  };
}

/** Bytes where both are there, else percent. */
function memoryOf(values: ReadonlyMap<NodeMetric, number>): MemoryUse | undefined {
  const used = values.get('MemoryUsedBytes');
  const total = values.get('MemoryTotalBytes');
  if (used !== undefined && total !== undefined) return { used, total, unit: 'bytes' };
  const percent = values.get('MemoryUsedPercent') ?? values.get(AGENT_METRIC);
  return percent === undefined ? undefined : { used: percent, total: 100, unit: 'percent' };
}

function flag<Name extends string>(
  name: Name,
  value: number | undefined,
): { readonly [N in Name]?: boolean } {
  return value === undefined ? {} : ({ [name]: value === 1 } as { readonly [N in Name]: boolean });
}

function odditiesOf(observation: Observation, nowMs: number): readonly OddReport[] {
  const { instanceId, values } = observation;
  return [...values].flatMap(([metric, value]) => {
    const why = isFromFuture(observation, nowMs)
      ? `from the future, by ${formatDuration(observation.timestampMs - nowMs)}`
      : whyOdd(metric === AGENT_METRIC ? 'MemoryUsedPercent' : metric, value, values.get('MemoryTotalBytes'));
    return why === undefined ? [] : [{ instanceId, metric, value, why }];
  });
}

function isFromFuture({ timestampMs }: Observation, nowMs: number): boolean {
  return timestampMs > nowMs + FUTURE_TOLERANCE_MS;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
