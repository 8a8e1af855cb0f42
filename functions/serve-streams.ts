// What the functions do for streams: a tick over all that are managed, and cycles of those that an alarm names. Loaded by
// `import()`: what is here, the group's functions start without.
import { ALL_TARGETS, type CyclesResult } from '../lib/cycle/triggers/over-managed.ts';
import { runCycle, type CycleResult } from '../lib/cycle/run-cycle.ts';
import { runTick } from '../lib/cycle/triggers/run-tick.ts';
import { KINESIS_STREAM, type KinesisStream } from '../lib/targets/kinesis-stream/kinesis-stream.ts';
import type { StreamPorts } from '../lib/targets/kinesis-stream/ports/stream-ports.ts';
import { STREAM_NAME_PREFIX } from '../lib/wiring/stream-name.ts';

/** One tick over the streams. Failures are named as at the command line, the listing's own as the tick's. */
export async function tickStreams(ports: StreamPorts): Promise<CyclesResult<KinesisStream>> {
  const served = await runTick(KINESIS_STREAM, ports);
  const failures = served.failures.map(({ name, error }) => ({
    name: name === ALL_TARGETS ? name : `${STREAM_NAME_PREFIX}${name}`,
    error,
  }));
  return { ...served, failures };
}

/** One cycle, without listing. */
export function wakeStream(name: string, ports: StreamPorts): Promise<CycleResult<KinesisStream>> {
  return runCycle(KINESIS_STREAM, { name, trigger: 'alarm' }, ports);
}
