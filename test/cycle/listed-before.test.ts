// A tick that knows from its process's last listing who may be due, while it lists anew.
import { describe, expect, it } from 'vitest';
import { PortError } from '../../lib/core/errors.ts';
import { LOOK_AHEAD_MAX_MS } from '../../lib/core/look-ahead.ts';
import { SECOND_MS } from '../../lib/core/units.ts';
import { TARGETS_PER_BATCH_MAX } from '../../lib/cycle/batch-limits.ts';
import { createListedBefore, LISTED_AGE_MAX_MS } from '../../lib/cycle/triggers/listed-before.ts';
import { runTick, type TickTerms } from '../../lib/cycle/triggers/run-tick.ts';
import type { LeaseRequest } from '../../lib/ports/state-store.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';
import { aWorld, type FakeGroup } from '../build/fake-world.ts';
import { live, NOW_MS } from '../build/servers.ts';

const COUNT = TARGETS_PER_BATCH_MAX + 5;
const NAMES = Array.from({ length: COUNT }, (_, i) => `g${i}`);
const BY_DUE_TIME = [...NAMES].reverse();

/** More groups than a batch, the last one due for longest; and what a tick asks, and when. */
function aFleet() {
  const quiet: FakeGroup = { servers: [live(10)] };
  const groups = Object.fromEntries([...NAMES, 'new'].map((name) => [name, quiet]));
  const world = aWorld({ groups });
  const listing = {
    names: NAMES as readonly string[],
    fails: 'not' as 'not' | 'before its last page' | 'after it',
    /** Done before the last page: what may happen beside a listing has happened by then. */
    beforeItsEnd: async () => {
      for (let turn = 0; turn < 500; turn += 1) await new Promise(setImmediate);
    },
  };
  const leased: string[] = [];
  const readNames: string[] = [];
  let leasedAtEnd: readonly string[] = [];
  const { stateStore, fleetReader } = world.ports;
  const ports = {
    ...world.ports,
    fleetReader: {
      ...fleetReader,
      async *listManagedNames() {
        const [first, ...others] = listing.names;
        yield first === undefined ? [] : [first];
        await listing.beforeItsEnd();
        leasedAtEnd = [...leased];
        const failure = new PortError('autoscaling:DescribeTags', 'Throttling', 'a page');
        if (listing.fails === 'before its last page') throw failure;
        yield others;
        if (listing.fails === 'after it') throw failure;
      },
    },
    stateStore: {
      ...stateStore,
      takeLease: (request: LeaseRequest) => {
        leased.push(request.name);
        return stateStore.takeLease(request);
      },
      readDueTimes: (names: readonly string[]) => {
        readNames.push(...names);
        return stateStore.readDueTimes(names);
      },
    },
  };
  const change = (name: string, more: object) => {
    const item = world.stateStore.items.get(name);
    world.stateStore.items.set(name, { fence: 0, ...item, ...more });
  };
  return {
    groups,
    world,
    change,
    ports,
    listing,
    leased,
    readNames,
    leasedAtEnd: () => leasedAtEnd,
    listedBefore: createListedBefore(),
  };
}

/** As after a tick of the same process: its names are known, and so many are due again. */
async function afterATick(dueCount = COUNT) {
  const fleet = aFleet();
  for (const name of NAMES) fleet.change(name, { nextLookAtMs: NOW_MS + LOOK_AHEAD_MAX_MS });
  const tick = (terms: TickTerms = {}) =>
    runTick(RDB_GROUP, fleet.ports, { listedBefore: fleet.listedBefore, ...terms });
  await tick();
  NAMES.slice(COUNT - dueCount).forEach((name, i) =>
    fleet.change(name, { nextLookAtMs: NOW_MS - i * SECOND_MS }),
  );
  fleet.readNames.length = 0;
  return { ...fleet, tick };
}

const namesOf = ({ results }: { readonly results: readonly { readonly name: string }[] }) =>
  results.map(({ name }) => name);

