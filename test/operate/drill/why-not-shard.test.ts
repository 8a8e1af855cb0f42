import { describe, expect, it } from 'vitest';
import { UTC_CALENDAR } from '../../../lib/core/calendar.ts';
import { DAY_MS, MINUTE_MS } from '../../../lib/core/units.ts';
import type { ClusterSight } from '../../../lib/operate/memorydb-cluster/drill/cluster-sight.ts';
import { whyNotShard } from '../../../lib/operate/memorydb-cluster/drill/why-not-shard.ts';
import type { FailoverEvent } from '../../../lib/targets/memorydb-cluster/ports/failovers.ts';

const NOW_MS = Date.parse('2026-11-20T19:00:00Z');
const TAGS = { 'spillway:drills': 'allowed', 'spillway:drill-window': '18:00-21:00' };

type Changes = Partial<Omit<ClusterSight, 'cluster'>> & {
  readonly cluster?: Partial<ClusterSight['cluster']>;
};

/** A cluster on a quiet evening, with nothing to say against a drill. */
function aSight({ cluster, ...changes }: Changes = {}): ClusterSight {
  return {
    atMs: NOW_MS,
    cluster: {
      name: 'lvc',
      status: 'available',
      nodeType: 'db.r7g.large',
      shards: [{ name: '0001', nodeNames: ['lvc-0001-001', 'lvc-0001-002'] }],
      tags: TAGS,
      ...cluster,
    },
    calendar: UTC_CALENDAR,
    attention: [],
    events: [],
    ...changes,
  };
}

function failovers(count: number, agoMs = MINUTE_MS): readonly FailoverEvent[] {
  return Array.from({ length: count }, (_, i) => ({
    clusterName: i % 2 === 0 ? 'lvc' : 'another',
    atMs: NOW_MS - agoMs,
    kind: 'called',
    message: 'FailoverShard API called',
  }));
}

describe('a shard is failed over', () => {
  it('on a quiet evening, by a prober that is let in, with one failover of the account left', () => {
    expect(whyNotShard('0001', aSight())).toEqual([]);
    expect(whyNotShard('0001', aSight({ events: failovers(4) }))).toEqual([]);
    expect(whyNotShard('0001', aSight({ events: failovers(5, DAY_MS) }))).toEqual([]);
  });

  it.each<[string, Changes, string]>([
    [
      'its owner has not allowed it',
      { cluster: { tags: {} } },
      'its tag spillway:drills is not "allowed": its owner lets nothing be broken',
    ],
    [
      'it is not within the hours',
      { atMs: NOW_MS + 2 * 60 * MINUTE_MS },
      'it is outside spillway:drill-window, 18:00-21:00 in UTC',
    ],
    [
      'the hours cannot be read',
      { cluster: { tags: { ...TAGS, 'spillway:drill-window': 'evening' } } },
      'its tag spillway:drill-window is "evening", allowed is',
    ],
    ['it is being changed', { cluster: { status: 'updating' } }, 'the cluster is updating, not available'],
    [
      'nobody would take over',
      { cluster: { shards: [{ name: '0001', nodeNames: ['lvc-0001-001'] }] } },
      'shard 0001 has no replica: nobody would take over',
    ],
    [
      'there is no such shard',
      { cluster: { shards: [{ name: '0002', nodeNames: ['a', 'b'] }] } },
      'it has no shard 0001: 0002',
    ],
    ['it has trouble', { attention: ['blind'] }, 'it has trouble already: blind'],
    [
      'the account has none left today',
      { events: failovers(5, DAY_MS - 1) },
      'no failover is left today: 5 within 24 hours, of 5',
    ],
    [
      'nobody could count its keys',
      { keptOut: 'NOAUTH' },
      'the prober cannot write its keys from this machine: NOAUTH',
    ],
  ])('not where %s', (_, changes, why) => {
    const reasons = whyNotShard('0001', aSight(changes));
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain(why);
  });

  it('with every reason named, not the first alone', () => {
    const sight = aSight({
      cluster: { status: 'updating', tags: {} },
      attention: ['blind'],
      keptOut: 'NOAUTH',
    });
    expect(whyNotShard('0001', sight)).toHaveLength(4);
  });
});
