// The world's tickerplants and RDBs, beside the world: whoever is live or waits there is so by the messages too.
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../lib/core/units.ts';
import { createEmulatedRdb } from '../../../lib/emulator/queue/emulated-rdb.ts';
import type { WorldGroup } from '../../../lib/sim/world.ts';
import { aGroup, present, START_MS, startLocalAws } from '../local-aws.ts';

const GROUP = 'rdb-a';
/** Fills a server in some twenty minutes. */
const DAY = { startMs: START_MS, endMs: START_MS + 180 * MINUTE_MS, messages: 60_000_000 };

async function aDay(changes: Partial<WorldGroup> = {}) {
  const aws = await startLocalAws({
    groups: [aGroup({ segments: [DAY], ...changes })],
    queues: true,
  });
  const queues = present(aws.emulator.queues);
  const tickerplant = present(aws.world.tickerplants.get(GROUP));
  /** Live first, then those that wait, in order. */
  const inWorld = () =>
    [tickerplant.live(), ...tickerplant.queue()].flatMap((node) => node?.instanceId ?? []);
  const onTheWire = () =>
    [
      ...queues.rolesOf(GROUP).filter(([, role]) => role === 'live'),
      ...queues.rolesOf(GROUP).filter(([, role]) => role === 'waiting'),
    ].map(([instanceId]) => instanceId);
  const run = async (minutes: number) => {
    await aws.emulator.runUntil(START_MS + minutes * MINUTE_MS);
    expect(onTheWire(), `after ${minutes} minutes`).toEqual(inWorld());
  };
  return { ...aws, queues, tickerplant, inWorld, run };
}

/** Positions that RDBs hold, in order. */
const positions = ({ queues, tickerplant }: Awaited<ReturnType<typeof aDay>>) =>
  [...tickerplant.nodes.keys()]
    .flatMap((id) => queues.stateOf(id) ?? [])
    .filter(({ high }) => high > 0)
    .map(({ low, high }) => ({ low, high }))
    .sort((a, b) => a.low - b.low);

describe('the world’s queues', () => {
  it('pass the turn on as the world does, each message with one RDB, through rolls, a late one and a death', async () => {
    const day = await aDay();
    const rolls: string[] = [];
    day.world.onEvent(({ kind }) => rolls.push(kind));
    await day.run(1);
    const [first] = day.inWorld();
    for (let minute = 10; minute <= 90; minute += 10) await day.run(minute);
    expect(rolls).toContain('rolled');
    expect(rolls).toContain('late-roll');
    expect(day.inWorld()).not.toContain(first);
    expect(day.queues.stateOf(present(first))).toMatchObject({ live: false, queued: false, low: 1 });
    day.world.autoScaling.setDesiredCapacity({ groupName: GROUP, desiredCapacity: 4 });
    for (let minute = 91; minute <= 110; minute += 3) await day.run(minute);
    const live = present(day.tickerplant.live()).instanceId;
    day.world.autoScaling.failInstance(live);
    await day.run(112);
    expect(day.queues.stateOf(live)).toBeUndefined();
    const held = positions(day);
    expect(held.length).toBeGreaterThan(1);
    held.forEach(({ low }, index) => expect(low).toBe(index === 0 ? 1 : present(held[index - 1]).high + 1));
    expect(day.queues.refused()).toEqual([]);
  });

  it('write the day down at its end, and go on with those that wait', async () => {
    const endMs = START_MS + 60 * MINUTE_MS;
    const day = await aDay({ endOfDaysMs: [endMs] });
    await day.run(50);
    expect(positions(day).length).toBeGreaterThan(0);
    await day.run(61);
    expect(day.queues.rolesOf(GROUP).map(([, role]) => role)).not.toContain('rolled');
    const live = present(day.tickerplant.live()).instanceId;
    expect(day.queues.stateOf(live)).toMatchObject({ live: true });
    expect(positions(day).every(({ low }) => low === 1)).toBe(true);
  });

  it('let a server that waits leave once it is to be terminated', async () => {
    const day = await aDay({ segments: [] });
    await day.run(1);
    const waiting = present(day.inWorld()[1]);
    day.tickerplant.leave(present(day.tickerplant.nodes.get(waiting)));
    await day.run(2);
    expect(day.queues.rolesOf(GROUP)).toHaveLength(1);
    expect(day.queues.stateOf(waiting)).toMatchObject({ live: false, queued: false });
  });

  it('take in an RDB that is not the world’s, which waits behind its own', async () => {
    const day = await aDay({ segments: [] });
    await day.run(1);
    const port = present(day.queues.portOf(GROUP));
    const rdb = createEmulatedRdb({ tickerplant: { host: '127.0.0.1', port }, queue: GROUP, id: 'mine.1' });
    await rdb.connect();
    await rdb.settled();
    expect(
      day.queues
        .rolesOf(GROUP)
        .map(([id, role]) => [id, role])
        .at(-1),
    ).toEqual(['mine.1', 'waiting']);
    await rdb.disconnect();
  });
});
