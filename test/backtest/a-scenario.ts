// A small scenario and traces for tests: nodes of 1 GiB that hold 800 messages of a MiB up to the threshold.
import type { MinuteTrace } from '../../lib/trace/minute-trace.ts';
import { parseScenario } from '../../lib/backtest/scenario/read-scenario.ts';
import type { Scenario, ScenarioInput } from '../../lib/backtest/scenario/scenario.ts';
import { MIB } from '../../lib/core/units.ts';

export function scenarioInput(change: Partial<ScenarioInput> = {}): ScenarioInput {
  const { policies, ...rest } = change;
  return {
    name: 'test',
    trace: 'days.csv',
    bytesPerMessage: MIB,
    endOfDay: '23:59',
    timeZone: 'UTC',
    node: { memoryGiB: 1, baselineMiB: 19.2, pricePerHourUsd: 0.1, bootSeconds: 60 },
    group: { min: 1, max: 50 },
    fixed: { memoryGiB: 8, pricePerHourUsd: 0.8 },
    seed: 1,
    ...(policies ? { policies } : { policy: { kind: 'lead-time' } }),
    ...rest,
  };
}

export function aScenario(change: Partial<ScenarioInput> = {}): Scenario {
  return parseScenario('test.json', scenarioInput(change));
}

export const DAY_START_MS = Date.parse('2026-03-02T00:00:00Z');

/** Messages by the minute of one day or more, from its midnight. */
export function aTrace(messages: (minute: number) => number, minuteCount = 1_440): MinuteTrace {
  return {
    name: 'trace',
    unit: 'messages',
    startMs: DAY_START_MS,
    volumes: Float64Array.from({ length: minuteCount }, (_, minute) => messages(minute)),
  };
}

/** From 09:00 to 17:00, the same each minute. */
export const steadyDay = (perMinute: number) => (minute: number) =>
  minute >= 540 && minute < 1_020 ? perMinute : 0;
