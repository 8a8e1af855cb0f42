// A managed stream in front of the local AWS, as an operator finds it: read by one application, with load to speak of.
import { DAY_MS, MIB, MINUTE_MS, SECOND_MS } from '../../../lib/core/units.ts';
import { runCycle } from '../../../lib/cycle/run-cycle.ts';
import type { KinesisOptions } from '../../../lib/sim/kinesis/kinesis.ts';
import type { Flow, StreamSpec } from '../../../lib/sim/kinesis/stream-state.ts';
import { KINESIS_STREAM } from '../../../lib/targets/kinesis-stream/kinesis-stream.ts';
import { START_MS, startLocalOperator, type LocalOperator } from '../local-operator.ts';

export const FEED = 'feed';
export const TARGET = `kinesis:${FEED}`;
export const TAGS = { 'spillway:managed': 'true', 'spillway:shards-max': '64' };
export const READERS = [{ name: 'rdb', kind: 'polling' as const, behindMs: () => 0 }];
export const RESHARD_MS = 5 * MINUTE_MS;

/** So many shards' worth of bytes, evenly, for a day. */
export function aFlow(shards: number, changes: Partial<Flow> = {}): Flow {
  const seconds = DAY_MS / SECOND_MS;
  return {
    startMs: START_MS,
    endMs: START_MS + DAY_MS,
    bytes: shards * MIB * seconds,
    records: shards * seconds,
    ...changes,
  };
}

export function aStream(changes: Partial<StreamSpec> = {}): StreamSpec {
  return { name: FEED, shardCount: 4, tags: TAGS, consumers: READERS, flows: [aFlow(1)], ...changes };
}

/** With the one stream, and after so many minutes. */
export async function startOperatorOf(
  changes: Partial<StreamSpec> = {},
  kinesis: KinesisOptions & { readonly afterMinutes?: number } = {},
): Promise<LocalOperator> {
  const { afterMinutes = 40, ...options } = kinesis;
  const operator = await startLocalOperator([], {
    streams: [aStream(changes)],
    kinesis: { reshardMs: () => RESHARD_MS, ...options },
  });
  await operator.pass(afterMinutes);
  return operator;
}

/** One cycle of the stream's, as the tick would run it. */
export function cycle({ streamPorts }: LocalOperator) {
  return runCycle(KINESIS_STREAM, { name: FEED, trigger: 'tick' }, streamPorts);
}
