// A stream's alarm rings between two ticks: whether the tick after it looks again.
import { describe, expect, it } from 'vitest';
import { SECOND_MS } from '../../../lib/core/units.ts';
import { runTick } from '../../../lib/cycle/triggers/run-tick.ts';
import { KINESIS_STREAM } from '../../../lib/targets/kinesis-stream/kinesis-stream.ts';
import { aFlow, aStreamWorld, TAGS, teach, type StreamWorld } from './a-stream-world.ts';

/** Four shards, which are its least, and which past days never filled. */
async function aStreamUsing(shards: number): Promise<StreamWorld> {
  const tags = { ...TAGS, 'spillway:shards-min': '4' };
  const streamWorld = aStreamWorld({ tags, flows: [aFlow(shards)] });
  await streamWorld.pass(60);
  teach(streamWorld, () => 1);
  return streamWorld;
}

/** How many streams the tick looks at that comes so long after an alarm's look. */
async function looksAfterAlarm({ world, ports, cycle }: StreamWorld, seconds: number): Promise<number> {
  await cycle('alarm');
  await world.runUntil(world.clock.nowMs() + seconds * SECOND_MS);
  return (await runTick(KINESIS_STREAM, ports)).results.length;
}

describe('the tick after an alarm’s look', () => {
  it.each([
    [14, 0],
    [15, 1],
    [24, 1],
    [60, 1],
  ])('comes %d s later, and looks at %d stream whose shards are nearly full', async (seconds, looks) => {
    // Below what is grown for, above what is near it.
    expect(await looksAfterAlarm(await aStreamUsing(2.5), seconds)).toBe(looks);
  });

  it('looks at a stream that the alarm’s look has made grow', async () => {
    expect(await looksAfterAlarm(await aStreamUsing(3.9), 24)).toBe(1);
  });

  it.each([
    [24, 0],
    [240, 0],
    [300, 1],
  ])('%d s later looks at %d quiet stream', async (seconds, looks) => {
    expect(await looksAfterAlarm(await aStreamUsing(1), seconds)).toBe(looks);
  });
});
