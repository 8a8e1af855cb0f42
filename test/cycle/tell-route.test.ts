// Where the data is, told by the cycle: kept when it changes, loud when it cannot be, and never in the way of scaling.
import { describe, expect, it } from 'vitest';
import { PortError } from '../../lib/core/errors.ts';
import { MINUTE_MS } from '../../lib/core/units.ts';
import type { RouteWriter } from '../../lib/ports/route-store.ts';
import { answerQuestion } from '../../lib/routing/answer-question.ts';
import type { FleetReader } from '../../lib/targets/rdb-group/ports/fleet.ts';
import { aWorld, TAGS, type FakeGroup } from '../build/fake-world.ts';
import { createMemoryRouteStore } from '../build/memory-route-store.ts';
import { live, NOW_MS, queued, rolled } from '../build/servers.ts';
import { cycle, GROUP } from './one-cycle.ts';

type Writes = Partial<RouteWriter>;

function aToldWorld(
  group: FakeGroup,
  given: Writes | ((store: RouteWriter) => Writes) = {},
  reader: Partial<FleetReader> = {},
) {
  const world = aWorld({ groups: { [GROUP]: group }, reader });
  const store = createMemoryRouteStore();
  const writes = typeof given === 'function' ? given(store) : given;
  let writeCount = 0;
  const routes: RouteWriter = {
    readKept: store.readKept,
    writeRoute: (route) => {
      writeCount += 1;
      return (writes.writeRoute ?? store.writeRoute)(route);
    },
  };
  return {
    ...world,
    ports: { ...world.ports, routes },
    writeCount: () => writeCount,
    /** As whoever asks finds it. */
    kept: async () => {
      const { learned } = world.stateStore.items.get(GROUP) ?? {};
      if (learned) store.learned.set(GROUP, learned);
      const known = await store.readRoute(GROUP);
      return known.kind === 'known' ? known.route : undefined;
    },
  };
}

const TRADE = { trade: { rows: 750, fromMs: NOW_MS - 9 * MINUTE_MS, toMs: NOW_MS - 5 * MINUTE_MS } };
const DAY = [live(), rolled('i-r'), queued('i-q')];
const TOLD = [live(), rolled('i-r', { report: { tables: TRADE } }), queued('i-q')];

