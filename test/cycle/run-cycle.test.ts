import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import { runCycle } from '../../lib/cycle/run-cycle.ts';
import { type FakeParts, aWorld, TAGS } from '../build/fake-world.ts';
import { flushed, live, NOW_MS, rolled } from '../build/servers.ts';
import { CONTINUOUS, cycle, FULL, GROUP, SURPLUS } from './one-cycle.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';

describe('a cycle', () => {
  it('asks for a spare, remembers that it did, and tells the journal, the bus and the metrics', async () => {
    const world = aWorld({ groups: FULL });
    const result = await cycle(world.ports);
    expect(result).toMatchObject({
      kind: 'decided',
      actions: [{ outcome: { kind: 'applied' } }],
      troubles: {},
    });
    expect(world.sent).toEqual(['setDesiredCapacity rdb-fx 2']);
    expect(world.stateStore.items.get(GROUP)).toMatchObject({
      lease: undefined,
      learned: {
        changes: { lastScaleOut: { atMs: NOW_MS, desiredCapacity: 2 } },
        lastPlan: { kind: 'scale-out' },
      },
    });
    expect(world.stateStore.journal).toMatchObject([
      {
        kind: 'scale-out',
        trigger: 'tick',
        actions: [{ kind: 'set-desired', desiredCapacity: 2, outcome: { kind: 'applied' } }],
      },
    ]);
    expect(world.announced).toMatchObject([{ type: 'Spillway Scaling Decision' }]);
    expect(world.metrics).toMatchObject([{ groupName: GROUP, metrics: { ScaleOuts: 1, Retirements: 0 } }]);
  });

  it('retires a node in the second cycle that proves it, with an observation of its own', async () => {
    const world = aWorld({ groups: SURPLUS });
    await cycle(world.ports);
    await cycle(world.ports);
    expect(world.sent).toEqual([]);
    world.advance(MINUTE_MS);
    expect(await cycle(world.ports)).toMatchObject({ plan: { kind: 'retire' } });
    expect(world.sent).toEqual(['terminateInstance i-f and decrement']);
    expect(world.metrics.at(-1)?.metrics).toMatchObject({ Retirements: 1 });
  });

  it('that holds makes two reads of AWS and keeps quiet', async () => {
    const world = aWorld({ groups: { [GROUP]: { servers: [live()] } } });
    expect(await cycle(world.ports)).toMatchObject({ kind: 'decided', plan: { kind: 'hold' } });
    expect(world.reads).toEqual(['readGroup', 'readReports']);
    expect(world.stateStore.journal).toEqual([]);
    expect(world.announced).toEqual([]);
    expect(world.stateStore.recordedFences).toEqual([1]);
  });

  it('journals a hold that says something new, once', async () => {
    const world = aWorld({ groups: { [GROUP]: { servers: [live(90)], group: { maxSize: 1 } } } });
    await cycle(world.ports);
    await cycle(world.ports);
    expect(world.stateStore.journal).toMatchObject([{ kind: 'hold', reason: { code: 'at-maximum' } }]);
    expect(world.metrics.map((m) => m.metrics.AtMaximum)).toEqual([1, 1]);
  });

  it('looks the hook up only where a node waits in it, and sends what was decided', async () => {
    const waiting = (build: typeof rolled) =>
      build('i-w', {
        node: { stage: 'terminating-wait' },
        learned: { hook: { waitingSinceMs: NOW_MS - HOUR_MS } },
      });
    const empty = aWorld({ groups: { [GROUP]: { servers: [live(), waiting(flushed)] } } });
    await cycle(empty.ports);
    expect(empty.sent).toEqual(['completeHook i-w CONTINUE']);
    const full = aWorld({ groups: { [GROUP]: { servers: [live(), waiting(rolled)] } } });
    await cycle(full.ports);
    await cycle(full.ports);
    expect(full.sent).toEqual(['heartbeatHook i-w']);
    expect(full.announced).toEqual([]);
  });

  it('takes the beginning of a wait from the event that woke it', async () => {
    const fresh = flushed('i-w', { node: { stage: 'terminating-wait' } });
    const groups = { [GROUP]: { servers: [live(), fresh] } };
    const at = async (waitingSinceMs: number) => {
      const world = aWorld({ groups });
      const waitingSince = new Map([['i-w', waitingSinceMs]]);
      await runCycle(RDB_GROUP, { name: GROUP, trigger: 'lifecycle', clue: { waitingSince } }, world.ports);
      return world.sent;
    };
    expect(await at(NOW_MS - MINUTE_MS)).toEqual(['completeHook i-w CONTINUE']);
    expect(await at(NOW_MS - MINUTE_MS + 1)).toEqual(['heartbeatHook i-w']);
  });
});

