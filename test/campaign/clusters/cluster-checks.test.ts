// Each check of a cluster's run finds what it is for, with a target that was broken by hand, and leaves a sound one alone.
import { describe, expect, it } from 'vitest';
import { NOTHING_LEARNED } from '../../../lib/targets/memorydb-cluster/domain/learned.ts';
import { MEMORYDB_CLUSTER } from '../../../lib/targets/memorydb-cluster/memorydb-cluster.ts';
import { aClusterDay, foundWithin, IDLE, reckless } from './build-cluster-run.ts';

/** Filled beyond the target from the start: two shards of four fifths. */
const FULL_SOON = aClusterDay({ cluster: { shardsStart: 2, hasAlarm: true }, load: { peakShards: 1.6 } });

const oneMore = reckless((shards) => shards + 1);
const oneFewer = reckless((shards) => Math.max(1, shards - 1));

describe('a sound target', () => {
  it('has nothing found, while it grows by alarm and by tick', async () => {
    const { found, tally, occurred } = await foundWithin(90, FULL_SOON);
    expect(found).toEqual([]);
    expect(tally.calls).toBe(1);
    expect(occurred.get('woken by alarm')).toBe(1);
  });

  it('has nothing found while it removes shards one by one, each after its two proofs', async () => {
    const { found, tally } = await foundWithin(150, aClusterDay({ daysKnown: 1, load: { peakShards: 0.4 } }));
    expect(found).toEqual([]);
    expect(tally.removals).toBe(2);
  });
});

describe('a removal', () => {
  const soon = reckless((shards, minute) => (minute < 20 ? shards : Math.max(1, shards - 1)));

  it('of a shard that does not fit is found', async () => {
    const { found, tally } = await foundWithin(40, aClusterDay({ load: { peakShards: 2.2 } }), soon);
    expect(found).toContain('removed-unfit');
    expect(tally.removedUnfit).toBeGreaterThan(0);
    // Below its target after, and yet with less than 1.5 times what moves free.
    const tags = { 'spillway:shards-max': '16', 'spillway:memory-target': '90' };
    const tight = aClusterDay({ load: { peakShards: 0.84 }, cluster: { shardsStart: 2, tags } });
    expect((await foundWithin(30, tight, soon)).found).toContain('removed-unfit');
  });

  it.each([
    ['while a shard has no replica', { cluster: { replicas: 0 } }, 'replicas'],
    ['within a day of the last growth', { cluster: { shardsStart: 3 } }, 'grown'],
  ] as const)('%s is found', async (_, change, why) => {
    const grown = reckless((shards, minute) => (minute < 5 ? 4 : minute < 90 ? shards : 3));
    const options = aClusterDay({ daysKnown: 1, load: { peakShards: 0.4 }, ...change });
    const { found } = await foundWithin(100, options, why === 'grown' ? grown : soon);
    expect(found).toContain('removed-unfit');
  });

  it('while a replica is behind is found, and so is one that fitted for half an hour only', async () => {
    const small = aClusterDay({ daysKnown: 1, load: { peakShards: 0.4 } });
    const behind = await foundWithin(
      40,
      small,
      soon,
      (run) => void (run.weather.behindSinceMs = run.nowMs()),
    );
    expect(behind.found).toContain('removed-unfit');
    const emptied = aClusterDay({
      daysKnown: 1,
      load: { peakShards: 2.4, nightShare: 0.1, emptiedHour: 0.5 },
    });
    const full = reckless((shards, minute) => (minute < 60 ? shards : 3));
    const { found } = await foundWithin(70, { ...emptied, load: { ...emptied.load } }, full, (run) => {
      // What is held until half past midnight, to be gone at once.
      const inner = run.held.bytesAt;
      const early = run.times.startMs + 30 * 60_000;
      Object.assign(run.world.memoryDb.describe('cache'), {
        bytesAt: (atMs: number) => (atMs < early ? 2.4 * run.nodeBytes : inner(atMs)),
      });
    });
    expect(found).toContain('removed-unfit');
  });

  it('that a key held up is found when it is asked for again', async () => {
    const options = aClusterDay({ daysKnown: 1, load: { peakShards: 0.4 }, cluster: { hasLargeKey: true } });
    const sound = await foundWithin(160, options);
    expect(sound.found).toEqual([]);
    expect(sound.occurred.get('removal ended short')).toBe(1);
    const forgetful = {
      ...MEMORYDB_CLUSTER,
      learn: (...given: Parameters<typeof MEMORYDB_CLUSTER.learn>) => {
        const seen = MEMORYDB_CLUSTER.learn(...given);
        const { short: _, ...change } = seen.learned.change;
        return { ...seen, learned: { ...seen.learned, change } };
      },
    };
    expect((await foundWithin(160, options, forgetful)).found).toEqual(['tried-again']);
  });
});

