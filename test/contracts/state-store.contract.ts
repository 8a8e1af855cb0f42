// What every GroupStateStore must do; run on the simulated and on the DynamoDB one.
import { beforeEach, describe, expect, it } from 'vitest';
import { applySchedule, changeBySchedule } from '../../lib/core/apply-schedule.ts';
import type { SchedulePayload } from '../../lib/core/schedule.ts';
import { NOTHING_LEARNED, type GroupLearned } from '../../lib/targets/rdb-group/domain/state.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import type { GroupJournalEntry } from '../../lib/targets/rdb-group/ports/group-journal.ts';
import type { Lease } from '../../lib/ports/state-store.ts';
import type { GroupStateStore } from '../../lib/targets/rdb-group/ports/group-ports.ts';

const NOW_MS = Date.parse('2026-11-20T15:00:00Z');
const LEASE_MS = 90 * SECOND_MS;
const SKEW_MS = 10 * SECOND_MS;
const GROUP = 'rdb-eu/fx #1';

const LEARNED: GroupLearned = {
  ...NOTHING_LEARNED,
  nodes: {
    'i-1': {
      launch: { firstSeenAtMs: NOW_MS },
      memory: { used: 12.5, baseline: 5e-324 },
      last: { observedAtMs: NOW_MS, rows: 3 },
      turn: { everLive: true },
    },
  },
  launches: { leadTimesMs: [61_000.25] },
  stream: { basis: 'rows', memoryPerRow: 0.1 + 0.2, samples: [{ atMs: NOW_MS, total: 1e17 }] },
};

function scaleIn(scheduledTime: string): SchedulePayload {
  return { action: 'scale-in', windowMinutes: 240, scheduledTime };
}

function anEntry(overrides: Partial<GroupJournalEntry> = {}): GroupJournalEntry {
  return {
    target: GROUP,
    atMs: NOW_MS,
    cycleId: 'cycle-1',
    trigger: 'tick',
    kind: 'hold',
    reason: { code: 'enough-spares', text: 'One spare waits.', operands: { have: 1, wanted: 1, live: null } },
    considered: [],
    actions: [],
    waits: [],
    ...overrides,
  };
}

export interface StoreUnderTest {
  readonly store: GroupStateStore;
  /** Somebody else writes any text over a group's intent. */
  readonly spoilIntent: (groupName: string, text: string) => Promise<void>;
}

/** For stores in memory, which have it as a call of their own. */
export function spoilIntentOf(store: {
  writeIntentText(groupName: string, text: string): void;
}): StoreUnderTest['spoilIntent'] {
  return (groupName, text) => {
    store.writeIntentText(groupName, text);
    return Promise.resolve();
  };
}

