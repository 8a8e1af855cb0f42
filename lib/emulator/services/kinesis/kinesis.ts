// Kinesis Data Streams on the wire, over the simulated streams (lib/sim/kinesis), which know the rules; here are
// shapes only. Next: stream-actions.ts, shard-actions.ts, record-actions.ts, tag-actions.ts; get-resources.ts.
import type { Kinesis } from '../../../sim/kinesis/kinesis.ts';
import type { ServiceActions } from '../service-action.ts';
import { recordActions } from './record-actions.ts';
import { shardActions } from './shard-actions.ts';
import { streamActions } from './stream-actions.ts';
import { tagActions } from './tag-actions.ts';

export function kinesisActions(kinesis: Kinesis): ServiceActions<'kinesis'> {
  return {
    ...streamActions(kinesis),
    ...shardActions(kinesis),
    ...recordActions(kinesis),
    ...tagActions(kinesis),
  };
}
