// Several cycles at once: what they share, and what stays each one's own.
import { describe, expect, it } from 'vitest';
import { PortError } from '../../lib/core/errors.ts';
import { DAY_MS, SECOND_MS } from '../../lib/core/units.ts';
import { LOOK_AGE_MAX_MS } from '../../lib/cycle/batch-limits.ts';
import { runCycles } from '../../lib/cycle/run-cycle.ts';
import type { Settled } from '../../lib/ports/settled.ts';
import type { GroupPorts } from '../../lib/targets/rdb-group/ports/group-ports.ts';
import type { Telemetry } from '../../lib/targets/rdb-group/ports/telemetry.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';
import { aWorld, type FakeGroup, type FakeWorld } from '../build/fake-world.ts';
import { flushed, live, NOW_MS, provedOnce, rolled } from '../build/servers.ts';
import { aPolicy } from '../build/snapshot.ts';
import { CONTINUOUS } from './one-cycle.ts';

const full = (id: string): FakeGroup => ({ servers: [live(90, { node: { instanceId: id } })] });
const surplus = (id: string): FakeGroup => ({
  servers: [live(40, { node: { instanceId: `${id}-live` } }), provedOnce(flushed(id))],
  group: { tags: CONTINUOUS },
});
const GROUPS = { a: full('i-a'), b: full('i-b'), c: full('i-c') };
const NAMES = Object.keys(GROUPS);
const broken = () => Promise.reject(new PortError('test:Call', 'Broken', 'no'));

const together = (ports: GroupPorts, names = NAMES) =>
  runCycles(
    RDB_GROUP,
    names.map((name) => ({ name, trigger: 'tick' })),
    ports,
  );
const kinds = (ended: readonly Settled<{ readonly kind: string }>[]) =>
  ended.map((end) => (end.ok ? end.value.kind : 'failed'));
const leases = ({ stateStore }: FakeWorld) =>
  [...stateStore.items.values()].flatMap(({ lease }) => lease ?? []);

/** The world's ports, and which groups each read told of. */
function watched(world: FakeWorld) {
  const reads: (readonly string[])[] = [];
  const { fleetReader, telemetryFor } = world.ports;
  const inner = telemetryFor(aPolicy());
  const telemetry: Telemetry = {
    readReports: (queries) => {
      reads.push(queries.map(({ groupName }) => groupName));
      return inner.readReports(queries);
    },
  };
  const readGroups: typeof fleetReader.readGroups = (names) => {
    reads.push(names);
    return fleetReader.readGroups(names);
  };
  const ports: GroupPorts = {
    ...world.ports,
    fleetReader: { ...fleetReader, readGroups },
    telemetryFor: () => telemetry,
  };
  return { reads, ports };
}

describe('several cycles', () => {
  it('find their targets in one call, read the reports in one, and act for each', async () => {
    const world = aWorld({ groups: GROUPS });
    const { reads, ports } = watched(world);
    expect(kinds(await together(ports))).toEqual(NAMES.map(() => 'decided'));
    expect(reads).toEqual([NAMES, NAMES]);
    expect([...world.sent].sort()).toEqual(NAMES.map((name) => `setDesiredCapacity ${name} 2`));
    expect(leases(world)).toEqual([]);
  });

  it('end each in its own way, in the order in which they were asked for', async () => {
    const world = aWorld({ groups: { ...GROUPS, b: { ...full('i-b'), group: { tags: {} } } } });
    const { stateStore } = world.ports;
    const request = { name: 'c', owner: 'x', nowMs: world.ports.clock.nowMs(), durationMs: 60 * SECOND_MS };
    await stateStore.takeLease({ ...request, impossibleAfterMs: Number.MAX_SAFE_INTEGER });
    const ended = await together(world.ports, ['gone', 'a', 'b', 'c']);
    expect(kinds(ended)).toEqual(['not-found', 'decided', 'not-managed', 'lease-held']);
    expect(world.sent).toEqual(['setDesiredCapacity a 2']);
  });
});