/** `makeStore` answers with an empty store each time. */
export function stateStoreContract(name: string, makeStore: () => Promise<StoreUnderTest>): void {
  describe(`${name} keeps the state store's contract`, () => {
    let store: GroupStateStore;
    let spoilIntent: StoreUnderTest['spoilIntent'];
    beforeEach(async () => {
      ({ store, spoilIntent } = await makeStore());
    });

    const take = (owner: string, nowMs = NOW_MS, groupName = GROUP) =>
      store.takeLease({
        name: groupName,
        owner,
        nowMs,
        durationMs: LEASE_MS,
        impossibleAfterMs: nowMs + LEASE_MS + SKEW_MS,
      });
    const due = async (groupName = GROUP) => (await store.readDueTimes([groupName])).get(groupName);

    async function taken(owner: string, nowMs = NOW_MS): Promise<Lease> {
      const answer = await take(owner, nowMs);
      if (answer.kind !== 'taken') throw new Error(`${owner} did not get the lease`);
      return answer.lease;
    }

    describe('the lease', () => {
      it('is taken at once for a group never seen, with nothing learned and no intent', async () => {
        const answer = await take('a');
        expect(answer).toEqual({
          kind: 'taken',
          lease: {
            name: GROUP,
            owner: 'a',
            fence: expect.any(Number) as number,
            expiresAtMs: NOW_MS + LEASE_MS,
          },
          state: { learned: NOTHING_LEARNED },
        });
      });

      it('is refused to others, and to the same owner again, until it expires', async () => {
        await taken('a');
        expect(await take('b')).toEqual({ kind: 'held-by-other' });
        expect(await take('a')).toEqual({ kind: 'held-by-other' });
        expect(await take('b', NOW_MS + LEASE_MS - 1)).toEqual({ kind: 'held-by-other' });
        expect(await take('b', NOW_MS + LEASE_MS)).toMatchObject({ kind: 'taken' });
      });

      it.each([
        [SKEW_MS, 'held-by-other'],
        [SKEW_MS + 1, 'taken'],
        [3 * HOUR_MS, 'taken'],
      ])('of a clock %d ms ahead is %s to the next who asks', async (aheadMs, kind) => {
        const mistaken = await taken('laptop', NOW_MS + aheadMs);
        expect((await take('b')).kind).toBe(kind);
        expect(await store.giveBack(mistaken)).toBe(kind === 'held-by-other');
      });

      it('is free again once given back', async () => {
        const lease = await taken('a');
        expect(await store.giveBack(lease)).toBe(true);
        expect(await take('b')).toMatchObject({ kind: 'taken' });
      });

      it('has a fence that grows with every taking, given back or expired', async () => {
        const first = await taken('a');
        await store.giveBack(first);
        const second = await taken('b');
        const third = await taken('c', NOW_MS + 2 * LEASE_MS);
        expect(second.fence).toBeGreaterThan(first.fence);
        expect(third.fence).toBeGreaterThan(second.fence);
      });

      it('keeps what its cycle foresees, and stays taken; of nobody who has lost it', async () => {
        const lost = await taken('a');
        const later = NOW_MS + LEASE_MS;
        const now = await taken('b', later);
        expect(await store.keepForeseen(lost, LEARNED)).toBe(false);
        expect((await store.readState(GROUP))?.learned).toEqual(NOTHING_LEARNED);
        expect(await store.keepForeseen(now, LEARNED)).toBe(true);
        expect(await take('c', later)).toEqual({ kind: 'held-by-other' });
        expect(await store.readState(GROUP)).toMatchObject({ learned: LEARNED, lease: now });
        expect(await store.giveBack(now)).toBe(true);
        expect((await store.readState(GROUP))?.learned).toEqual(LEARNED);
      });

      it('is one for each group', async () => {
        await taken('a');
        expect(await take('b', NOW_MS, 'another')).toMatchObject({ kind: 'taken' });
      });

      it('goes to one of many who ask at once', async () => {
        const answers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((owner) => take(owner)));
        expect(answers.filter((answer) => answer.kind === 'taken')).toHaveLength(1);
      });

      it('lets nobody write who has lost it', async () => {
        const lost = await taken('a');
        const now = await taken('b', NOW_MS + LEASE_MS);
        expect(await store.giveBack(lost, { learned: LEARNED, nextLookAtMs: 1 })).toBe(false);
        expect(await store.readState(GROUP)).toEqual({ learned: NOTHING_LEARNED, lease: now });
      });

      it('lets nobody write with a lease that was the same owner’s earlier one', async () => {
        const earlier = await taken('a');
        await taken('a', NOW_MS + LEASE_MS);
        expect(await store.giveBack(earlier, { learned: LEARNED, nextLookAtMs: 1 })).toBe(false);
      });

      it('cannot be given back twice', async () => {
        const lease = await taken('a');
        expect(await store.giveBack(lease)).toBe(true);
        expect(await store.giveBack(lease, { learned: LEARNED, nextLookAtMs: 1 })).toBe(false);
      });
    });

    describe('a group that is not there', () => {
      it('leaves nothing behind', async () => {
        expect(await store.giveBackUnknown(await taken('a'))).toBe(true);
        expect(await store.readState(GROUP)).toBeUndefined();
        expect(await take('b')).toMatchObject({ kind: 'taken', state: { learned: NOTHING_LEARNED } });
      });

      it('leaves nothing behind either when its cycle had failed before', async () => {
        await store.giveBack(await taken('a'), { troubles: { failing: NOW_MS } });
        expect(await store.giveBackUnknown(await taken('b'))).toBe(true);
        expect(await store.readState(GROUP)).toBeUndefined();
      });

      it('keeps what was learned of it, and what a schedule wants', async () => {
        await store.giveBack(await taken('a'), { learned: LEARNED, nextLookAtMs: NOW_MS });
        expect(await store.giveBackUnknown(await taken('b'))).toBe(true);
        expect(await store.readState(GROUP)).toEqual({ learned: LEARNED });
        await store.changeIntent(
          'another',
          changeBySchedule(scaleIn(new Date(NOW_MS).toISOString()), NOW_MS),
        );
        const answer = await take('a', NOW_MS, 'another');
        if (answer.kind === 'taken') await store.giveBackUnknown(answer.lease);
        expect((await store.readState('another'))?.intent).toBeDefined();
        expect((await store.readState('another'))?.lease).toBeUndefined();
      });

      it('is not removed by a holder who has lost the lease', async () => {
        const lost = await taken('a');
        const lease = await taken('b', NOW_MS + LEASE_MS);
        expect(await store.giveBackUnknown(lost)).toBe(false);
        expect((await store.readState(GROUP))?.lease).toEqual(lease);
      });
    });

    describe('a trigger that finds the lease taken', () => {
      const record = { learned: LEARNED, nextLookAtMs: NOW_MS + HOUR_MS };

      it('wakes the group until a look that began afterwards has ended', async () => {
        const first = await taken('a');
        await store.markForLook(GROUP, NOW_MS);
        expect(await due()).toMatchObject({ isWoken: true });
        await store.giveBack(first, record);
        expect(await due()).toMatchObject({ isWoken: true });
        const second = await taken('b');
        expect(await due()).toMatchObject({ isWoken: true });
        await store.giveBack(second, record);
        expect(await due()).toEqual({ nextLookAtMs: record.nextLookAtMs });
      });

      it('wakes it also where the holder gave back just before', async () => {
        await store.giveBack(await taken('a'), record);
        await store.markForLook(GROUP, NOW_MS);
        expect(await due()).toMatchObject({ isWoken: true });
      });

      it('is answered by no look that failed', async () => {
        await store.giveBack(await taken('a'), record);
        await store.markForLook(GROUP, NOW_MS);
        await store.giveBack(await taken('b'));
        await store.giveBack(await taken('c'), { troubles: { failing: NOW_MS } });
        expect(await due()).toMatchObject({ isWoken: true });
      });

      it('says since when it has been taken, until somebody gives it back', async () => {
        const lease = await taken('a');
        await store.markForLook(GROUP, NOW_MS + 1);
        await store.markForLook(GROUP, NOW_MS + 2);
        expect((await due())?.takenSinceMs).toBe(NOW_MS + 1);
        await store.giveBack(lease);
        expect((await due())?.takenSinceMs).toBeUndefined();
      });

      it('makes no item of a group never seen', async () => {
        await store.markForLook(GROUP, NOW_MS);
        expect(await due()).toBeUndefined();
        expect(await store.readState(GROUP)).toBeUndefined();
      });
    });

    describe('an intent that cannot be read', () => {
      const bad: readonly (readonly [string, string])[] = [
        ['no JSON', '{'],
        ['no object', '"soon"'],
        ['without its time', '{}'],
        ['with a window that never ends', '{"scheduledAtMs":1,"window":{"endOfDayMs":1}}'],
        ['with a floor that is no number', '{"scheduledAtMs":1,"floor":{"nodeCount":"2","untilMs":9}}'],
        ['dormant since nobody knows when', '{"scheduledAtMs":1,"dormant":true}'],
      ];

      it.each(bad)('%s, is a problem of its own group alone, which is due', async (_, text) => {
        await store.giveBack(await taken('a'), { learned: LEARNED, nextLookAtMs: NOW_MS + HOUR_MS });
        await spoilIntent(GROUP, text);
        await store.changeIntent(
          'another',
          changeBySchedule(scaleIn(new Date(NOW_MS).toISOString()), NOW_MS),
        );
        const dueTimes = await store.readDueTimes([GROUP, 'another']);
        expect(dueTimes.get(GROUP)?.problem).toContain(`the item GROUP#${GROUP} / STATE`);
        expect(dueTimes.get(GROUP)?.problem).toContain(text);
        expect(dueTimes.get(GROUP)?.intent).toBeUndefined();
        expect(dueTimes.get('another')).toMatchObject({ intent: { lastEndOfDayMs: NOW_MS } });
        expect(dueTimes.get('another')?.problem).toBeUndefined();
      });

      it.each(bad)('%s, is told with the lease, and survives its return', async (_, text) => {
        await spoilIntent(GROUP, text);
        const answer = await take('a');
        if (answer.kind !== 'taken') throw new Error('the lease was not given');
        expect(answer.state).toEqual({
          learned: NOTHING_LEARNED,
          problem: expect.stringContaining(text) as string,
        });
        expect(await store.giveBack(answer.lease, { learned: LEARNED, nextLookAtMs: 1 })).toBe(true);
        expect(await store.readState(GROUP)).toEqual({
          learned: LEARNED,
          problem: expect.stringContaining(text) as string,
        });
      });

      it('is neither replaced nor guessed at by a schedule', async () => {
        await spoilIntent(GROUP, '{');
        const change = await store.changeIntent(
          GROUP,
          changeBySchedule(scaleIn(new Date(NOW_MS).toISOString()), NOW_MS),
        );
        expect(change).toEqual({ kind: 'ignored', why: 'bad-item' });
        expect((await store.readState(GROUP))?.problem).toContain('is no JSON: {');
      });

      it('is not removed with the lease of a group that is not there', async () => {
        await spoilIntent(GROUP, '{');
        await store.giveBackUnknown(await taken('a'));
        expect((await store.readState(GROUP))?.problem).toContain('is no JSON');
      });
    });

    describe('the troubles', () => {
      const troubles = { failing: NOW_MS, 'late-roll': NOW_MS - MINUTE_MS };

      it('come back as they were given, with the lease and with the due times', async () => {
        await store.giveBack(await taken('a'), { learned: LEARNED, nextLookAtMs: NOW_MS, troubles });
        expect(await due()).toEqual({ nextLookAtMs: NOW_MS, troubles });
        expect(await take('b')).toMatchObject({ state: { learned: LEARNED, troubles } });
      });

      it('are written alone by a cycle that failed: what was learned and the due time stay', async () => {
        await store.giveBack(await taken('a'), { learned: LEARNED, nextLookAtMs: NOW_MS + 5 });
        expect(await store.giveBack(await taken('b'), { troubles })).toBe(true);
        expect(await store.readState(GROUP)).toEqual({ learned: LEARNED, troubles });
        expect(await due()).toEqual({ nextLookAtMs: NOW_MS + 5, troubles });
      });

      it('stay where none are given, and go where none are left', async () => {
        await store.giveBack(await taken('a'), { troubles });
        await store.giveBack(await taken('b'), { learned: LEARNED, nextLookAtMs: NOW_MS });
        expect((await due())?.troubles).toEqual(troubles);
        await store.giveBack(await taken('c'), { troubles: {} });
        expect((await due())?.troubles).toEqual({});
      });
    });

    describe('what was learned', () => {
      it('comes back exactly as it was given', async () => {
        await store.giveBack(await taken('a'), { learned: LEARNED, nextLookAtMs: NOW_MS + MINUTE_MS });
        expect(await take('b')).toMatchObject({ state: { learned: LEARNED } });
        expect((await store.readState(GROUP))?.learned).toEqual(LEARNED);
      });

      it('stays as it was when the lease is given back without one', async () => {
        await store.giveBack(await taken('a'), { learned: LEARNED, nextLookAtMs: NOW_MS + MINUTE_MS });
        await store.giveBack(await taken('b'));
        expect(await store.readState(GROUP)).toEqual({ learned: LEARNED });
        expect((await store.readDueTimes([GROUP])).get(GROUP)).toEqual({ nextLookAtMs: NOW_MS + MINUTE_MS });
      });

      it('is unknown for a group never seen', async () => {
        expect(await store.readState(GROUP)).toBeUndefined();
      });
    });

    describe('the intent', () => {
      const payload = scaleIn(new Date(NOW_MS - MINUTE_MS).toISOString());
      const set = applySchedule(undefined, payload, NOW_MS);
      const intent = set.kind === 'set' ? set.intent : undefined;

      it('is set by a schedule’s event, and read with the lease', async () => {
        expect(await store.changeIntent(GROUP, changeBySchedule(payload, NOW_MS))).toEqual({
          kind: 'set',
          intent,
        });
        expect(await take('a')).toMatchObject({ kind: 'taken', state: { intent, learned: NOTHING_LEARNED } });
      });

      it('is unchanged by the same event again', async () => {
        await store.changeIntent(GROUP, changeBySchedule(payload, NOW_MS));
        const again = await store.changeIntent(GROUP, changeBySchedule(payload, NOW_MS));
        expect(again).toEqual({ kind: 'ignored', why: 'unchanged' });
      });

      it('ignores an older event of the same kind that arrives later', async () => {
        const ensure = (nodeCount: number, agoMs: number): SchedulePayload => ({
          action: 'ensure-capacity',
          nodeCount,
          holdMinutes: 60,
          scheduledTime: new Date(NOW_MS - agoMs).toISOString(),
        });
        await store.changeIntent(GROUP, changeBySchedule(ensure(2, MINUTE_MS), NOW_MS));
        expect(await store.changeIntent(GROUP, changeBySchedule(ensure(4, 2 * MINUTE_MS), NOW_MS))).toEqual({
          kind: 'ignored',
          why: 'superseded',
        });
        expect((await store.readState(GROUP))?.intent?.floor?.nodeCount).toBe(2);
      });

      it('says what it was before a change', async () => {
        await store.changeIntent(GROUP, changeBySchedule(payload, NOW_MS));
        const later = scaleIn(new Date(NOW_MS).toISOString());
        expect(await store.changeIntent(GROUP, changeBySchedule(later, NOW_MS))).toMatchObject({
          kind: 'set',
          before: { window: { endOfDayMs: NOW_MS - MINUTE_MS } },
          intent: { window: { endOfDayMs: NOW_MS } },
        });
      });

      it('ignores an event whose window has passed, and leaves no trace of it', async () => {
        const late = await store.changeIntent(
          GROUP,
          changeBySchedule(scaleIn(new Date(NOW_MS - DAY_MS).toISOString()), NOW_MS),
        );
        expect(late).toEqual({ kind: 'ignored', why: 'expired' });
        expect(await store.readState(GROUP)).toBeUndefined();
      });

      it('changes while a cycle holds the lease, and the cycle’s memory does not undo it', async () => {
        const lease = await taken('a');
        await store.changeIntent(GROUP, changeBySchedule(payload, NOW_MS));
        expect(await store.giveBack(lease, { learned: LEARNED, nextLookAtMs: NOW_MS })).toBe(true);
        expect(await store.readState(GROUP)).toEqual({ intent, learned: LEARNED });
      });

      it('ends as the newest of several that arrive at once', async () => {
        const times = [-3, -1, -2].map((minutes) => NOW_MS + minutes * MINUTE_MS);
        await Promise.all(
          times.map((time) =>
            store.changeIntent(GROUP, changeBySchedule(scaleIn(new Date(time).toISOString()), NOW_MS)),
          ),
        );
        expect((await store.readState(GROUP))?.intent?.scheduledAtMs).toBe(NOW_MS - MINUTE_MS);
      });
    });

    describe('due times', () => {
      it('are read for many groups, more than one batch, each once however often it is asked for', async () => {
        const names = Array.from({ length: 120 }, (_, index) => `group-${index}`);
        for (const [index, groupName] of names.entries()) {
          const answer = await take('a', NOW_MS, groupName);
          if (answer.kind !== 'taken') throw new Error(`no lease of ${groupName}`);
          await store.giveBack(answer.lease, { learned: NOTHING_LEARNED, nextLookAtMs: NOW_MS + index });
        }
        const dueTimes = await store.readDueTimes([...names, ...names, 'never-seen']);
        expect([...dueTimes].sort()).toEqual(
          names.map((groupName, index) => [groupName, { nextLookAtMs: NOW_MS + index }]).sort(),
        );
      });

      it('carry the intent', async () => {
        const payload = scaleIn(new Date(NOW_MS).toISOString());
        const change = await store.changeIntent(GROUP, changeBySchedule(payload, NOW_MS));
        if (change.kind !== 'set') throw new Error(change.why);
        await store.giveBack(await taken('a'), { learned: LEARNED, nextLookAtMs: 7 });
        expect((await store.readDueTimes([GROUP])).get(GROUP)).toEqual({
          nextLookAtMs: 7,
          intent: change.intent,
        });
      });

      it('carry the lease, expired or not, until it is given back', async () => {
        const lease = await taken('a');
        expect(await due()).toEqual({ nextLookAtMs: 0, lease });
        await store.giveBack(lease, { learned: LEARNED, nextLookAtMs: 7 });
        expect(await due()).toEqual({ nextLookAtMs: 7 });
      });

      it('are none for no groups', async () => {
        expect([...(await store.readDueTimes([]))]).toEqual([]);
      });

      it('are due now for a group with an intent that no cycle has looked into', async () => {
        await store.changeIntent(GROUP, changeBySchedule(scaleIn(new Date(NOW_MS).toISOString()), NOW_MS));
        expect((await store.readDueTimes([GROUP])).get(GROUP)?.nextLookAtMs).toBeLessThanOrEqual(NOW_MS);
      });
    });

    describe('the journal', () => {
      it('is read newest first, no more than asked for, of one group alone', async () => {
        for (const [minute, cycleId] of [
          [2, 'b'],
          [0, 'a'],
          [10, 'c'],
        ] as const) {
          await store.writeJournal(anEntry({ atMs: NOW_MS + minute * MINUTE_MS, cycleId }));
        }
        await store.writeJournal(anEntry({ target: 'another', atMs: NOW_MS + DAY_MS }));
        const all = await store.readJournal(GROUP, 10);
        expect(all.map((entry) => entry.cycleId)).toEqual(['c', 'b', 'a']);
        expect((await store.readJournal(GROUP, 2)).map((entry) => entry.cycleId)).toEqual(['c', 'b']);
      });

      it('gives entries back as they were written', async () => {
        const entry = anEntry({
          kind: 'retire',
          actions: [
            {
              kind: 'retire',
              instanceId: 'i-1',
              reason: { code: 'flushed-empty', text: 'Proved empty twice.', operands: {} },
              outcome: {
                kind: 'rejected',
                code: 'ScalingActivityInProgress',
                message: 'busy',
                failure: 'refused',
              },
            },
          ],
        });
        await store.writeJournal(entry);
        expect(await store.readJournal(GROUP, 1)).toEqual([entry]);
      });

      it('keeps two entries of the same millisecond, and one of an entry written twice', async () => {
        await store.writeJournal(anEntry({ cycleId: 'a' }));
        await store.writeJournal(anEntry({ cycleId: 'b' }));
        await store.writeJournal(anEntry({ cycleId: 'b' }));
        expect(await store.readJournal(GROUP, 10)).toHaveLength(2);
      });

      it('is empty for a group never seen', async () => {
        expect(await store.readJournal('never-seen', 10)).toEqual([]);
      });
    });
  });
}
