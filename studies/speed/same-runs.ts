// The runs that two revisions are compared by: backtests that reach every way through learning and deciding, and days of the
// campaign. How one is carried out, and what is told of it, is measure-runs.ts.
import { changeTrace, type MinuteTrace } from '../../lib/trace/minute-trace.ts';
import type { ScenarioInput } from '../../lib/backtest/scenario/scenario.ts';
import { MADE_TIME_ZONE, madeHardDay, madeWeeks } from '../made-days.ts';
import { realDays, TIME_ZONE, yearOf } from '../harder-days.ts';

/** One backtest: what differs from the plain scenario, and the trace that it runs over. */
export interface SameRun {
  readonly name: string;
  readonly trace: MinuteTrace;
  readonly scenario: Partial<ScenarioInput>;
}

const NODE = { memoryGiB: 4, baselineMiB: 150, pricePerHourUsd: 0.0376, bootSeconds: 60 };
const CONTINUOUS = { policy: { kind: 'lead-time', scaleIn: 'continuous' } } as const;
const ALL_POLICIES: NonNullable<ScenarioInput['policies']> = [
  { kind: 'lead-time' },
  { kind: 'threshold', scaleThresholdPercent: 60, rollThresholdPercent: 80 },
  { kind: 'target-tracking' },
  { kind: 'step' },
  { kind: 'oracle' },
];

/** Each brings to light what another would not: late reports, missing ones, jumps, queues that nobody leaves. */
export async function sameRuns(): Promise<readonly SameRun[]> {
  const [first, ...others] = await realDays();
  const second = others[0];
  if (!first || !second) throw new Error('no traces');
  const few = yearOf([first, ...others], 5);
  const hard = madeHardDay(9_001);
  const weeks = madeWeeks(9_002);
  const large = changeTrace(first, { name: 'ten times as much', volume: (v) => v * 10 });
  return [
    { name: 'every policy', trace: first, scenario: { policies: ALL_POLICIES, policy: undefined } },
    { name: 'history', trace: yearOf([first, ...others], 12), scenario: {} },
    { name: 'history, continuous', trace: yearOf([first, ...others], 12), scenario: CONTINUOUS },
    {
      name: 'threshold, several days',
      trace: few,
      scenario: { policy: { kind: 'threshold', scaleThresholdPercent: 60, rollThresholdPercent: 80 } },
    },
    {
      name: 'reports a minute late, slow boot',
      trace: few,
      scenario: { telemetry: { delaySeconds: 60 }, node: { ...NODE, bootSeconds: 180 } },
    },
    { name: 'reports three minutes late', trace: few, scenario: { telemetry: { delaySeconds: 180 } } },
    { name: 'a fifth missing', trace: few, scenario: { telemetry: { missingPercent: 20 } } },
    {
      name: 'a fifth missing, continuous, late',
      trace: few,
      scenario: { ...CONTINUOUS, telemetry: { missingPercent: 20, delaySeconds: 60 } },
    },
    { name: 'reports each ten seconds', trace: second, scenario: { telemetry: { periodSeconds: 10 } } },
    {
      name: 'memory doubles',
      trace: few,
      scenario: { node: { ...NODE, memoryGrowth: 'doubling', replaySeconds: 45 } },
    },
    { name: 'ten times as much', trace: large, scenario: {} },
    {
      name: 'nobody leaves the queue, a write-down',
      trace: few,
      scenario: { group: { min: 1, max: 9, leavesQueue: false, writeDownSeconds: 900 } },
    },
    {
      name: 'a made hard day',
      trace: hard.trace,
      scenario: { ...CONTINUOUS, timeZone: MADE_TIME_ZONE, telemetry: hard.telemetry },
    },
    { name: 'made weeks', trace: weeks.trace, scenario: { timeZone: MADE_TIME_ZONE } },
  ];
}

/** The run by which the speed is measured: days of one group, one after the other, each at a volume of its own. */
export async function speedRun(dayCount: number): Promise<SameRun> {
  return { name: `${dayCount} days`, trace: yearOf(await realDays(), dayCount), scenario: {} };
}

/** The scenario's text in full. */
export function scenarioOf({ name, scenario }: SameRun): ScenarioInput {
  const { policies } = scenario;
  return {
    name,
    trace: 'in memory',
    endOfDay: '23:59',
    timeZone: TIME_ZONE,
    node: NODE,
    group: { min: 1, max: 200 },
    seed: 1,
    ...scenario,
    ...(policies === undefined && { policy: scenario.policy ?? { kind: 'lead-time' } }),
  };
}
