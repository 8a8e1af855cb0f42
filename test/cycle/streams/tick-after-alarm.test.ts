// A stream's alarm rings between two ticks.
import { runTick } from '../../../lib/cycle/triggers/run-tick.ts';
import { KINESIS_STREAM } from '../../../lib/targets/kinesis-stream/kinesis-stream.ts';
import { describeTickAfterAlarm, type TargetWorld } from '../../contracts/tick-after-alarm.contract.ts';
import { aFlow, aStreamWorld, TAGS, teach } from './a-stream-world.ts';

/** Four shards, which are its least, and which past days never filled. */
async function aStreamUsing(shards: number): Promise<TargetWorld> {
  const tags = { ...TAGS, 'spillway:shards-min': '4' };
  const streamWorld = aStreamWorld({ tags, flows: [aFlow(shards)] });
  await streamWorld.pass(60);
  teach(streamWorld, () => 1);
  const { world, ports, cycle } = streamWorld;
  return { world, alarm: () => cycle('alarm'), tick: () => runTick(KINESIS_STREAM, ports) };
}

describeTickAfterAlarm('stream', {
  nearlyFull: () => aStreamUsing(2.5),
  full: () => aStreamUsing(3.9),
  quiet: () => aStreamUsing(1),
});