describe('a call', () => {
  it('of a cluster that is being changed, or in one of its windows, is found', async () => {
    expect((await foundWithin(10, aClusterDay(), oneMore)).found).toContain('call-in-bad-state');
    for (const windows of [{ snapshotWindow: '00:00-01:00' }, { maintenanceWindow: 'mon:00:00-mon:01:00' }]) {
      const { found, tally } = await foundWithin(
        10,
        aClusterDay({ cluster: { ...windows, reshardMinutes: 60 } }),
        reckless(() => 5),
      );
      expect(found).toContain('call-in-bad-state');
      expect(tally.callsInBadState).toBeGreaterThan(0);
    }
  });

  it('of a cluster that is too busy is found, once that is told', async () => {
    const late = reckless((shards, minute) => (minute < 20 ? shards : 5));
    const makeBusy = (run: { weather: { busySinceMs?: number | undefined }; nowMs: () => number }) =>
      void (run.weather.busySinceMs = run.nowMs());
    expect((await foundWithin(22, aClusterDay(), late, makeBusy)).found).toContain('call-in-bad-state');
    expect((await foundWithin(22, aClusterDay(), late)).found).not.toContain('call-in-bad-state');
  });

  it.each([
    ['is in a dry run', { 'spillway:shards-max': '16', 'spillway:mode': 'dry-run' }],
    ['is switched off', { 'spillway:shards-max': '16', 'spillway:mode': 'off' }],
    ['has a bad tag', { 'spillway:shards-max': 'many' }],
    ['is paused', { 'spillway:shards-max': '16', 'spillway:pause-until': '2030-01-01T00:00:00Z' }],
    ['has its maximum', { 'spillway:shards-max': '4' }],
  ] as const)('of a cluster that %s is found', async (_, tags) => {
    const { found, tally } = await foundWithin(5, aClusterDay({ cluster: { tags } }), oneMore);
    expect(found).toContain('touched-unasked');
    expect(tally.touchedUnasked).toBeGreaterThan(0);
  });

  it('for two shards fewer at once, below the minimum, or for fewer replicas is found', async () => {
    const tags = { 'spillway:shards-max': '16', 'spillway:shards-min': '4' };
    const twoFewer = reckless((shards) => Math.max(1, shards - 2));
    expect((await foundWithin(5, aClusterDay(), twoFewer)).found).toContain('touched-unasked');
    expect((await foundWithin(5, aClusterDay({ cluster: { tags } }), oneFewer)).found).toContain(
      'touched-unasked',
    );
    const noReplicas = {
      ...oneMore,
      send: (...[, { seen }, { clusterWriter }]: Parameters<typeof oneMore.send>) =>
        clusterWriter.updateReplicas({ clusterName: seen.cluster.name, replicaCount: 0 }),
    };
    expect((await foundWithin(5, aClusterDay(), noReplicas)).found).toContain('touched-unasked');
  });

  it('that is forgotten, or sent twice, is found', async () => {
    const { foresee: _, ...unforeseen } = MEMORYDB_CLUSTER;
    const forgetful = { ...unforeseen, remember: () => NOTHING_LEARNED };
    expect((await foundWithin(30, FULL_SOON, forgetful)).found).toContain('change-lost');
    const twice = {
      ...MEMORYDB_CLUSTER,
      send: async (...given: Parameters<typeof MEMORYDB_CLUSTER.send>) => {
        await MEMORYDB_CLUSTER.send(...given);
        return MEMORYDB_CLUSTER.send(...given);
      },
    };
    expect((await foundWithin(30, FULL_SOON, twice)).found).toContain('change-doubled');
  });

  it('that an alarm makes twice, because it came three times, is found', async () => {
    const options = aClusterDay({
      cluster: { shardsStart: 2, reshardMinutes: 0.05, hasAlarm: true },
      load: { peakShards: 8 },
      faults: { 'events-threefold': 1 },
      // With this one the alarm does come three times.
      seed: 8,
    });
    const { found } = await foundWithin(6, options, oneMore);
    expect(found).toContain('duplicate-acted');
  });
});

describe('what nobody does', () => {
  it('is found where writes are refused and shards could have been there', async () => {
    const full = aClusterDay({ cluster: { shardsStart: 2 }, load: { peakShards: 2.2 } });
    const { found, tally, occurred } = await foundWithin(90, full, IDLE);
    expect(found).toEqual(['full-avoidable', 'not-recovered']);
    expect(tally.fullMinutesAvoidable).toBeGreaterThan(10);
    expect(occurred.get('full minute judged')).toBeGreaterThan(10);
  });

  it('is not found where the owner allows no more shards, or the account no more nodes', async () => {
    const load = { peakShards: 2.2 };
    const atMaximum = { shardsStart: 2, tags: { 'spillway:shards-max': '2' } };
    expect((await foundWithin(60, aClusterDay({ load, cluster: atMaximum }), IDLE)).found).toEqual([]);
    const atQuota = { shardsStart: 2, nodesPerCluster: 4 };
    expect((await foundWithin(60, aClusterDay({ load, cluster: atQuota }), IDLE)).found).toEqual([]);
  });

  it('is found where nobody looks', async () => {
    const blind = { ...MEMORYDB_CLUSTER, seekManaged: async function* () {} };
    expect((await foundWithin(30, aClusterDay(), blind)).found).toEqual(['not-recovered', 'unlooked']);
  });

  it('is found where trouble lasts and is not shown', async () => {
    const silent = { ...MEMORYDB_CLUSTER, troublesAfter: () => ({}) };
    const tags = { 'spillway:shards-max': '2' };
    const troubled = [
      aClusterDay({ cluster: { tags: {} } }),
      aClusterDay({ cluster: { shardsStart: 2, tags }, load: { peakShards: 2.2 } }),
      aClusterDay({ cluster: { hotShare: 0.7 } }),
    ];
    for (const options of troubled) {
      expect((await foundWithin(60, options, silent)).found).toEqual(['attention-missing']);
      expect((await foundWithin(60, options)).found).toEqual([]);
    }
  });
});

describe('an error', () => {
  it('that no fault explains is found', async () => {
    const broken = {
      ...MEMORYDB_CLUSTER,
      decide: () => {
        throw new TypeError('nothing to decide with');
      },
    };
    expect((await foundWithin(10, aClusterDay(), broken)).found).toContain('unexpected-error');
  });
});
