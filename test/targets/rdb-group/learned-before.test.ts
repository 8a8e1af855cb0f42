// A group that 0.1 has served is served on as if nothing had happened: what was learned then is read, and the next looks
// decide and remember what they would have.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readLearned } from '../../../lib/learning/learned-codec.ts';
import type { Intent } from '../../../lib/core/schedule.ts';
import { decide } from '../../../lib/targets/rdb-group/decide/decide.ts';
import { learn } from '../../../lib/targets/rdb-group/decide/learn/learn.ts';
import { remember, type Done } from '../../../lib/targets/rdb-group/decide/learn/remember.ts';
import type { Group } from '../../../lib/targets/rdb-group/domain/group.ts';
import { fromVersion1 } from '../../../lib/targets/rdb-group/domain/learned/learned-before.ts';
import type { Report } from '../../../lib/targets/rdb-group/domain/node.ts';
import type { Policy } from '../../../lib/targets/rdb-group/domain/policy.ts';
import { NOTHING_LEARNED, type GroupLearned } from '../../../lib/targets/rdb-group/domain/state.ts';
import { KEPT_GROUPS } from '../../../lib/targets/rdb-group/ports/kept-groups.ts';

interface Recorded {
  readonly policy: Policy;
  readonly learned: object;
  readonly looks: readonly RecordedLook[];
  readonly learnedAfter: object;
}

interface RecordedLook {
  readonly atMs: number;
  readonly rememberedAtMs: number;
  readonly group: Group;
  readonly reports: readonly Report[];
  readonly suspectAfterMs: number;
  readonly intent: Intent;
  readonly done: readonly Done[];
  /** What version 1 decided. */
  readonly decided: { readonly nextLookAtMs: number };
}

const RECORDED = JSON.parse(
  readFileSync(new URL('../../data/learned-of-version-1.json', import.meta.url), 'utf8'),
) as Recorded;

/** Looks, decides and remembers, with what is there now. */
function lookAgain(was: GroupLearned, { policy }: Recorded, look: RecordedLook) {
  const { atMs, rememberedAtMs, group, reports, suspectAfterMs, intent, done } = look;
  const learned = learn(was, { group, reports, suspectAfterMs }, atMs);
  const byId = new Map(reports.map((report) => [report.instanceId, report]));
  const snapshot = { group, reports: byId, odd: [], intent, learned };
  const plan = decide(snapshot, policy, atMs);
  return { plan, learned: remember(snapshot, plan, done, rememberedAtMs) };
}

describe('what version 1 learned', () => {
  it('is read, and the next looks decide the same: a first proof, then the retirement', () => {
    let learned = readLearned(KEPT_GROUPS.learned, RECORDED.learned) ?? NOTHING_LEARNED;
    for (const look of RECORDED.looks) {
      const { plan, learned: after } = lookAgain(learned, RECORDED, look);
      const { nextLookAtMs, ...decided } = look.decided;
      expect({
        ...plan,
        code: plan.reason.code,
        considered: plan.considered.map(({ code }) => code),
      }).toMatchObject(decided);
      // With the next tick: version 1 let one pass by that came within the minute.
      expect(plan.nextLookAtMs).toBeGreaterThan(look.atMs);
      expect(plan.nextLookAtMs).toBeLessThanOrEqual(nextLookAtMs);
      learned = after;
    }
    expect(RECORDED.looks.map(({ decided }) => decided)).toMatchObject([
      { code: 'awaiting-second-proof' },
      { kind: 'retire' },
    ]);
  });

  it('becomes, look for look, what the same looks teach today: nothing is lost', () => {
    let learned = fromVersion1(RECORDED.learned);
    for (const look of RECORDED.looks) ({ learned } = lookAgain(learned, RECORDED, look));
    const { lastPlan: _, ...after } = fromVersion1(RECORDED.learnedAfter);
    const { lastPlan: __, ...today } = learned;
    // Whose the latest retirement was, it did not keep.
    const { lastRetirement } = after.changes;
    const retired = { ...lastRetirement, instanceId: 'i-051565c7700e15486' };
    expect(today).toEqual({ ...after, changes: { ...after.changes, lastRetirement: retired } });
    expect(after.nodes['i-051565c7700e15486']?.emptiness?.proof).toBeDefined();
    expect(after.changes.lastRetirement?.role).toBe('flushed');
  });

  it('has each value of either bag in one group', () => {
    expect(fromVersion1(EVERY_VALUE)).toEqual({
      version: 2,
      lastPlan: 'a plan',
      nodes: {
        'i-1': {
          launch: { firstSeenAtMs: 1, launchedAtMs: 2, requestedAtMs: 3, firstReportAtMs: 4 },
          last: {
            observedAtMs: 13,
            live: false,
            queued: false,
            rows: 16,
            updates: 25,
            changedAtMs: 24,
            arrivedAfterMs: 26,
          },
          memory: {
            used: 17,
            total: 18,
            baseline: 19,
            anchor: { used: 20, rows: 0 },
            grewAtMs: 21,
            grownTo: 22,
            grownRows: 23,
          },
          queue: { everQueued: true, mayHaveRejoined: true, passedOver: true },
          turn: { everLive: true, everFilled: true, liveSinceMs: 8, rollDueSinceMs: 31, rolledLate: true },
          emptiness: { proof: { sampledFromMs: 28, observedAtMs: 28 }, rowsDoubtedSinceMs: 27 },
          hook: { waitingSinceMs: 29, heartbeatAtMs: 30 },
          protectedAtMs: 9,
        },
        'i-2': { launch: { firstSeenAtMs: 5 } },
      },
      looks: { watchedSinceMs: 34, lastLookAtMs: 42 },
      launches: { leadTimesMs: [7], missingSinceMs: [35], activitiesAskedAtMs: 41 },
      changes: {
        lastScaleOut: { atMs: 32, desiredCapacity: 2 },
        lastRetirement: { atMs: 33, role: 'live' },
      },
      claims: { blindSinceMs: 38, twoLiveSinceMs: 39 },
      queue: { leftQueueAtMs: 36, flushedAtMs: 37 },
      sleep: { wokenFromMs: 40, turnPassedOnAtMs: 43 },
      stream: { basis: 'rows', samples: [] },
      emptyNode: { used: 1, total: 2 },
      days: [],
    });
  });

  it('is not what an unknown version learned', () => {
    for (const version of [0, 3, '1', undefined])
      expect(readLearned(KEPT_GROUPS.learned, { ...RECORDED.learned, version })).toBeUndefined();
  });
});

