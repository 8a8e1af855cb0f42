// A stream's backtest as a report: runs → the report's data model. The first policy is the one that the charts show.
import { MINUTE_MS } from '../../core/units.ts';
import type { CostRow } from '../../report/report-data.ts';
import {
  streamHeadlineOf,
  type ShardChange,
  type StreamDay,
  type StreamPolicyRow,
  type StreamReportData,
} from '../../report/streams/stream-report-data.ts';
import { CHANGES_PER_DAY, CHANGES_WINDOW_MS } from '../../targets/kinesis-stream/domain/limits.ts';
import { dayLabel, type DayMinutes } from '../run/minutes-by-day.ts';
import type { Load } from './load.ts';
import type { StreamPolicyRun } from './run-stream-scenario.ts';
import { streamPolicyLabel, type StreamScenario } from './scenario.ts';

/** Charts of more days than these say no more. */
const DAYS_DRAWN_MAX = 7;

export function streamReportOf(
  scenario: StreamScenario,
  { load, runs }: { readonly load: Load; readonly runs: readonly StreamPolicyRun[] },
): StreamReportData {
  const policies = runs.map(rowOf);
  const [shown] = policies;
  const { timeZone, reshardSeconds, shards, prices } = scenario;
  const drawn = runs[0] ? load.days.slice(0, DAYS_DRAWN_MAX) : [];
  const reshard =
    typeof reshardSeconds === 'number'
      ? `${reshardSeconds} s`
      : `${reshardSeconds.perShard} s for each shard`;
  const fixed = policies[runs.findIndex(({ choice }) => choice.kind === 'static')];
  return {
    title: scenario.name,
    headline: shown ? streamHeadlineOf(shown, { dayCount: load.days.length, fixed }) : 'No policy was run.',
    subtitle: `Policy ${shown?.label ?? 'none'}, on ${shards.min} to ${shards.max} shards at $${prices.shardHourUsd} an hour; a change takes ${reshard}.`,
    timeZone,
    days: runs[0] ? drawn.map((day) => dayOf(day, { scenario, load, shown: runs[0] })) : [],
    changesMax: CHANGES_PER_DAY,
    daysNotShown: load.days.length - drawn.length,
    policies,
    costs: runs.map(costRowOf),
    notes: [
      'Demand is the larger of bytes and records against what one shard takes: 1 MiB and 1,000 records a second.',
      'While a stream reshards, the lesser of the old and the new count takes records, and the larger is paid for.',
      'What readers take out, retention and enhanced fan-out are left out of the cost.',
      'The oracle knows the days, keeps the same limits, and runs its shards at 100 %.',
    ],
  };
}

function rowOf({ choice, result }: StreamPolicyRun): StreamPolicyRow {
  return { ...result, label: streamPolicyLabel(choice), isOnDemand: choice.kind === 'on-demand' };
}

function costRowOf({ choice, result }: StreamPolicyRun, i: number): CostRow {
  const kind = choice.kind === 'static' ? 'fixed' : choice.kind === 'oracle' ? 'oracle' : 'other';
  return {
    label: streamPolicyLabel(choice),
    usd: result.costUsd,
    kind: i === 0 ? 'shown' : kind,
    ...(result.throttledMinutes > 0 && { isIncomparable: true }),
  };
}

function dayOf(
  { date, from, until }: DayMinutes,
  given: {
    readonly scenario: StreamScenario;
    readonly load: Load;
    readonly shown: StreamPolicyRun | undefined;
  },
): StreamDay {
  const { scenario, load, shown } = given;
  const startMs = load.startMs + from * MINUTE_MS;
  const endMs = load.startMs + until * MINUTE_MS;
  const changes = shown?.run.changes ?? [];
  const leftAt = (atMs: number) =>
    CHANGES_PER_DAY -
    changes.filter((change) => change.atMs <= atMs && change.atMs > atMs - CHANGES_WINDOW_MS).length;
  return {
    label: dayLabel(date, scenario.timeZone),
    startMs,
    endMs,
    demand: [...load.demand.slice(from, until)],
    capacity: [...(shown?.run.capacity.slice(from, until) ?? [])],
    changesLeft: Array.from({ length: until - from }, (_, i) => leftAt(startMs + i * MINUTE_MS)),
    changes: changes
      .filter(({ atMs }) => atMs >= startMs && atMs < endMs)
      .map((change): ShardChange => ({ ...change, left: leftAt(change.atMs) })),
  };
}