describe('a group that may not be touched', () => {
  const nothing = async (groups: FakeParts['groups'], name = GROUP) => {
    const world = aWorld({ groups });
    const result = await cycle(world.ports, name);
    expect(world.sent).toEqual([]);
    expect(world.announced).toEqual([]);
    expect(world.stateStore.items.get(name)?.lease).toBeUndefined();
    return { result, world };
  };

  it('has vanished', async () => {
    const { result } = await nothing({}, 'rdb-gone');
    expect(result).toEqual({ kind: 'not-found', name: 'rdb-gone' });
  });

  it.each([[{}], [{ 'spillway:managed': 'yes' }], [{ 'spillway:mode': 'act' }]])(
    'has the tags %j',
    async (tags) => {
      const { result, world } = await nothing({ [GROUP]: { servers: [live(90)], group: { tags } } });
      expect(result).toEqual({ kind: 'not-managed', name: GROUP });
      expect(world.reads).toEqual(['readGroup']);
    },
  );

  it('has a bad tag: it is held, and group, tag, value and what is allowed are journaled once', async () => {
    const tags = { ...TAGS, 'spillway:mode': 'live' };
    const { result, world } = await nothing({ [GROUP]: { servers: [live(90)], group: { tags } } });
    expect(result).toMatchObject({
      kind: 'decided',
      actions: [],
      plan: {
        kind: 'hold',
        reason: { code: 'bad-tag', operands: { tags: ['spillway:mode'], given: ['live'] } },
      },
    });
    await cycle(world.ports);
    expect(world.stateStore.journal).toHaveLength(1);
    expect(world.stateStore.journal[0]?.reason.text).toBe(
      'rdb-fx is held: tag spillway:mode is "live", allowed is one of act, dry-run, off',
    );
    expect(world.stateStore.items.get(GROUP)).toMatchObject({
      nextLookAtMs: NOW_MS + 20 * SECOND_MS,
      troubles: { held: NOW_MS },
    });
    // Mended, it acts; and another bad value is another hold.
    world.advance(MINUTE_MS);
    Object.assign(tags, { 'spillway:mode': 'alive' });
    await cycle(world.ports);
    expect(world.stateStore.journal).toHaveLength(2);
    Object.assign(tags, { 'spillway:mode': 'act' });
    await cycle(world.ports);
    expect(world.sent).toEqual(['setDesiredCapacity rdb-fx 2']);
    expect(world.stateStore.items.get(GROUP)?.troubles?.held).toBeUndefined();
  });

  it('is off', async () => {
    const tags = { ...TAGS, 'spillway:mode': 'off' };
    await nothing({ [GROUP]: { servers: [live(90)], group: { tags } } });
  });
});

describe('a dry run', () => {
  const tags = { ...CONTINUOUS, 'spillway:mode': 'dry-run' };

  it('reads what is real, decides, journals, and sends nothing', async () => {
    const world = aWorld({ groups: { [GROUP]: { servers: [live(90)], group: { tags } } } });
    const result = await cycle(world.ports);
    expect(result).toMatchObject({
      kind: 'decided',
      plan: { kind: 'scale-out', desiredCapacity: 2 },
      actions: [{ outcome: { kind: 'not-sent', why: 'dry-run' } }],
    });
    expect(world.reads).toEqual(['readGroup', 'readReports']);
    expect(world.sent).toEqual([]);
    expect(world.announced).toEqual([]);
    expect(world.stateStore.journal).toMatchObject([
      {
        kind: 'scale-out',
        actions: [{ kind: 'set-desired', outcome: { kind: 'not-sent', why: 'dry-run' } }],
      },
    ]);
    expect(world.metrics).toMatchObject([{ metrics: { ScaleOuts: 0, SparesWanted: 1 } }]);
    expect(world.stateStore.items.get(GROUP)?.learned?.changes.lastScaleOut).toBeUndefined();
  });
});
