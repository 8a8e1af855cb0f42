// A cluster's backtest as a report: runs → the report's data model. The first policy is the one that the charts show.
import { GIB, MINUTE_MS } from '../../core/units.ts';
import {
  clusterHeadlineOf,
  hasRefused,
  type ClusterDay,
  type ClusterPolicyRow,
  type ClusterReportData,
} from '../../report/clusters/cluster-report-data.ts';
import type { CostRow } from '../../report/report-data.ts';
import { dayLabel, type DayMinutes } from '../run/minutes-by-day.ts';
import type { ClusterPolicyRun, ClusterRuns } from './run-cluster-scenario.ts';
import { clusterPolicyLabel, type ClusterScenario } from './scenario.ts';

/** Charts of more days than these say no more. */
const DAYS_DRAWN_MAX = 7;

export function clusterReportOf(scenario: ClusterScenario, { held, runs }: ClusterRuns): ClusterReportData {
  const policies = runs.map(rowOf);
  const [shown] = policies;
  const [shownRun] = runs;
  const { node, replicas, shards, reshard, timeZone } = scenario;
  const drawn = held.days.slice(0, DAYS_DRAWN_MAX);
  const fixed = policies[runs.findIndex(({ choice }) => choice.kind === 'static')];
  const target = shownRun?.choice.kind === 'spillway' ? shownRun.choice.memoryTargetPercent : undefined;
  return {
    title: scenario.name,
    headline: shown ? clusterHeadlineOf(shown, { dayCount: held.days.length, fixed }) : 'No policy was run.',
    subtitle:
      `Policy ${shown?.label ?? 'none'}, on ${shards.min} to ${shards.max} shards of ${replicas + 1} nodes with ` +
      `${node.memoryGiB} GiB for data each, at $${node.hourUsd} an hour.`,
    timeZone,
    days: shownRun ? drawn.map((day) => dayOf(day, { scenario, held, shown: shownRun })) : [],
    daysNotShown: held.days.length - drawn.length,
    ...(target !== undefined && { memoryTargetPercent: target }),
    policies,
    costs: runs.map(costRowOf),
    notes: [
      `A change takes ${reshard.minutes} minutes and ${reshard.minutesPerGiB} for each GiB held. What moves does so evenly, and nodes that come and nodes that go are both paid for meanwhile.`,
      'Keys are even over the shards, and primaries never busy. Snapshots, what is written to the log and what is sent are left out of the cost.',
      'The oracle knows the days, has just the shards that hold what comes until a change that is begun then could have ended, and fills them to the last byte.',
    ],
  };
}

function rowOf({ choice, result }: ClusterPolicyRun): ClusterPolicyRow {
  return { ...result, label: clusterPolicyLabel(choice) };
}

function costRowOf({ choice, result }: ClusterPolicyRun, i: number): CostRow {
  const kind = i === 0 ? 'shown' : KINDS[choice.kind];
  return {
    label: clusterPolicyLabel(choice),
    usd: result.costUsd,
    kind,
    ...(hasRefused(result) && { isIncomparable: true }),
  };
}

const KINDS = { spillway: 'other', static: 'fixed', oracle: 'oracle' } as const;

function dayOf(
  { date, from, until }: DayMinutes,
  given: {
    readonly scenario: ClusterScenario;
    readonly held: ClusterRuns['held'];
    readonly shown: ClusterPolicyRun;
  },
): ClusterDay {
  const { scenario, held, shown } = given;
  const { fullestPercent, shards, changes } = shown.run;
  const [startMs, endMs] = [from, until].map((minute) => held.startMs + minute * MINUTE_MS) as [
    number,
    number,
  ];
  return {
    label: dayLabel(date, scenario.timeZone),
    startMs,
    endMs,
    fullestPercent: [...fullestPercent.subarray(from, until)],
    shards: [...shards.subarray(from, until)],
    held: [...held.bytes.subarray(from, until).map((bytes) => bytes / (scenario.node.memoryGiB * GIB))],
    changes: changes.filter(({ atMs }) => atMs >= startMs && atMs < endMs),
  };
}
