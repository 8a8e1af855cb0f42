// A whole scenario: every policy over all minutes, each compared with the oracle, which has just the shards that hold what
// comes until a change that is begun then could have ended.
import type { MinuteTrace } from '../../trace/minute-trace.ts';
import { labelAmong } from '../scenario/label-among.ts';
import { heldOf, type Held } from './held.ts';
import { rounded, type ClusterResult, type Measured } from './result.ts';
import { measure, oracleRun, runCluster, type ClusterRun } from './run-cluster.ts';
import { clusterPolicyLabel, type ClusterPolicyChoice, type ClusterScenario } from './scenario.ts';
import { spillwayPolicy } from './spillway-policy.ts';

/** A policy's run with what was measured of it, for reports and recommendations. */
export interface ClusterPolicyRun {
  readonly choice: ClusterPolicyChoice;
  readonly run: ClusterRun;
  /** In the order of the days. */
  readonly days: readonly Measured[];
  readonly result: ClusterResult;
}

export interface ClusterRuns {
  readonly held: Held;
  readonly runs: readonly ClusterPolicyRun[];
}

export interface ClusterRunOptions {
  /** Told before each policy's run, for people who wait. */
  readonly onPolicy?: (choice: ClusterPolicyChoice) => void;
}

/** Runs in the order of the scenario's policies. The same scenario and traces give the same results. */
export function runClusterScenario(
  scenario: ClusterScenario,
  traces: readonly MinuteTrace[],
  { onPolicy }: ClusterRunOptions = {},
): ClusterRuns {
  const held = heldOf(traces, scenario);
  const oracle = oracleRun(scenario, held);
  const whole = (run: ClusterRun) => measure(run, held, 0, held.bytes.length);
  const oracleCostUsd = costOf(whole(oracle), scenario);
  const runs = scenario.policies.map((choice): ClusterPolicyRun => {
    onPolicy?.(choice);
    const run = choice.kind === 'oracle' ? oracle : runOf(choice, scenario, held);
    return {
      choice,
      run,
      days: held.days.map(({ from, until }) => measure(run, held, from, until)),
      result: resultOf(whole(run), { choice, scenario, oracleCostUsd }),
    };
  });
  return { held, runs };
}

function runOf(
  choice: Exclude<ClusterPolicyChoice, { readonly kind: 'oracle' }>,
  scenario: ClusterScenario,
  held: Held,
): ClusterRun {
  switch (choice.kind) {
    case 'static':
      return runCluster(scenario, held, { start: choice.shards, policy: () => undefined });
    case 'spillway':
      return runCluster(scenario, held, {
        start: scenario.shards.start,
        policy: spillwayPolicy(scenario, held, choice.memoryTargetPercent),
      });
  }
}

function resultOf(
  measured: Measured,
  given: {
    readonly choice: ClusterPolicyChoice;
    readonly scenario: ClusterScenario;
    readonly oracleCostUsd: number;
  },
): ClusterResult {
  const { choice, scenario, oracleCostUsd } = given;
  const { fullMinutes, fullestPercent, changes, shardsMin, shardsMax } = measured;
  const costUsd = costOf(measured, scenario);
  return {
    policy: choice.kind,
    nodeHours: rounded(nodeHoursOf(measured, scenario)),
    costUsd: rounded(costUsd),
    costVsOracle: oracleCostUsd > 0 ? rounded(costUsd / oracleCostUsd) : null,
    fullMinutes,
    fullestPercent: rounded(fullestPercent),
    changes,
    shardsMin,
    shardsMax,
    ...labelAmong(choice, scenario.policies, clusterPolicyLabel),
  };
}

function nodeHoursOf({ shardMinutes }: Measured, { replicas }: ClusterScenario): number {
  return (shardMinutes / 60) * (replicas + 1);
}

function costOf(measured: Measured, scenario: ClusterScenario): number {
  return nodeHoursOf(measured, scenario) * scenario.node.hourUsd;
}
