// What a cycle by hand means for a stream: a change takes minutes, and the next one waits until it is done. The rules
// themselves are lib/targets/kinesis-stream/decide/rules/operator-target.ts.
import { KINESIS_STREAM, type KinesisStream } from '../../targets/kinesis-stream/kinesis-stream.ts';
import { LOOK_PAUSE_MS, type ByHand } from '../scale/scale-to.ts';

export const STREAM_BY_HAND: ByHand<KinesisStream> = {
  kind: KINESIS_STREAM,
  title: 'Kinesis stream',
  changes: () => true,
  stepOf({ plan, actions }) {
    const { text, code } = plan.reason;
    const [change] = actions;
    if (change) {
      const { from, shards } = change.action;
      return { kind: 'again', pauseMs: LOOK_PAUSE_MS, text, did: `${from} → ${shards}` };
    }
    if (code === 'operator-reached') return { kind: 'reached', text };
    return code === 'resharding' ? { kind: 'again', pauseMs: LOOK_PAUSE_MS, text } : { kind: 'held', text };
  },
};
