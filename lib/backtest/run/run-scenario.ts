// A whole scenario: every policy over every day of the trace, each compared with the oracle.
import { dirname, isAbsolute, resolve } from 'node:path';
import { localDays, type LocalDay } from './local-days.ts';
import type { MinuteTrace } from '../../trace/minute-trace.ts';
import { policyLabel, rollThresholdOf, type PolicyChoice } from '../scenario/policy-choice.ts';
import { readMinutes } from '../../trace/read-minutes.ts';
import { ScenarioError } from '../scenario/read-scenario.ts';
import type { BacktestResult } from '../result/result.ts';
import { resultOf } from '../result/result.ts';
import { aboveOracle } from '../result/above-oracle.ts';
import { dayResults } from '../result/day-results.ts';
import {
  billingOf,
  fixedServerOf,
  hoursOf,
  runPolicy,
  type Billed,
  type PolicyRun,
  type RunWatcher,
} from './run-policy.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { policiesOf } from '../scenario/scenario.ts';

/** How far a run is, for people who wait. */
export interface Progress {
  readonly policy: string;
  readonly date: string;
  readonly daysDone: number;
  readonly dayCount: number;
}

export interface RunOptions {
  readonly onProgress?: (progress: Progress) => void;
  /** Looks on at one policy's run, by its place in the scenario. */
  readonly watch?: (policyIndex: number) => RunWatcher | undefined;
  /** Default: `midnight`. */
  readonly billed?: Billed;
}

/** The trace that a scenario file names, relative to the file. Throws `TraceError`, `ScenarioError`. */
export async function readTraceOf(scenario: Scenario, scenarioFile: string): Promise<MinuteTrace> {
  const path = scenario.trace;
  const trace = await readMinutes(isAbsolute(path) ? path : resolve(dirname(scenarioFile), path));
  if (trace.unit === 'messages' && scenario.bytesPerMessage === undefined) {
    const allowed = 'a number above 0: the trace counts messages, so their size must be given';
    throw new ScenarioError(scenarioFile, [{ path: 'bytesPerMessage', given: 'nothing', allowed }]);
  }
  return trace;
}

/** Results in the order of the scenario's policies. The same scenario, trace and seed give the same results. */
export async function runScenario(
  scenario: Scenario,
  trace: MinuteTrace,
  options: RunOptions = {},
): Promise<readonly BacktestResult[]> {
  const days = localDays(trace, scenario);
  const { billed = 'midnight' } = options;
  const billing = billingOf(scenario, days, billed);
  const fixed = fixedServerOf(scenario, trace, days);
  const oracles = new Map<number, PolicyRun>();
  const results: BacktestResult[] = [];
  for (const [index, policy] of policiesOf(scenario).entries()) {
    const watcher = watcherOf(policy, days, options, index);
    const roll = rollThresholdOf(policy);
    const oracle =
      oracles.get(roll) ??
      (await runPolicy({
        terms: scenario,
        trace,
        days,
        billed,
        policy: { kind: 'oracle', rollThresholdPercent: roll },
        ...(policy.kind === 'oracle' && { watcher }),
      }));
    oracles.set(roll, oracle);
    const run =
      policy.kind === 'oracle' && !options.watch?.(index)
        ? oracle
        : await runPolicy({ terms: scenario, trace, days, billed, policy, watcher });
    results.push(
      resultOf({
        name: policy.name ?? scenario.name,
        policy: policy.kind,
        days: days.length,
        hours: hoursOf(days),
        measured: run.measured,
        oracleInstanceHours: oracle.measured.instanceHours,
        aboveOracle: aboveOracle(
          { lives: run.record.lives, oracleLives: oracle.record.lives },
          { ...billing, endOfDaysMs: days.map((day) => day.endOfDayMs) },
        ),
        byDay: dayResults({ record: run.record, oracle: oracle.record, days }, billing),
        pricePerHourUsd: scenario.node.pricePerHourUsd,
        fixed,
      }),
    );
  }
  return results;
}

function watcherOf(
  policy: PolicyChoice,
  days: readonly LocalDay[],
  { onProgress, watch }: RunOptions,
  index: number,
): RunWatcher {
  const watched = watch?.(index);
  let daysDone = 0;
  return {
    ...watched,
    onDayEnd(day) {
      daysDone += 1;
      watched?.onDayEnd?.(day);
      onProgress?.({ policy: policyLabel(policy), date: day.date, daysDone, dayCount: days.length });
    },
  };
}
