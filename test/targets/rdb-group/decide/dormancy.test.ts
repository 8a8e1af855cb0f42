import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../../lib/core/units.ts';
import type { Report } from '../../../../lib/targets/rdb-group/domain/node.ts';
import type { GroupLearned } from '../../../../lib/targets/rdb-group/domain/state.ts';
import { NOTHING_LEARNED } from '../../../../lib/targets/rdb-group/domain/state.ts';
import { decide } from '../../../../lib/targets/rdb-group/decide/decide.ts';
import { learn } from '../../../../lib/targets/rdb-group/decide/learn/learn.ts';
import { remember } from '../../../../lib/targets/rdb-group/decide/learn/remember.ts';
import type { Server } from '../../../build/servers.ts';
import {
  aNode,
  aReport,
  flushed,
  lastHeardOf,
  live,
  NOW_MS,
  queued,
  withKnown,
} from '../../../build/servers.ts';
import type { SnapshotParts } from '../../../build/snapshot.ts';
import { aGroup, aPolicy, aDormancy, plan } from '../../../build/snapshot.ts';

/** Whether the group stays dormant, an hour after it was told to. */
const isDormant = (servers: readonly Server[], parts: SnapshotParts = {}) =>
  plan(servers, { intent: aDormancy(), ...parts }).assessed.dormant;

const DORMANT_AT_MS = NOW_MS - HOUR_MS;

describe('a dormant group', () => {
  it('wants no spares, whatever else asks for them', () => {
    const idle = live(90, { report: { rows: 0 }, learned: { last: { changedAtMs: NOW_MS - 2 * HOUR_MS } } });
    const made = plan([idle], { intent: aDormancy(), policy: { sparesMin: 3 } });
    expect(made.assessed).toMatchObject({ dormant: true, sparesWanted: 0 });
  });

  it.each([
    [DORMANT_AT_MS - 1, true],
    [DORMANT_AT_MS, false],
    [DORMANT_AT_MS + 1, false],
  ])(
    'is woken by data that came after an observation of %d, which was itself from the dormancy',
    (atMs, on) => {
      expect(isDormant([live(76, { learned: { last: { arrivedAfterMs: atMs } } })])).toBe(on);
    },
  );

  it('is woken by data in any node, live or not, and wants what is wanted then', () => {
    const loading = flushed('i-f', {
      report: { rows: 5 },
      learned: { last: { arrivedAfterMs: NOW_MS - MINUTE_MS } },
    });
    expect(isDormant([live(76), loading])).toBe(false);
    const { assessed } = plan([live(76), loading], { intent: aDormancy() });
    expect(assessed.sparesWanted).toBe(1);
  });

  it('is woken by growing memory where rows are not reported', () => {
    const { report, ...server } = live(76, { learned: { last: { arrivedAfterMs: NOW_MS - MINUTE_MS } } });
    const { rows: _, live: __, ...memoryAlone } = report ?? aReport('i-live');
    expect(isDormant([{ ...server, report: memoryAlone }])).toBe(false);
    const learned = withKnown(server.learned, { last: { arrivedAfterMs: DORMANT_AT_MS - 1 } });
    expect(isDormant([{ ...server, learned, report: memoryAlone }])).toBe(true);
  });

  it('is not woken by rows that it held when it was told to be dormant, nor by their flush', () => {
    expect(isDormant([live(76, { learned: { last: { changedAtMs: NOW_MS } } })])).toBe(true);
    expect(
      isDormant([live(5, { report: { rows: 0 }, learned: { last: { arrivedAfterMs: NOW_MS - 1 } } })]),
    ).toBe(true);
  });

  it.each([
    [DORMANT_AT_MS, true],
    [DORMANT_AT_MS + 1, false],
  ])('is woken by a node that became live after it was told to be dormant: at %d', (liveSinceMs, on) => {
    expect(isDormant([live(5, { report: { rows: 0 }, learned: { turn: { liveSinceMs } } })])).toBe(on);
  });

  it('is not woken by a live node that was there before it was first looked at', () => {
    const watchedSinceMs = NOW_MS - MINUTE_MS;
    const servers = [live(5, { report: { rows: 0 }, learned: { turn: { liveSinceMs: watchedSinceMs } } })];
    const nodes = { 'i-live': servers[0]?.learned ?? { launch: { firstSeenAtMs: 0 } } };
    expect(isDormant(servers, { learned: { nodes, looks: { watchedSinceMs } } })).toBe(true);
    expect(isDormant(servers, { learned: { nodes, looks: { watchedSinceMs: watchedSinceMs - 1 } } })).toBe(
      false,
    );
  });

  it.each<[string, number, Partial<Report>, 'live' | 'queued', boolean]>([
    ['an empty node', NOW_MS - 20 * MINUTE_MS, { rows: 0 }, 'live', true],
    ['a node with rows', NOW_MS - 20 * MINUTE_MS, { rows: 3 }, 'live', false],
    ['an empty node, after a queued one went', NOW_MS - 20 * MINUTE_MS, { rows: 0 }, 'queued', false],
    ['an empty node, after one went before the dormancy', DORMANT_AT_MS - 1, { rows: 0 }, 'live', false],
  ])('that passes the turn on to %s', (_, atMs, report, role, on) => {
    const server = live(5, { report, learned: { turn: { liveSinceMs: NOW_MS - 10 * MINUTE_MS } } });
    const learned = { nodes: { 'i-live': server.learned }, changes: { lastRetirement: { atMs, role } } };
    expect(isDormant([server], { learned })).toBe(on);
  });

  it('stays dormant when the node that took the turn is retired in its turn', () => {
    // The turn was passed on to it 10 minutes ago; it waits in its hook, and still says that it is live.
    const liveSinceMs = NOW_MS - 10 * MINUTE_MS;
    const server = live(5, {
      node: { stage: 'terminating-wait' },
      report: { rows: 0 },
      learned: { turn: { liveSinceMs } },
    });
    const retired = {
      nodes: { 'i-live': server.learned },
      changes: { lastRetirement: { atMs: NOW_MS, role: 'live' as const } },
    };
    const since = (turnPassedOnAtMs: number) =>
      isDormant([server], { learned: { ...retired, sleep: { turnPassedOnAtMs } } });
    expect(since(liveSinceMs)).toBe(true);
    expect(since(liveSinceMs + 1)).toBe(false);
    // The first retirement of an earlier dormancy says nothing of this one.
    expect(since(DORMANT_AT_MS - 1)).toBe(false);
  });

  it('wakes at the moment it was told', () => {
    const wantedAt = (ms: number) =>
      plan([flushed('i-f')], {
        intent: { scheduledAtMs: 0, dormant: { sinceMs: NOW_MS - 1, untilMs: NOW_MS + ms } },
        policy: { sparesMin: 1 },
      }).assessed.sparesWanted;
    expect(wantedAt(1)).toBe(0);
    expect(wantedAt(0)).toBe(1);
  });
});

