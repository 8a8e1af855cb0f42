import { describe, expect, it } from 'vitest';
import type { LifecycleStage } from '../../../../lib/targets/rdb-group/domain/node.ts';
import { HOUR_MS, MINUTE_MS } from '../../../../lib/core/units.ts';
import { leadTimeMs } from '../../../../lib/targets/rdb-group/decide/lead-time.ts';
import { assignRoles } from '../../../../lib/targets/rdb-group/decide/roles.ts';
import { countSpares } from '../../../../lib/targets/rdb-group/decide/spares.ts';
import type { KnownParts, Server } from '../../../build/servers.ts';
import {
  aServer,
  booting,
  flushed,
  lastHeardOf,
  live,
  neverReported,
  NOW_MS,
  queued,
  rolled,
} from '../../../build/servers.ts';
import type { SnapshotParts } from '../../../build/snapshot.ts';
import { aPolicy, aSnapshot } from '../../../build/snapshot.ts';

/** The lead time in these tests is three minutes, so a node is suspect after six. */
const SUSPECT_AFTER_MS = 6 * MINUTE_MS;

function sparesOf(servers: readonly Server[], parts: SnapshotParts = {}) {
  const snapshot = aSnapshot(servers, parts);
  const policy = aPolicy(parts.policy);
  const leadMs = leadTimeMs(policy, snapshot.learned);
  return countSpares(snapshot, assignRoles(snapshot, policy, NOW_MS), leadMs, NOW_MS);
}

describe('spares', () => {
  it('are queued nodes, booting ones, and capacity that was asked for and is not there', () => {
    const spares = sparesOf([live(), queued('i-q'), booting('i-b')], { group: { desiredCapacity: 5 } });
    expect(spares).toMatchObject({ launchingCount: 3, have: 4 });
    expect(spares.queued).toHaveLength(1);
  });

  it('count a node once that says nothing of its queue and replays: as one on its way', () => {
    const server = queued('i-q', { learned: { launch: { firstSeenAtMs: NOW_MS - MINUTE_MS } } });
    if (!server.report) throw new Error('it reports');
    const { queued: _, ...said } = server.report;
    const replaying = { ...server, report: { ...said, busy: true } };
    const watched = { looks: { watchedSinceMs: NOW_MS - HOUR_MS } };
    const spares = sparesOf([live(), replaying], {
      learned: { ...aSnapshot([live(), replaying]).learned, ...watched },
    });
    expect(spares).toMatchObject({ queued: [], launchingCount: 1, have: 1 });
  });

  it('are never live, rolled or flushed nodes', () => {
    expect(sparesOf([live(), rolled('i-r'), flushed('i-f')]).have).toBe(0);
  });

  it('are not silent nodes that had left the queue when last heard of', () => {
    const silent = (learned: KnownParts) => lastHeardOf(queued('i-s', { learned }), 4 * MINUTE_MS);
    expect(sparesOf([live(), silent({ queue: { everQueued: true }, last: { queued: true } })]).have).toBe(1);
    expect(sparesOf([live(), silent({ last: { queued: false } })]).have).toBe(1);
    expect(sparesOf([live(), silent({ queue: { everQueued: true }, last: { queued: false } })]).have).toBe(0);
    expect(sparesOf([live(), silent({ turn: { unseen: true } })]).have).toBe(0);
  });

  it('are not fewer for a desired capacity below the active nodes', () => {
    expect(sparesOf([live(), queued('i-q')], { group: { desiredCapacity: 1 } }).have).toBe(1);
  });

  it.each<LifecycleStage>(['terminating', 'terminating-wait', 'retained', 'other'])(
    'are never nodes that are %s, nor is the capacity that these leave open counted twice',
    (stage) => {
      const gone = queued('i-q', { node: { stage } });
      expect(sparesOf([live(), gone], { group: { desiredCapacity: 1 } }).have).toBe(0);
      expect(sparesOf([live(), gone], { group: { desiredCapacity: 2 } }).have).toBe(1);
    },
  );
});

describe('a node in service that has not reported yet', () => {
  it.each([
    [SUSPECT_AFTER_MS - 1, 0, 1],
    [SUSPECT_AFTER_MS, 0, 1],
    [SUSPECT_AFTER_MS + 1, 1, 0],
  ])('first seen %d ms ago: %d suspects, %d spares', (agoMs, suspects, have) => {
    const spares = sparesOf([live(), neverReported('i-1', agoMs)]);
    expect(spares.suspects).toHaveLength(suspects);
    expect(spares.have).toBe(have);
  });
});

