// A cycle that acts protects first what nothing protects, and lowers no capacity that somebody has raised.
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../lib/core/outcome.ts';
import { APPLIED } from '../../../../lib/core/outcome.ts';
import { PROTECTION_IDS_MAX } from '../../../../lib/targets/rdb-group/ports/group-settings.ts';
import { runCycle, runCycles } from '../../../../lib/cycle/run-cycle.ts';
import { LEASE_DURATION_MS } from '../../../../lib/cycle/lease/lease-limits.ts';
import { eachSettled } from '../../../../lib/ports/settled.ts';
import { DESIRED_AGE_MAX_MS } from '../../../../lib/targets/rdb-group/act/last-look.ts';
import type { GroupPorts } from '../../../../lib/targets/rdb-group/ports/group-ports.ts';
import type { FakeParts } from '../../../build/fake-world.ts';
import { aWorld, TAGS } from '../../../build/fake-world.ts';
import type { Server } from '../../../build/servers.ts';
import { flushed, live, provedOnce, rolled } from '../../../build/servers.ts';
import { aGroup } from '../../../build/snapshot.ts';
import { RDB_GROUP } from '../../../../lib/targets/rdb-group/rdb-group.ts';

const GROUP = 'rdb-fx';
const BARE = { protectedFromScaleIn: false };
const bareLive = live(90, { node: { instanceId: 'i-live', ...BARE } });
const bareRolled = (count: number): readonly Server[] =>
  Array.from({ length: count }, (_, i) => rolled(`i-${String(i).padStart(3, '0')}`, { node: BARE }));
const REFUSAL = (id: string): Outcome => ({
  kind: 'rejected',
  code: 'ValidationError',
  message: `The instance ${id} is not in InService or EnteringStandby or Standby.`,
});

async function cycled(servers: readonly Server[], parts: Partial<FakeParts> = {}, tags = {}) {
  const group = { maxSize: 300, tags: { ...TAGS, ...tags } };
  const world = aWorld({ groups: { [GROUP]: { servers, group } }, ...parts });
  const result = await runCycle(RDB_GROUP, { name: GROUP, trigger: 'tick' }, world.ports);
  if (result.kind !== 'decided') throw new Error(result.kind);
  return { world, actions: result.actions };
}

/** Answers each call as told, and keeps what was asked. */
function protection(answer: (instanceIds: readonly string[], call: number) => Outcome) {
  const asked: (readonly string[])[] = [];
  const protectNodes = ({ instanceIds }: { instanceIds: readonly string[] }) => {
    asked.push(instanceIds);
    return Promise.resolve(answer(instanceIds, asked.length));
  };
  return { asked, writer: { protectNodes } };
}

describe('nodes in service that nothing protects', () => {
  it('are protected before the desired capacity is set', async () => {
    const { world } = await cycled([bareLive, rolled('i-safe'), rolled('i-r', { node: BARE })]);
    expect(world.sent).toEqual(['protectNodes i-live i-r', 'setDesiredCapacity rdb-fx 4']);
  });

  it('are protected before a node is retired', async () => {
    const servers = [live(10), provedOnce(flushed('i-f')), rolled('i-r', { node: BARE })];
    const { world } = await cycled(servers, {}, { 'spillway:scale-in': 'continuous' });
    expect(world.sent).toEqual(['protectNodes i-r', 'terminateInstance i-f and decrement']);
  });

  it('are left as they are by a cycle that changes no capacity, or in another stage', async () => {
    const { world } = await cycled([live(10), rolled('i-r', { node: BARE })]);
    expect(world.sent).toEqual([]);
    const standby = rolled('i-s', { node: { ...BARE, stage: 'other' } });
    expect((await cycled([live(90), standby])).world.sent).toEqual(['setDesiredCapacity rdb-fx 2']);
  });

  it('are left as they are in a dry run, and it is said that they were', async () => {
    const { actions, world } = await cycled([bareLive], {}, { 'spillway:mode': 'dry-run' });
    expect(world.sent).toEqual([]);
    expect(actions.map(({ action, outcome }) => [action.kind, outcome.kind])).toEqual([
      ['protect', 'not-sent'],
      ['set-desired', 'not-sent'],
    ]);
  });

  it('are protected in batches of fifty', async () => {
    const { asked, writer } = protection(() => APPLIED);
    const { actions } = await cycled([bareLive, ...bareRolled(2 * PROTECTION_IDS_MAX)], { writer });
    expect(asked.map((ids) => ids.length)).toEqual([50, 50, 1]);
    expect(new Set(asked.flat()).size).toBe(101);
    expect(actions.map(({ action }) => action.kind)).toEqual([
      'protect',
      'protect',
      'protect',
      'set-desired',
    ]);
  });

  it('are asked for again without the one that AWS refuses', async () => {
    const { asked, writer } = protection((ids) => (ids.includes('i-001') ? REFUSAL('i-001') : APPLIED));
    const { actions, world } = await cycled([bareLive, ...bareRolled(3)], { writer });
    expect(asked).toEqual([
      ['i-live', 'i-000', 'i-001', 'i-002'],
      ['i-live', 'i-000', 'i-002'],
    ]);
    expect(actions.map(({ outcome }) => outcome.kind)).toEqual(['rejected', 'applied', 'applied']);
    expect(world.sent).toEqual(['setDesiredCapacity rdb-fx 5']);
  });

  it.each<[string, Outcome, number]>([
    ['refused for no node', { kind: 'rejected', code: 'ScalingActivityInProgress', message: 'busy' }, 1],
    ['not answered', { kind: 'unknown', message: 'timed out' }, 1],
    ['refused for one node after the other', REFUSAL('i-'), 3],
  ])('do not delay a scale-out when their protection is %s', async (_, outcome, calls) => {
    // The last answers for the first id of whatever is asked.
    const { asked, writer } = protection(([first = '']) =>
      outcome.kind === 'rejected' && outcome.code === 'ValidationError' ? REFUSAL(first) : outcome,
    );
    const { world } = await cycled([bareLive, ...bareRolled(5)], { writer });
    expect(asked).toHaveLength(calls);
    expect(world.sent).toEqual(['setDesiredCapacity rdb-fx 7']);
  });
});

