import { expect, it } from 'vitest';
import { memoryOfLog } from '../../lib/trace/memory-of-log.ts';
import { DAY_MS } from '../../lib/core/units.ts';

const NOW_MS = Date.UTC(2026, 10, 20, 15);

async function samplesOf(lines: readonly string[]) {
  async function* given() {
    yield* await Promise.resolve(lines);
  }
  const samples = [];
  for await (const sample of memoryOfLog(given(), { groupName: 'rdb', days: 2, nowMs: NOW_MS }))
    samples.push(sample);
  return samples;
}

it('lines of a log are the memory of its group in order of time, lean lines and metrics alike, and nothing else is', async () => {
  const node = { AutoScalingGroupName: 'rdb', InstanceId: 'i-1', MemoryUsedBytes: 7.4 };
  const lean = { ...node, timestamp: NOW_MS - 60_000 };
  const lines = [
    lean,
    { ...node, InstanceId: 'i-2', _aws: { Timestamp: NOW_MS - 90_000 } },
    lean,
    { ...lean, AutoScalingGroupName: 'other' },
    { ...lean, timestamp: NOW_MS - 2 * DAY_MS - 1 },
    { timestamp: NOW_MS, AutoScalingGroupName: 'rdb', SparesHave: 1 },
  ].map((one) => JSON.stringify(one));
  expect(await samplesOf([...lines, 'REPORT "MemoryUsedBytes" {', ''])).toEqual([
    { atMs: NOW_MS - 90_000, instanceId: 'i-2', usedBytes: 7 },
    { atMs: NOW_MS - 60_000, instanceId: 'i-1', usedBytes: 7 },
  ]);
});