describe('a node that has fallen silent', () => {
  it.each([
    [5 * MINUTE_MS - 1, 0, 1],
    [5 * MINUTE_MS, 0, 1],
    [5 * MINUTE_MS + 1, 1, 0],
  ])('in the queue, %d ms ago: %d suspects, %d spares', (agoMs, suspects, have) => {
    const born = { learned: { launch: { firstSeenAtMs: NOW_MS - 5 * HOUR_MS } } };
    const spares = sparesOf([live(), lastHeardOf(queued('i-q', born), agoMs)]);
    expect(spares.suspects).toHaveLength(suspects);
    expect(spares.have).toBe(have);
  });

  it.each([
    ['live', live(40, { node: { instanceId: 'i-1' } })],
    ['rolled', rolled('i-1')],
    ['flushed', flushed('i-1')],
  ])('and was %s is no spare', (_, server) => {
    expect(sparesOf([queued('i-q'), lastHeardOf(server, 3 * MINUTE_MS)]).have).toBe(1);
    expect(sparesOf([queued('i-q'), lastHeardOf(server, 30 * MINUTE_MS)]).have).toBe(1);
  });
});

describe('suspects', () => {
  it('are replaced once: the first of a run goes uncounted, the rest are presumed', () => {
    const run = [20, 15, 10].map((minutes, i) => neverReported(`i-${i}`, minutes * MINUTE_MS));
    expect(sparesOf([live(), ...run.slice(0, 1)]).have).toBe(0);
    expect(sparesOf([live(), ...run.slice(0, 2)])).toMatchObject({ presumedCount: 1, have: 1 });
    expect(sparesOf([live(), ...run])).toMatchObject({ presumedCount: 2, have: 2 });
  });

  it('are presumed no more once a newer node reports', () => {
    const run = [20, 15].map((minutes, i) => neverReported(`i-${i}`, minutes * MINUTE_MS));
    const newer = rolled('i-new', { learned: { launch: { firstSeenAtMs: NOW_MS - 10 * MINUTE_MS } } });
    expect(sparesOf([live(), ...run, newer])).toMatchObject({ presumedCount: 0, have: 0 });
  });

  it('older than the newest node that reports are replaced, five of them in a day', () => {
    const newest = rolled('i-new', { learned: { launch: { firstSeenAtMs: NOW_MS - 7 * MINUTE_MS } } });
    const haveBeside = (count: number, agoMs: number) => {
      const suspects = Array.from({ length: count }, (_, i) => neverReported(`i-${i}`, agoMs + i));
      return sparesOf([live(), newest, ...suspects]).have;
    };
    expect(haveBeside(5, HOUR_MS)).toBe(0);
    expect(haveBeside(6, HOUR_MS)).toBe(1);
    expect(haveBeside(8, HOUR_MS)).toBe(3);
    expect(haveBeside(8, 25 * HOUR_MS)).toBe(0);
  });

  it('that may hold data are never presumed to be spares', () => {
    const silent = [1, 2, 3].map((i) =>
      lastHeardOf(aServer(`i-${i}`, { report: { rows: 5 } }), 30 * MINUTE_MS),
    );
    expect(sparesOf([live(40, { learned: { launch: { firstSeenAtMs: 0 } } }), ...silent])).toMatchObject({
      presumedCount: 0,
      have: 0,
    });
  });
});

describe('what is launched and does not come', () => {
  it.each([
    [SUSPECT_AFTER_MS, 0, 1],
    [SUSPECT_AFTER_MS + 1, 1, 0],
  ])('pending for %d ms: %d suspects, %d spares', (agoMs, suspects, have) => {
    const pending = { ...booting('i-b'), learned: { launch: { firstSeenAtMs: NOW_MS - agoMs } } };
    const spares = sparesOf([live(), pending]);
    expect(spares.suspects).toHaveLength(suspects);
    expect(spares.have).toBe(have);
  });

  it.each([
    [SUSPECT_AFTER_MS, 0, 1],
    [SUSPECT_AFTER_MS + 1, 1, 0],
  ])('desired and missing for %d ms: %d suspects, %d spares', (agoMs, missingSuspectCount, have) => {
    const learned = { nodes: { 'i-live': live().learned }, launches: { missingSinceMs: [NOW_MS - agoMs] } };
    const spares = sparesOf([live()], { learned, group: { desiredCapacity: 2 } });
    expect(spares).toMatchObject({ missingSuspectCount, have });
  });
});