describe('a desired capacity that somebody raised meanwhile', () => {
  /** The group is read again, right before the call, with this desired capacity. */
  const rereads = (desiredCapacity: number | undefined, { node } = bareLive) => {
    let reads = 0;
    const readGroup: NonNullable<FakeParts['reader']>['readGroup'] = (name) => {
      reads += 1;
      if (reads > 1 && desiredCapacity === undefined) return Promise.resolve(undefined);
      const nodes = [node];
      const now = reads > 1 ? desiredCapacity : 1;
      return Promise.resolve(aGroup({ name, tags: TAGS, nodes, desiredCapacity: now ?? 1 }));
    };
    return { reader: { readGroup } };
  };

  it.each([
    [9, 'overtaken'],
    [2, 'overtaken'],
    [1, 'applied'],
    [undefined, 'unread'],
  ])('to %s is not lowered: %s', async (desiredCapacity, kind) => {
    const { world, actions } = await cycled([bareLive], rereads(desiredCapacity));
    const set = actions.find(({ action }) => action.kind === 'set-desired');
    expect(set?.outcome).toMatchObject(kind === 'applied' ? { kind } : { kind: 'not-sent', why: kind });
    expect(world.sent).toEqual([
      'protectNodes i-live',
      ...(kind === 'applied' ? ['setDesiredCapacity rdb-fx 2'] : []),
    ]);
  });

  it('is not read again where every node is protected and the group was just read', async () => {
    const { world } = await cycled([live(90)], { readTakesMs: DESIRED_AGE_MAX_MS });
    expect(world.reads.filter((name) => name === 'readGroup')).toHaveLength(1);
    expect(world.sent).toEqual(['setDesiredCapacity rdb-fx 2']);
  });

  it.each([
    [6, 'overtaken'],
    [2, 'overtaken'],
    [1, 'applied'],
    [undefined, 'unread'],
  ])('to %s while the look took its time is not lowered, every node protected: %s', async (desired, kind) => {
    const parts = { ...rereads(desired, live(90)), readTakesMs: DESIRED_AGE_MAX_MS + 1 };
    const { world, actions } = await cycled([live(90)], parts);
    expect(actions.map(({ outcome }) => outcome)).toMatchObject([
      kind === 'applied' ? { kind } : { kind: 'not-sent', why: kind },
    ]);
    expect(world.sent).toEqual(kind === 'applied' ? ['setDesiredCapacity rdb-fx 2'] : []);
  });

  it('by hand while a hundred groups shared a look stays raised, and the next look counts it', async () => {
    let desiredCapacity = 1;
    const { node } = live(90);
    const readGroup: NonNullable<FakeParts['reader']>['readGroup'] = (name) =>
      Promise.resolve(aGroup({ name, tags: TAGS, nodes: [node], desiredCapacity }));
    const groups = { a: { servers: [live(90)] }, b: { servers: [live(90)] } };
    const world = aWorld({ groups, reader: { readGroup }, readTakesMs: DESIRED_AGE_MAX_MS });
    const requests = ['a', 'b'].map((name) => ({ name, trigger: 'tick' }));
    const { telemetryFor } = world.ports;
    const raisedMeanwhile: GroupPorts['telemetryFor'] = (policy) => ({
      readReports: (queries) => {
        desiredCapacity = 6;
        return telemetryFor(policy).readReports(queries);
      },
    });
    await runCycles(RDB_GROUP, requests, { ...world.ports, telemetryFor: raisedMeanwhile });
    expect(world.sent).toEqual([]);
    await runCycles(RDB_GROUP, requests, { ...world.ports, telemetryFor });
    expect(world.sent).toEqual([]);
  });

  it('is not set once the last look has used up the lease', async () => {
    const { reader } = rereads(1);
    const world = aWorld({ groups: { [GROUP]: { servers: [bareLive] } }, reader });
    const { fleetReader } = world.ports;
    let reads = 0;
    const readGroup: typeof fleetReader.readGroup = (name) => {
      if ((reads += 1) > 1) world.advance(LEASE_DURATION_MS);
      return fleetReader.readGroup(name);
    };
    const readGroups: typeof fleetReader.readGroups = (names) => eachSettled(names, 1, readGroup);
    const ports = { ...world.ports, fleetReader: { ...fleetReader, readGroup, readGroups } };
    await runCycle(RDB_GROUP, { name: GROUP, trigger: 'tick' }, ports).catch(() => undefined);
    expect(world.sent).toEqual(['protectNodes i-live']);
  });
});
