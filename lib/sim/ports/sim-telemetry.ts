// The telemetry port over the simulated CloudWatch: each node's metrics, by period, as reports; and over the items of nodes
// that write one, of which CloudWatch is not asked then.
// A node's samples of one period make one observation; one with a value that cannot be true is left out.
import type { OddReport, Report } from '../../targets/rdb-group/domain/node.ts';
import { FUTURE_TOLERANCE_MS, whyOdd } from '../../targets/rdb-group/domain/odd-value.ts';
import { eachSettled, settleNow, valueOf } from '../../ports/settled.ts';
import type { Draft } from '../../learning/draft.ts';
import { MINUTE_MS } from '../../core/units.ts';
import {
  NODE_METRICS,
  type Telemetry,
  type TelemetryAnswer,
  type TelemetryQuery,
} from '../../targets/rdb-group/ports/telemetry.ts';
import { reportsOfText } from '../../targets/rdb-group/ports/report-text.ts';
import { firstAtOrAfter, type Series } from '../aws/metric-store.ts';
import { read } from './sim-calls.ts';
import type { World } from '../world.ts';

const PERIOD_MS = MINUTE_MS;
/** `GetMetricData` answers so many queries a call. */
const QUERIES_PER_CALL = 500;
const CALLS_AT_ONCE = 10;

type Metric = (typeof NODE_METRICS)[number];

/** One period of one node: maxima by metric. */
interface Observation {
  readonly startMs: number;
  readonly values: Values;
}

type Values = { [M in Metric]?: number };

/** `Telemetry` on the world's metrics. `namespace`: where the nodes publish. */
export function createSimTelemetry(world: World, namespace = 'Spillway'): Telemetry {
  const seriesOf = (groupName: string, instanceId: string): SeriesOfNode =>
    world.metrics.ofDimensions(namespace, { AutoScalingGroupName: groupName, InstanceId: instanceId });

  function answerOf(query: TelemetryQuery): TelemetryAnswer {
    const reports: Report[] = [];
    const odd: OddReport[] = [];
    for (const instanceId of query.instanceIds) {
      const own = ownWordOf(world, instanceId, query);
      if (own) {
        reports.push(...own.reports);
        odd.push(...own.odd);
        continue;
      }
      const observations = observationsOf(seriesOf(query.groupName, instanceId), query);
      addReports({ reports, odd }, instanceId, observations, query);
    }
    reports.sort((a, b) => a.observedAtMs - b.observedAtMs || (a.instanceId < b.instanceId ? -1 : 1));
    return { reports, odd };
  }

  return {
    async readReports(queries) {
      const wrote = queries.flatMap((query) =>
        query.instanceIds.filter((id) => world.reportItems.read(id, query.nowMs) !== undefined),
      );
      if (wrote.length > 0) {
        const [items] = await eachSettled([wrote], 1, (instanceIds) =>
          read(world, 'dynamodb', 'BatchGetItem', { instanceIds }, () => undefined),
        );
        // What could not be read is not silence.
        if (items && !items.ok) return queries.map(() => items);
      }
      // CloudWatch is asked of those that are silent in the table.
      const asked = wrote.length === 0 ? queries : queries.map((query) => silentOf(world, query));
      if (wrote.length > 0 && asked.every(({ instanceIds }) => instanceIds.length === 0))
        return queries.map((query) => settleNow(() => answerOf(query)));
      const callsOf = callsOfEach(asked);
      const called = await eachSettled(groupsOfEach(asked, callsOf), CALLS_AT_ONCE, (groupNames) =>
        read(world, 'cloudwatch', 'GetMetricData', { groupNames }, () => undefined),
      );
      return queries.map((query, index) =>
        settleNow(() => {
          for (const call of callsOf[index] ?? []) if (called[call]) valueOf(called[call]);
          return answerOf(query);
        }),
      );
    },
  };
}

/** What a node's item says; `undefined` where there is none that says anything of the time asked for. */
function ownWordOf(world: World, instanceId: string, query: TelemetryQuery): TelemetryAnswer | undefined {
  const told = world.reportItems.read(instanceId, query.nowMs);
  if (told === undefined) return undefined;
  const own = reportsOfText({ instanceId, told }, query);
  return own.reports.length + own.odd.length > 0 ? own : undefined;
}

function silentOf(world: World, query: TelemetryQuery): TelemetryQuery {
  return { ...query, instanceIds: query.instanceIds.filter((id) => !ownWordOf(world, id, query)) };
}

/** Which of the calls tell of each group: 500 of all queries in turn, wherever one group's end. */
function callsOfEach(queries: readonly TelemetryQuery[]): readonly (readonly number[])[] {
  let first = 0;
  return queries.map(({ instanceIds }) => {
    const count = instanceIds.length * NODE_METRICS.length;
    const calls: number[] = [];
    const lastCall = Math.floor((first + Math.max(1, count) - 1) / QUERIES_PER_CALL);
    for (let call = Math.floor(first / QUERIES_PER_CALL); call <= lastCall; call += 1) calls.push(call);
    first += count;
    return calls;
  });
}