describe('a group that was woken', () => {
  const silent = [lastHeardOf(live(), 10 * MINUTE_MS), queued('i-q')];
  const nodes = Object.fromEntries(silent.map((s) => [s.node.instanceId, s.learned]));

  it.each([
    [DORMANT_AT_MS, false],
    [DORMANT_AT_MS + 1, false],
    [DORMANT_AT_MS - 1, true],
  ])('stays awake though its live node falls silent; woken from the dormancy of %d', (wokenFromMs, on) => {
    expect(isDormant(silent, { learned: { nodes, sleep: { wokenFromMs } } })).toBe(on);
  });

  it('remembers it from cycle to cycle, and is dormant anew when it is told anew', () => {
    const cycle = (learned: GroupLearned, minute: number, reports: readonly Report[], dormantAt: number) => {
      const nowMs = NOW_MS + minute * MINUTE_MS;
      const group = aGroup({ nodes: [aNode('i-live'), aNode('i-q')] });
      const sinceMs = NOW_MS + dormantAt * MINUTE_MS;
      const snapshot = {
        group,
        reports: new Map(reports.map((r) => [r.instanceId, r])),
        odd: [],
        intent: { scheduledAtMs: sinceMs, dormant: { sinceMs } },
        learned: learn(learned, { group, reports }, nowMs),
      };
      const made = decide(snapshot, aPolicy(), nowMs);
      return { learned: remember(snapshot, made, [], nowMs), dormant: made.assessed.dormant };
    };
    const observed = (minute: number, rows: number) => [
      aReport('i-live', { observedAtMs: NOW_MS + minute * MINUTE_MS, live: true, rows }),
      aReport('i-q', { observedAtMs: NOW_MS + minute * MINUTE_MS, queued: true }),
    ];
    const dormantAtFirst = cycle(NOTHING_LEARNED, 1, observed(1, 0), 0);
    const woken = cycle(dormantAtFirst.learned, 2, observed(2, 50), 0);
    const silentForLong = cycle(woken.learned, 20, observed(2, 50), 0);
    const toldAnew = cycle(silentForLong.learned, 31, observed(31, 50), 30);
    const dormant = [dormantAtFirst, woken, silentForLong, toldAnew].map((cycled) => cycled.dormant);
    expect(dormant).toEqual([true, false, false, true]);
  });
});