describe('where a group’s data is', () => {
  it('is kept by the first cycle, as the look has shown it', async () => {
    const world = aToldWorld({ servers: TOLD });
    await cycle(world.ports);
    const kept = await world.kept();
    expect(kept).toMatchObject({ group: GROUP, basis: 'slices', asOfMs: NOW_MS, version: NOW_MS });
    expect(kept?.nodes.map(({ role }) => role)).toEqual(['live', 'rolled', 'queued']);
    expect(kept?.nodes[1]?.tables).toEqual(TRADE);
    expect(world.writeCount()).toBe(1);
  });

  it('is kept without a call where roles are all that is known', async () => {
    const world = aToldWorld({ servers: DAY });
    await cycle(world.ports);
    const kept = await world.kept();
    expect(kept).toMatchObject({ group: GROUP, basis: 'roles', asOfMs: NOW_MS, version: NOW_MS });
    expect(kept?.nodes).toMatchObject([
      { role: 'live', status: 'ready', asOfMs: NOW_MS },
      { nodeId: 'i-r', role: 'rolled' },
      { nodeId: 'i-q', role: 'queued' },
    ]);
    expect(world.writeCount()).toBe(0);
  });

  it('is as fresh as the latest look, and written only where it is not what it was', async () => {
    for (const [servers, writes] of [
      [DAY, 0],
      [TOLD, 1],
    ] as const) {
      const world = aToldWorld({ servers });
      await cycle(world.ports);
      world.advance(MINUTE_MS);
      await cycle(world.ports);
      expect(await world.kept()).toMatchObject({ asOfMs: NOW_MS + MINUTE_MS, version: NOW_MS });
      expect(world.writeCount()).toBe(writes);
    }
  });

  it('is written anew after ten minutes: a cycle without its lease may have written something else', async () => {
    const world = aToldWorld({ servers: TOLD });
    for (let minute = 0; minute <= 10; minute += 1) {
      await cycle(world.ports);
      expect(world.writeCount()).toBe(minute < 10 ? 1 : 2);
      world.advance(MINUTE_MS);
    }
  });

  it('has a version that grows when a node comes', async () => {
    for (const day of [DAY, TOLD]) {
      const servers = [...day];
      const world = aToldWorld({ servers });
      await cycle(world.ports);
      servers.push(queued('i-q2'));
      world.advance(MINUTE_MS);
      await cycle(world.ports);
      const kept = await world.kept();
      expect(kept).toMatchObject({ version: NOW_MS + MINUTE_MS });
      expect(kept?.nodes).toHaveLength(4);
    }
  });

  it('that cannot be kept fails the cycle, once it has scaled and is recorded; the next look tries again', async () => {
    const refused = new PortError('dynamodb:UpdateItem', 'AccessDeniedException', 'no');
    let isRefused = true;
    const told = live(90, { report: { tables: TRADE } });
    const world = aToldWorld(
      { servers: [told] },
      {
        writeRoute: () => (isRefused ? Promise.reject(refused) : Promise.resolve(true)),
      },
    );
    await expect(cycle(world.ports)).rejects.toBe(refused);
    expect(world.sent).toEqual([`setDesiredCapacity ${GROUP} 2`]);
    expect(world.stateStore.items.get(GROUP)?.learned?.changes.lastScaleOut).toBeDefined();
    isRefused = false;
    world.advance(MINUTE_MS);
    await cycle(world.ports);
    expect(world.writeCount()).toBe(2);
  });

  it('is told as complete by no answer once a look has found otherwise and could not write it: a roll, for one', async () => {
    const down = new PortError('dynamodb:UpdateItem', 'InternalServerError', 'no');
    for (const refuse of [() => Promise.reject(down), () => Promise.resolve(false)]) {
      const servers = [...TOLD];
      let isRefused = false;
      const world = aToldWorld({ servers }, (store) => ({
        writeRoute: (route) => (isRefused ? refuse() : store.writeRoute(route)),
      }));
      const isComplete = async () => {
        const route = await world.kept();
        return route && answerQuestion(route, {}, world.ports.clock.nowMs()).complete;
      };
      const look = () => cycle(world.ports).catch((error: unknown) => expect(error).toBe(down));
      await look();
      expect(await isComplete()).toBe(true);
      // The turn passes on.
      servers[0] = rolled('i-live', { report: { tables: TRADE } });
      servers[2] = live(20, { node: { instanceId: 'i-q' }, report: { tables: {} } });
      isRefused = true;
      world.advance(MINUTE_MS);
      await look();
      expect(await isComplete()).toBe(false);
      isRefused = false;
      world.advance(MINUTE_MS);
      await look();
      expect(await isComplete()).toBe(true);
      expect((await world.kept())?.nodes.map(({ role }) => role)).toEqual(['rolled', 'rolled', 'live']);
    }
  });

  it('is in doubt for what a server held that died, and for no other time once EC2 says so', async () => {
    const ended = new Set<string>();
    const servers = [live(50, { report: { tables: TRADE } }), rolled('i-r', { report: { tables: TRADE } })];
    const world = aToldWorld(
      { servers },
      {},
      { readServers: (ids) => Promise.resolve(new Map(ids.map((id) => [id, { isEnded: ended.has(id) }]))) },
    );
    const isComplete = async (agoMs: number) => {
      const route = await world.kept();
      const window = { fromMs: NOW_MS - agoMs, toMs: NOW_MS - agoMs + MINUTE_MS };
      return route && answerQuestion(route, window, route.asOfMs).complete;
    };
    const look = async () => {
      await cycle(world.ports);
      world.advance(MINUTE_MS);
      return [await isComplete(7 * MINUTE_MS), await isComplete(30 * MINUTE_MS)];
    };
    expect(await look()).toEqual([true, true]);
    const { report: _, ...silent } = rolled('i-r', { node: { stage: 'terminating-wait' } });
    servers[1] = silent;
    expect(await look()).toEqual([false, false]);
    ended.add('i-r');
    for (let again = 0; again < 2; again += 1) expect(await look()).toEqual([false, true]);
    expect((await world.kept())?.nodes[1]).toMatchObject({
      status: 'gone',
      goneByMs: NOW_MS + 2 * MINUTE_MS,
    });
  });

  it('is told although EC2 does not say who has ended; the cycle fails for it once it is recorded', async () => {
    const refused = new PortError('ec2:DescribeInstances', 'UnauthorizedOperation', 'no');
    const { report: _, ...silent } = rolled('i-r');
    const world = aToldWorld(
      { servers: [live(50, { report: { tables: TRADE } }), silent] },
      {},
      { readServers: () => Promise.reject(refused) },
    );
    await expect(cycle(world.ports)).rejects.toBe(refused);
    expect((await world.kept())?.nodes[1]).toMatchObject({ status: 'silent' });
  });

  it('that a later look has told of already is told anew by the next', async () => {
    const world = aToldWorld({ servers: TOLD }, { writeRoute: () => Promise.resolve(false) });
    await cycle(world.ports);
    world.advance(MINUTE_MS);
    await cycle(world.ports);
    expect(world.writeCount()).toBe(2);
  });

  it('whose message numbers leave a gap is trouble, until they fit', async () => {
    const counted = (from: number, to: number) => ({ report: { tables: TRADE, messages: { from, to } } });
    const servers = [live(50, counted(121, 200)), rolled('i-r', counted(1, 100))];
    const world = aToldWorld({ servers });
    await cycle(world.ports);
    expect(world.stateStore.items.get(GROUP)?.troubles).toMatchObject({ gap: NOW_MS });
    servers[1] = rolled('i-r', counted(1, 120));
    world.advance(MINUTE_MS);
    await cycle(world.ports);
    expect(world.stateStore.items.get(GROUP)?.troubles).not.toHaveProperty('gap');
  });

  it('is widened by as much as any tag may say while a tag cannot be read', async () => {
    const tagged = (tags: Readonly<Record<string, string>>) => ({
      servers: DAY,
      group: { tags: { ...TAGS, ...tags } },
    });
    const lateDataMs = async (tags: Readonly<Record<string, string>>) => {
      const world = aToldWorld(tagged(tags));
      await cycle(world.ports);
      return (await world.kept())?.lateDataMs;
    };
    expect(await lateDataMs({})).toBe(MINUTE_MS);
    expect(await lateDataMs({ 'spillway:late-data': '5m' })).toBe(5 * MINUTE_MS);
    expect(await lateDataMs({ 'spillway:late-data': 'five' })).toBe(24 * 60 * MINUTE_MS);
  });
});