/** The groups that each call tells of. */
function groupsOfEach(
  queries: readonly TelemetryQuery[],
  callsOf: readonly (readonly number[])[],
): readonly (readonly string[])[] {
  const groups: string[][] = [];
  queries.forEach(({ groupName }, index) => {
    for (const call of callsOf[index] ?? []) (groups[call] ??= []).push(groupName);
  });
  return groups;
}

type SeriesOfNode = ReadonlyMap<string, Series>;

function observationsOf(node: SeriesOfNode, { fromMs, nowMs }: TelemetryQuery): readonly Observation[] {
  const observations: Observation[] = [];
  const firstPeriodMs = Math.floor(fromMs / PERIOD_MS) * PERIOD_MS - PERIOD_MS;
  for (const metric of NODE_METRICS) {
    const series = node.get(metric);
    if (!series) continue;
    const { atMs, values, arrivedAtMs } = series;
    let next = 0;
    for (let i = firstAtOrAfter(atMs, firstPeriodMs); i < atMs.length; i++) {
      if ((arrivedAtMs[i] ?? 0) > nowMs) continue;
      const startMs = Math.floor((atMs[i] ?? 0) / PERIOD_MS) * PERIOD_MS;
      // Metrics of one node come side by side: the period after the one just entered, as a rule.
      const expected = observations[next];
      const maxima = expected?.startMs === startMs ? expected.values : valuesAt(observations, startMs);
      next += 1;
      const value = values[i] ?? Number.NaN;
      const before = maxima[metric];
      maxima[metric] = before === undefined ? value : Math.max(before, value);
    }
  }
  return observations;
}

/** The values of a period, entered in order of time if they are the first. */
function valuesAt(observations: Observation[], startMs: number): Values {
  let index = observations.length;
  while (index > 0 && (observations[index - 1]?.startMs ?? 0) > startMs) index -= 1;
  const known = observations[index - 1];
  if (known?.startMs === startMs) return known.values;
  const values: Values = {};
  if (index === observations.length) observations.push({ startMs, values });
  else observations.splice(index, 0, { startMs, values });
  return values;
}

function addReports(
  answer: { reports: Report[]; odd: OddReport[] },
  instanceId: string,
  observations: readonly Observation[],
  { fromMs, nowMs }: TelemetryQuery,
): void {
  // Nothing is proved by a node whose clock runs ahead: its present samples were taken some time ago.
  const runsAhead = observations.some(({ startMs }) => startMs > nowMs + FUTURE_TOLERANCE_MS);
  let oddOfMetric: Map<string, OddReport> | undefined;
  for (const observation of observations) {
    const oddities = odditiesOf(instanceId, observation, nowMs);
    for (const oddity of oddities) (oddOfMetric ??= new Map()).set(oddity.metric, oddity);
    const observedAtMs = observedAt(observation.startMs, nowMs);
    if (oddities.length > 0 || observedAtMs < fromMs) continue;
    const report = reportOf(instanceId, observation, observedAtMs);
    if (runsAhead) delete report.rows;
    answer.reports.push(report);
  }
  if (oddOfMetric) answer.odd.push(...oddOfMetric.values());
}

/** The end of the period, or now while that is to come. */
function observedAt(startMs: number, nowMs: number): number {
  return Math.min(startMs + PERIOD_MS, Math.max(nowMs, startMs));
}

function reportOf(instanceId: string, { startMs, values }: Observation, observedAtMs: number): Draft<Report> {
  const { MemoryUsedBytes: used, MemoryTotalBytes: total, MemoryUsedPercent: percent, Rows: rows } = values;
  const report: Draft<Report> = {
    instanceId,
    source: 'cloudwatch',
    sampledFromMs: startMs,
    observedAtMs,
  };
  if (used !== undefined && total !== undefined) report.memory = { used, total, unit: 'bytes' };
  else if (percent !== undefined) report.memory = { used: percent, total: 100, unit: 'percent' };
  if (rows !== undefined) report.rows = rows;
  if (values.Live !== undefined) report.live = values.Live === 1;
  if (values.Queued !== undefined) report.queued = values.Queued === 1;
  if (values.Busy !== undefined) report.busy = values.Busy === 1;
  return report;
}

const NONE_ODD: readonly OddReport[] = [];

function odditiesOf(
  instanceId: string,
  { startMs, values }: Observation,
  nowMs: number,
): readonly OddReport[] {
  let odd: OddReport[] | undefined;
  const isAhead = startMs > nowMs + FUTURE_TOLERANCE_MS;
  for (const metric of NODE_METRICS) {
    const value = values[metric];
    if (value === undefined) continue;
    const why = isAhead ? 'from the future' : whyOdd(metric, value, values.MemoryTotalBytes);
    if (why !== undefined) (odd ??= []).push({ instanceId, metric, value, why });
  }
  return odd ?? NONE_ODD;
}