describe('what no cycle can have written', () => {
  const whole = { ...NOTHING_LEARNED, nodes: { 'i-1': { launch: { firstSeenAtMs: 1 } } } };

  it.each<[string, object]>([
    ['a version and nothing else', { version: 2 }],
    ['a part of another kind', { ...whole, looks: 5 }],
    ['a list for a record', { ...whole, nodes: [] }],
    ['a part that lacks its own', { ...whole, launches: {} }],
    ['a node that is none', { ...whole, nodes: { 'i-1': null } }],
    ['a node of the shape before', { ...whole, nodes: { 'i-1': { firstSeenAtMs: 1 } } }],
    ['of version 1, a node that is none', { version: 1, nodes: { 'i-1': null }, leadTimesMs: [], days: [] }],
    ['of version 1, no past days', { version: 1, nodes: {}, leadTimesMs: [] }],
  ])('is not read: %s', (_, stored) => {
    expect(readLearned(KEPT_GROUPS.learned, whole)).toBe(whole);
    expect(readLearned(KEPT_GROUPS.learned, stored)).toBeUndefined();
  });
});

/** Every field that version 1 had. */
const EVERY_VALUE = {
  version: 1,
  lastPlan: 'a plan',
  nodes: {
    'i-1': {
      firstSeenAtMs: 1,
      launchedAtMs: 2,
      requestedAtMs: 3,
      firstReportAtMs: 4,
      everLive: true,
      everFilled: true,
      mayHaveRejoined: true,
      liveSinceMs: 8,
      protectedAtMs: 9,
      everQueued: true,
      queued: false,
      observedAtMs: 13,
      live: false,
      rows: 16,
      used: 17,
      total: 18,
      baseline: 19,
      anchor: { used: 20, rows: 0 },
      grewAtMs: 21,
      grownTo: 22,
      grownRows: 23,
      changedAtMs: 24,
      updates: 25,
      arrivedAfterMs: 26,
      rowsDoubtedSinceMs: 27,
      proof: { sampledFromMs: 28, observedAtMs: 28 },
      waitingSinceMs: 29,
      heartbeatAtMs: 30,
      rollDueSinceMs: 31,
      passedOver: true,
      rolledLate: true,
    },
    'i-2': { firstSeenAtMs: 5 },
  },
  stream: { basis: 'rows', samples: [] },
  leadTimesMs: [7],
  blindSinceMs: 38,
  twoLiveSinceMs: 39,
  lastScaleOut: { atMs: 32, desiredCapacity: 2 },
  lastRetirement: { atMs: 33, role: 'live' },
  turnPassedOnAtMs: 43,
  watchedSinceMs: 34,
  missingSinceMs: [35],
  leftQueueAtMs: 36,
  flushedAtMs: 37,
  wokenFromMs: 40,
  emptyNode: { used: 1, total: 2 },
  activitiesAskedAtMs: 41,
  lastLookAtMs: 42,
  days: [],
};
