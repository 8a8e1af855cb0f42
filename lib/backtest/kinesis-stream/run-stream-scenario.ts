// A whole scenario: every policy over all days, each compared with the oracle.
import { dirname, isAbsolute, resolve } from 'node:path';
import { CHANGES_WINDOW_MS } from '../../targets/kinesis-stream/domain/limits.ts';
import type { MinuteTrace } from '../../trace/minute-trace.ts';
import { readMinutes } from '../../trace/read-minutes.ts';
import { labelAmong } from '../scenario/label-among.ts';
import { ScenarioError } from '../scenario/read-scenario.ts';
import { costOf } from './cost.ts';
import { loadOf, type Load } from './load.ts';
import type { ChangeMade } from './model-stream.ts';
import { doubling } from './policies/doubling.ts';
import { onDemandRun } from './policies/on-demand.ts';
import { oracle } from './policies/oracle.ts';
import { planner } from './policies/planner.ts';
import { targetTracking } from './policies/target-tracking.ts';
import { rounded, type Measured, type StreamResult } from './result.ts';
import { measure, runStream, type StreamRun } from './run-stream.ts';
import { streamPolicyLabel, type StreamPolicyChoice, type StreamScenario } from './scenario.ts';

/** The traces that a scenario file names, relative to the file. Throws `TraceError`, `ScenarioError`. */
export async function readTracesOf(
  scenario: StreamScenario,
  scenarioFile: string,
): Promise<readonly MinuteTrace[]> {
  const paths = typeof scenario.trace === 'string' ? [scenario.trace] : scenario.trace;
  const traces: MinuteTrace[] = [];
  for (const path of paths)
    traces.push(await readMinutes(isAbsolute(path) ? path : resolve(dirname(scenarioFile), path)));
  if (traces.some(({ unit }) => unit === 'messages') && scenario.bytesPerMessage === undefined) {
    const allowed = 'a number above 0: the trace counts messages, so their size must be given';
    throw new ScenarioError(scenarioFile, [{ path: 'bytesPerMessage', given: 'nothing', allowed }]);
  }
  return traces;
}

/** A policy's run with all that was measured of it, for reports and studies. */
export interface StreamPolicyRun {
  readonly choice: StreamPolicyChoice;
  readonly run: StreamRun;
  readonly total: Measured;
  /** In the order of the load's days. */
  readonly days: readonly Measured[];
  readonly result: StreamResult;
}

export interface StreamRunOptions {
  /** Told before each policy's run, for people who wait. */
  readonly onPolicy?: (choice: StreamPolicyChoice) => void;
}

/** Runs in the order of the scenario's policies. The same scenario and traces give the same results. */
export function runStreamScenario(
  scenario: StreamScenario,
  traces: readonly MinuteTrace[],
  { onPolicy }: StreamRunOptions = {},
): { readonly load: Load; readonly runs: readonly StreamPolicyRun[] } {
  const load = loadOf(traces, scenario);
  onPolicy?.({ kind: 'oracle' });
  const oracleRun = runPolicy({ kind: 'oracle' }, scenario, load);
  const oracleCostUsd = costOf({ kind: 'oracle' }, scenario, load, shardHoursOf(oracleRun, load));
  const runs = scenario.policies.map((choice): StreamPolicyRun => {
    if (choice.kind !== 'oracle') onPolicy?.(choice);
    const run = choice.kind === 'oracle' ? oracleRun : runPolicy(choice, scenario, load);
    const total = measure(run, load, 0, load.demand.length);
    const costUsd = costOf(choice, scenario, load, total.shardHours);
    return {
      choice,
      run,
      total,
      days: load.days.map(({ from, until }) => measure(run, load, from, until)),
      result: resultOf({ choice, run, total, costUsd, oracleCostUsd, policies: scenario.policies }),
    };
  });
  return { load, runs };
}

function runPolicy(choice: StreamPolicyChoice, scenario: StreamScenario, load: Load): StreamRun {
  const { shards, reshardSeconds } = scenario;
  const calendar = { ...scenario.calendar, timeZone: scenario.timeZone };
  const bounds = { min: shards.min, max: shards.max };
  const terms = { load, reshardSeconds };
  switch (choice.kind) {
    case 'planner': {
      const { utilizationPercent, changesReserved } = choice;
      const policy = {
        mode: 'act' as const,
        calendar: 'default',
        shardsMin: shards.min,
        shardsMax: shards.max,
        utilizationPercent,
        changesReserved,
      };
      return runStream({ ...terms, start: shards.start, driver: planner({ policy, calendar }) });
    }
    case 'target-tracking': {
      const driver = targetTracking({ ...bounds, targetPercent: choice.targetPercent });
      return runStream({ ...terms, start: shards.start, driver });
    }
    case 'doubling':
      return runStream({ ...terms, start: shards.start, driver: doubling(bounds) });
    case 'static':
      return runStream({ ...terms, start: choice.shards, driver: { look: () => undefined } });
    case 'on-demand':
      return onDemandRun(load);
    case 'oracle':
      return runStream({ ...terms, ...oracle(scenario, load) });
  }
}

function shardHoursOf(run: StreamRun, load: Load): number {
  return measure(run, load, 0, load.demand.length).shardHours;
}

function resultOf(given: {
  readonly choice: StreamPolicyChoice;
  readonly run: StreamRun;
  readonly total: Measured;
  readonly costUsd: number;
  readonly oracleCostUsd: number;
  readonly policies: readonly StreamPolicyChoice[];
}): StreamResult {
  const { total, costUsd, oracleCostUsd } = given;
  return {
    policy: given.choice.kind,
    shardHours: rounded(total.shardHours),
    costUsd: rounded(costUsd),
    costVsOracle: oracleCostUsd > 0 ? rounded(costUsd / oracleCostUsd) : null,
    throttledMinutes: total.throttledMinutes,
    throttledPercent: total.demandSum > 0 ? rounded((100 * total.throttledSum) / total.demandSum) : 0,
    calls: total.calls,
    callsMaxIn24h: callsMaxIn24h(given.run.changes),
    shardsMin: total.shardsMin,
    shardsMax: total.shardsMax,
    ...labelAmong(given.choice, given.policies, streamPolicyLabel),
  };
}

/** The most changes within any 24 hours, both ends counted to the minute. */
export function callsMaxIn24h(changes: readonly Pick<ChangeMade, 'atMs'>[]): number {
  return Math.max(
    0,
    ...changes.map(
      ({ atMs: lastMs }) =>
        changes.filter(({ atMs }) => atMs <= lastMs && atMs > lastMs - CHANGES_WINDOW_MS).length,
    ),
  );
}
