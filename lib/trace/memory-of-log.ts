// Lines of a function's log → what nodes reported of their memory: with lean metrics they stand there, and not in CloudWatch.
// Pure but for the lines. What else the log holds is passed over.
import * as z from 'zod';
import { DAY_MS } from '../core/units.ts';

/** What a node used at a moment. */
export interface LoggedMemory {
  readonly atMs: number;
  readonly instanceId: string;
  readonly usedBytes: number;
}

export interface LogQuery {
  readonly groupName: string;
  /** Days back, today included. */
  readonly days: number;
  readonly nowMs: number;
}

const line = z.looseObject({
  AutoScalingGroupName: z.string(),
  InstanceId: z.string(),
  MemoryUsedBytes: z.number(),
  timestamp: z.number().optional(),
  _aws: z.object({ Timestamp: z.number() }).optional(),
});

/** The group's, in order of time, each observation of a node once. */
export async function* memoryOfLog(
  lines: AsyncIterable<string>,
  { groupName, days, nowMs }: LogQuery,
): AsyncGenerator<LoggedMemory> {
  const samples = new Map<string, LoggedMemory>();
  for await (const text of lines) {
    if (!text.includes('"MemoryUsedBytes"')) continue;
    const parsed = line.safeParse(jsonOf(text));
    if (!parsed.success || parsed.data.AutoScalingGroupName !== groupName) continue;
    const { InstanceId: instanceId, MemoryUsedBytes, timestamp, _aws } = parsed.data;
    const atMs = timestamp ?? _aws?.Timestamp;
    if (atMs === undefined || atMs < nowMs - days * DAY_MS) continue;
    samples.set(`${instanceId} ${atMs}`, { atMs, instanceId, usedBytes: Math.round(MemoryUsedBytes) });
  }
  yield* [...samples.values()].sort((a, b) => a.atMs - b.atMs || (a.instanceId < b.instanceId ? -1 : 1));
}

/** `undefined` for what is no JSON: an ordinary line. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