describe('what fails', () => {
  it('for one group’s reports fails that group, whose lease is given back, and no other', async () => {
    const world = aWorld({ groups: GROUPS });
    const { ports } = watched(world);
    const telemetry = ports.telemetryFor(aPolicy());
    const readReports: Telemetry['readReports'] = async (queries) => {
      const error = new PortError('test:Call', 'Broken', 'no');
      const answers = await telemetry.readReports(queries);
      return answers.map((answer, index) =>
        queries[index]?.groupName === 'b' ? { ok: false, error } : answer,
      );
    };
    const ended = await together({ ...ports, telemetryFor: () => ({ readReports }) });
    expect(kinds(ended)).toEqual(['decided', 'failed', 'decided']);
    expect([...world.sent].sort()).toEqual(['setDesiredCapacity a 2', 'setDesiredCapacity c 2']);
    expect(leases(world)).toEqual([]);
    expect(world.stateStore.items.get('b')?.troubles).toHaveProperty('failing');
    expect(world.stateStore.items.get('a')?.troubles).not.toHaveProperty('failing');
  });

  it.each<[string, Partial<GroupPorts>]>([
    [
      'their description',
      { fleetReader: { ...aWorld({ groups: {} }).ports.fleetReader, readGroups: broken } },
    ],
    ['their reports', { telemetryFor: () => ({ readReports: broken }) }],
  ])('for the call of %s fails all that shared it, and leaves every lease free', async (_, parts) => {
    const world = aWorld({ groups: GROUPS });
    expect(kinds(await together({ ...world.ports, ...parts }))).toEqual(NAMES.map(() => 'failed'));
    expect(world.sent).toEqual([]);
    expect(leases(world)).toEqual([]);
    for (const name of NAMES) expect(world.stateStore.items.get(name)?.troubles).toHaveProperty('failing');
  });

  it('when one lease is taken stops no other', async () => {
    const world = aWorld({ groups: GROUPS });
    const { stateStore } = world.ports;
    const takeLease: typeof stateStore.takeLease = (request) =>
      request.name === 'a' ? broken() : stateStore.takeLease(request);
    const ended = await together({ ...world.ports, stateStore: { ...stateStore, takeLease } });
    expect(kinds(ended)).toEqual(['failed', 'decided', 'decided']);
  });
});

describe('a look that waited for its turn', () => {
  /** Two groups' reports, of which each takes half of the time to read. */
  const after = async (readMs: number, groups: Readonly<Record<string, FakeGroup>>) => {
    const world = aWorld({ groups, readTakesMs: readMs / 2 });
    const { reads, ports } = watched(world);
    await together(ports, Object.keys(groups));
    return { sent: world.sent, looks: reads.filter((_, index) => index % 2 === 1) };
  };
  const TWO = { a: surplus('i-a'), b: full('i-b') };

  it('is decided on while it is fresh', async () => {
    const { sent, looks } = await after(LOOK_AGE_MAX_MS, TWO);
    expect(looks).toEqual([['a', 'b']]);
    expect(sent).toContain('terminateInstance i-a and decrement');
  });

  it('is taken once more, alone, before capacity is taken away on it', async () => {
    const { sent, looks } = await after(LOOK_AGE_MAX_MS + 2, TWO);
    expect(looks).toEqual([['a', 'b'], ['a']]);
    expect(sent).toContain('terminateInstance i-a and decrement');
  });

  it('is taken once more before a hook is abandoned: its group may not retain any more', async () => {
    const waits = { stage: 'terminating-wait', instanceId: 'i-a' } as const;
    const waiting = rolled('i-a', {
      node: waits,
      learned: { hook: { waitingSinceMs: NOW_MS - 2 * DAY_MS } },
    });
    const groups = { a: { servers: [waiting], group: { retainsOnAbandon: true } }, b: full('i-b') };
    const world = aWorld({ groups, readTakesMs: LOOK_AGE_MAX_MS });
    const { fleetReader } = world.ports;
    const readGroups: typeof fleetReader.readGroups = async (names) => {
      const read = await fleetReader.readGroups(names);
      // Somebody takes the policy off while the group waits for its turn.
      groups.a.group.retainsOnAbandon = false;
      return read;
    };
    await together({ ...world.ports, fleetReader: { ...fleetReader, readGroups } }, ['a', 'b']);
    expect([...world.sent].sort()).toEqual(['heartbeatHook i-a', 'setDesiredCapacity b 2']);
  });

  it('does for whatever adds capacity', async () => {
    const { sent, looks } = await after(2 * LOOK_AGE_MAX_MS, { a: full('i-a'), b: full('i-b') });
    expect(looks).toEqual([['a', 'b']]);
    expect(sent).toHaveLength(2);
  });

  it('of one target is never taken twice: it is decided on at once', async () => {
    const { looks } = await after(4 * LOOK_AGE_MAX_MS, { a: surplus('i-a') });
    expect(looks).toEqual([['a']]);
  });
});
