// Several cycles at once: what is wrong with one, or slow, is no other's trouble.
import { describe, expect, it } from 'vitest';
import { PortError } from '../../lib/core/errors.ts';
import { runCycles } from '../../lib/cycle/run-cycle.ts';
import { runTick } from '../../lib/cycle/triggers/run-tick.ts';
import { valueOf, type Settled } from '../../lib/ports/settled.ts';
import type { GroupLearned } from '../../lib/targets/rdb-group/domain/state.ts';
import type { GroupPorts } from '../../lib/targets/rdb-group/ports/group-ports.ts';
import { eachByItself, type TelemetryAnswer } from '../../lib/targets/rdb-group/ports/telemetry.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';
import { aWorld, type FakeGroup } from '../build/fake-world.ts';
import { live } from '../build/servers.ts';
import { aPolicy } from '../build/snapshot.ts';

const full = (id: string): FakeGroup => ({ servers: [live(90, { node: { instanceId: id } })] });
const GROUPS = { a: full('i-a'), b: full('i-b'), c: full('i-c') };

const together = (ports: GroupPorts, names = Object.keys(GROUPS)) =>
  runCycles(
    RDB_GROUP,
    names.map((name) => ({ name, trigger: 'tick' })),
    ports,
  );
const kinds = (ended: readonly Settled<{ readonly kind: string }>[]) =>
  ended.map((end) => (end.ok ? end.value.kind : 'failed'));

describe('one of several', () => {
  it('of which nobody can read what was learned fails alone, and its lease is given back', async () => {
    const world = aWorld({ groups: GROUPS });
    world.stateStore.items.set('a', { fence: 0, learned: { version: 2 } as GroupLearned });
    expect(kinds(await together(world.ports))).toEqual(['failed', 'decided', 'decided']);
    expect([...world.sent].sort()).toEqual(['setDesiredCapacity b 2', 'setDesiredCapacity c 2']);
    expect(world.stateStore.items.get('a')?.lease).toBeUndefined();
  });

  it('whose servers are slow to answer keeps no other waiting', async () => {
    const world = aWorld({ groups: GROUPS });
    const { telemetryFor, fleetWriter } = world.ports;
    const inner = telemetryFor(aPolicy());
    let giveUp = (_: PortError): void => undefined;
    const slow = new Promise<never>((_, reject) => (giveUp = reject));
    const telemetry = eachByItself(async (query) => {
      const [answer] = await (query.groupName === 'a' ? slow : inner.readReports([query]));
      return valueOf(answer as Settled<TelemetryAnswer>);
    });
    const setDesiredCapacity: typeof fleetWriter.setDesiredCapacity = (change) => {
      // The first group's servers are given up only once the last group was served.
      if (change.groupName === 'c') giveUp(new PortError('probe', 'Timeout', 'no answer'));
      return fleetWriter.setDesiredCapacity(change);
    };
    const writer = { ...fleetWriter, setDesiredCapacity };
    const ended = await together({ ...world.ports, telemetryFor: () => telemetry, fleetWriter: writer });
    expect(kinds(ended)).toEqual(['failed', 'decided', 'decided']);
    expect(world.sent).toEqual(['setDesiredCapacity b 2', 'setDesiredCapacity c 2']);
  });
});

describe('targets of which none is there and managed', () => {
  it('are not looked at: nobody would wait for the look', async () => {
    const world = aWorld({ groups: { plain: { ...full('i-a'), group: { tags: {} } } } });
    const looks: number[] = [];
    const observe: typeof RDB_GROUP.observe = (asked, ports) => {
      looks.push(asked.length);
      return RDB_GROUP.observe(asked, ports);
    };
    const requests = ['plain', 'gone'].map((name) => ({ name, trigger: 'tick' as const }));
    const ended = await runCycles({ ...RDB_GROUP, observe }, requests, world.ports);
    expect(kinds(ended)).toEqual(['not-managed', 'not-found']);
    expect(looks).toEqual([]);
  });
});

describe('a group that is listed twice', () => {
  it('as a listing that goes on while groups come and go may show it, is served once', async () => {
    const world = aWorld({ groups: GROUPS });
    const { fleetReader } = world.ports;
    const pages = [['a', 'b'], ['b']];
    async function* listManagedNames() {
      for (const page of pages) yield await Promise.resolve(page);
    }
    const ports = { ...world.ports, fleetReader: { ...fleetReader, listManagedNames } };
    world.stateStore.items.clear();
    const { targetCount, results } = await runTick(RDB_GROUP, ports);
    expect(targetCount).toBe(2);
    expect(results.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['a decided', 'b decided']);
  });
});