describe('a tick after another of its process', () => {
  it('serves a full batch, those due for longest first, while it lists', async () => {
    const { tick, leasedAtEnd } = await afterATick();
    expect(namesOf(await tick())).toEqual(BY_DUE_TIME);
    expect(leasedAtEnd()).toEqual(BY_DUE_TIME.slice(0, TARGETS_PER_BATCH_MAX));
  });

  it.each([
    [TARGETS_PER_BATCH_MAX - 1, 0],
    [TARGETS_PER_BATCH_MAX, TARGETS_PER_BATCH_MAX],
  ])('with %d due has served %d before the listing has ended', async (dueCount, served) => {
    const { tick, leasedAtEnd } = await afterATick(dueCount);
    expect((await tick()).results).toHaveLength(dueCount);
    expect(leasedAtEnd()).toHaveLength(served);
  });

  it('reads each due time once, but those of its second batch', async () => {
    const { tick, readNames } = await afterATick();
    await tick();
    expect(readNames.slice(0, COUNT)).toEqual(NAMES);
    expect(readNames.slice(COUNT)).toEqual(BY_DUE_TIME.slice(TARGETS_PER_BATCH_MAX));
  });

  it('serves what is managed since then', async () => {
    const { tick, listing, world } = await afterATick();
    listing.names = [...NAMES, 'new'];
    const served = await tick();
    expect(served.targetCount).toBe(COUNT + 1);
    // Never looked at goes first, but for the batch that was under way.
    expect(namesOf(served)[TARGETS_PER_BATCH_MAX]).toBe('new');
    expect(world.stateStore.recordedFences).toHaveLength(COUNT + 1);
  });

  it('serves what has become due while it listed', async () => {
    const { tick, listing, world, change } = await afterATick(0);
    change('g1', { nextLookAtMs: NOW_MS + 30 * SECOND_MS });
    const wait = listing.beforeItsEnd;
    listing.beforeItsEnd = async () => {
      await wait();
      world.advance(26 * SECOND_MS);
    };
    expect(namesOf(await tick())).toEqual(['g1']);
  });

  it('touches nothing that has been opted out, and says nothing of it', async () => {
    const { tick, listing, groups, world, change } = await afterATick();
    const last = BY_DUE_TIME[0] ?? '';
    change(last, { troubles: { failing: NOW_MS - 3_600 * SECOND_MS } });
    groups[last] = { servers: [live(90)], group: { tags: {} } };
    listing.names = NAMES.slice(0, -1);
    const served = await tick();
    expect(served.targetCount).toBe(COUNT - 1);
    expect(served.results[0]).toEqual({ kind: 'not-managed', name: last });
    expect(world.sent).toEqual([]);
    expect(world.attention).toEqual([]);
  });

  it('leaves those for which there is no time in the order of their due times', async () => {
    const { tick } = await afterATick();
    let asked = 0;
    const served = await tick({ hasTime: () => (asked += 1) === 1 });
    expect(namesOf(served)).toEqual(BY_DUE_TIME.slice(0, TARGETS_PER_BATCH_MAX));
    expect(served.left).toEqual(BY_DUE_TIME.slice(TARGETS_PER_BATCH_MAX));
  });

  it('reads again with the listing what could not be read before it', async () => {
    const { tick, ports } = await afterATick();
    const { readDueTimes } = ports.stateStore;
    let failures = 1;
    ports.stateStore.readDueTimes = (names) =>
      failures-- > 0 ? Promise.reject(new PortError('test:Call', 'Broken', 'once')) : readDueTimes(names);
    const served = await tick();
    expect(served.failures).toEqual([]);
    expect(namesOf(served)).toEqual(BY_DUE_TIME);
  });

  it('whose listing breaks off serves whom it knew', async () => {
    const { tick, listing } = await afterATick();
    listing.fails = 'before its last page';
    const served = await tick();
    expect(namesOf(served)).toEqual(BY_DUE_TIME);
    expect(served.failures).toMatchObject([{ name: '*' }]);
  });

  it('after one whose listing broke off lists first', async () => {
    const { tick, listing, leased, leasedAtEnd, change } = await afterATick();
    listing.fails = 'after it';
    await tick();
    listing.fails = 'not';
    for (const name of NAMES) change(name, { nextLookAtMs: NOW_MS });
    const leasedBefore = leased.length;
    expect((await tick()).results).toHaveLength(COUNT);
    expect(leasedAtEnd()).toHaveLength(leasedBefore);
  });
});

describe('the names of a listing', () => {
  it.each([
    [0, ['a']],
    [LISTED_AGE_MAX_MS, ['a']],
    [LISTED_AGE_MAX_MS + 1, []],
    // A clock that was put back.
    [-LISTED_AGE_MAX_MS - 1, []],
  ])('are known for so long: %d ms', (ageMs, known) => {
    const listedBefore = createListedBefore();
    listedBefore.keep(['a'], NOW_MS);
    expect(listedBefore.names(NOW_MS + ageMs)).toEqual(known);
  });

  it('are none at first', () => {
    expect(createListedBefore().names(0)).toEqual([]);
  });
});
