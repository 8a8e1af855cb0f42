// A whole scenario: every policy over all minutes, each compared with the oracle, which has just the shards that hold what
// comes until a change that is begun then could have ended.
import { GIB } from '../../core/units.ts';
import type { MinuteTrace } from '../../trace/minute-trace.ts';
import { heldOf, type Held } from './held.ts';
import { modelCluster } from './model-cluster.ts';
import type { ClusterPolicyChoice, ClusterScenario } from './scenario.ts';
import { spillwayPolicy, type ClusterPolicy } from './spillway-policy.ts';

/** What a backtest of a cluster reports of one policy: the keys of the published result, in their order. */
export interface ClusterResult {
  readonly policy: ClusterPolicyChoice['kind'];
  readonly nodeHours: number;
  readonly costUsd: number;
  /** `null` where the oracle's nodes cost nothing. */
  readonly costVsOracle: number | null;
  /** Minutes in which a shard was full and refused writes. */
  readonly fullMinutes: number;
  /** The fullest that any shard ever was; above 100, what it refused is counted. */
  readonly fullestPercent: number;
  readonly changes: number;
  readonly shardsMin: number;
  readonly shardsMax: number;
}

interface Measured {
  shardMinutes: number;
  fullMinutes: number;
  fullestPercent: number;
  changes: number;
  shardsMin: number;
  shardsMax: number;
}

/** In the order of the scenario's policies. The same scenario and traces give the same results. */
export function runClusterScenario(
  scenario: ClusterScenario,
  traces: readonly MinuteTrace[],
): readonly ClusterResult[] {
  const held = heldOf(traces, scenario);
  const oracleCostUsd = costOf(oracleRun(scenario, held), scenario);
  return scenario.policies.map((choice) => {
    const run = runOf(choice, scenario, held);
    const costUsd = costOf(run, scenario);
    return {
      policy: choice.kind,
      nodeHours: rounded(nodeHoursOf(run, scenario)),
      costUsd: rounded(costUsd),
      costVsOracle: oracleCostUsd > 0 ? rounded(costUsd / oracleCostUsd) : null,
      fullMinutes: run.fullMinutes,
      fullestPercent: rounded(run.fullestPercent),
      changes: run.changes,
      shardsMin: run.shardsMin,
      shardsMax: run.shardsMax,
    };
  });
}

function runOf(choice: ClusterPolicyChoice, scenario: ClusterScenario, held: Held): Measured {
  switch (choice.kind) {
    case 'oracle':
      return oracleRun(scenario, held);
    case 'static':
      return drive(scenario, held, { start: choice.shards, policy: () => undefined });
    case 'spillway':
      return drive(scenario, held, {
        start: scenario.shards.start,
        policy: spillwayPolicy(scenario, held, choice.memoryTargetPercent),
      });
  }
}

function drive(
  scenario: ClusterScenario,
  held: Held,
  { start, policy }: { readonly start: number; readonly policy: ClusterPolicy },
): Measured {
  const model = modelCluster(start, scenario);
  const measured = nothingMeasured();
  for (let minute = 0; minute < held.bytes.length; minute += 1) {
    model.settle(minute);
    const to = policy(minute, model);
    if (to !== undefined) {
      model.change(to, minute, held.bytes[minute] ?? 0);
      measured.changes += 1;
    }
    const shares = model.shares(minute);
    measure(measured, scenario, {
      shards: shares.length,
      fullestBytes: (held.bytes[minute] ?? 0) * Math.max(...shares),
    });
  }
  return measured;
}

/** Paid for from when a change for it would have to begin. */
function oracleRun(scenario: ClusterScenario, held: Held): Measured {
  const { node, shards, reshard } = scenario;
  const needed = held.bytes.map((bytes) =>
    Math.min(shards.max, Math.max(shards.min, Math.ceil(bytes / (node.memoryGiB * GIB)))),
  );
  const measured = nothingMeasured();
  let before = 0;
  for (let minute = 0; minute < needed.length; minute += 1) {
    const bytes = held.bytes[minute] ?? 0;
    const leadMinutes = Math.ceil(reshard.minutes + (reshard.minutesPerGiB * bytes) / GIB);
    let count = 0;
    for (let i = minute; i <= Math.min(needed.length - 1, minute + leadMinutes); i += 1)
      count = Math.max(count, needed[i] ?? 0);
    if (minute > 0 && count !== before) measured.changes += 1;
    before = count;
    measure(measured, scenario, { shards: count, fullestBytes: bytes / count });
  }
  return measured;
}

function nothingMeasured(): Measured {
  const shardsMin = Number.POSITIVE_INFINITY;
  return { shardMinutes: 0, fullMinutes: 0, fullestPercent: 0, changes: 0, shardsMin, shardsMax: 0 };
}

function measure(
  measured: Measured,
  { node }: ClusterScenario,
  { shards, fullestBytes }: { readonly shards: number; readonly fullestBytes: number },
): void {
  const percent = (100 * fullestBytes) / (node.memoryGiB * GIB);
  measured.shardMinutes += shards;
  if (percent > 100) measured.fullMinutes += 1;
  measured.fullestPercent = Math.max(measured.fullestPercent, percent);
  measured.shardsMin = Math.min(measured.shardsMin, shards);
  measured.shardsMax = Math.max(measured.shardsMax, shards);
}

function nodeHoursOf({ shardMinutes }: Measured, { replicas }: ClusterScenario): number {
  return (shardMinutes / 60) * (replicas + 1);
}

function costOf(measured: Measured, scenario: ClusterScenario): number {
  return nodeHoursOf(measured, scenario) * scenario.node.hourUsd;
}

/** So that the same run is the same bytes everywhere. */
function rounded(value: number): number {
  return Number(value.toFixed(4));
}
