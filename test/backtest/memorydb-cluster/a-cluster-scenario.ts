// A scenario of a cluster, and days for it: a GiB is 60 messages, so that one message a minute is a GiB an hour.
import { parseClusterScenario } from '../../../lib/backtest/memorydb-cluster/read-cluster-scenario.ts';
import type {
  ClusterScenario,
  ClusterScenarioInput,
} from '../../../lib/backtest/memorydb-cluster/scenario.ts';
import { DAY_MS, GIB } from '../../../lib/core/units.ts';
import type { MinuteTrace } from '../../../lib/trace/minute-trace.ts';

export const START_MS = Date.parse('2026-03-04T00:00:00Z');

/** As JSON has it. */
export const INPUT: ClusterScenarioInput = {
  name: 'given',
  target: 'memorydb-cluster',
  trace: 'days.csv',
  bytesKept: GIB / 60,
  emptiedAt: '22:00',
  node: { memoryGiB: 10, hourUsd: 1 },
  shards: { max: 16, start: 1 },
  policies: [{ kind: 'spillway' }],
};

export function aScenario(change: Partial<ClusterScenarioInput> = {}): ClusterScenario {
  return parseClusterScenario('given', { ...INPUT, ...change });
}

/** Days that bring so many messages a minute from 09:00 to 17:00. */
export function days(...perMinute: readonly number[]): readonly MinuteTrace[] {
  return perMinute.map((messages, day) => ({
    name: `day ${day}`,
    unit: 'messages',
    startMs: START_MS + day * DAY_MS,
    volumes: Float64Array.from({ length: 24 * 60 }, (_, i) => (i >= 540 && i < 1_020 ? messages : 0)),
  }));
}
