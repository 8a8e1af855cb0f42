import { describe, expect, it } from 'vitest';
import { learn } from '../../../../lib/targets/kinesis-stream/decide/learn/learn.ts';
import { remember } from '../../../../lib/targets/kinesis-stream/decide/learn/remember.ts';
import {
  NOTHING_LEARNED,
  SLOT_MS,
  SLOTS_PER_DAY,
  type Learned,
} from '../../../../lib/targets/kinesis-stream/domain/learned.ts';
import type { Done } from '../../../../lib/targets/kinesis-stream/domain/plan.ts';
import { APPLIED, type Outcome } from '../../../../lib/core/outcome.ts';
import { DAY_MS, MINUTE_MS } from '../../../../lib/core/units.ts';
import { deepFreeze } from '../../../build/freeze.ts';
import { aMinute, anHour, aStream, NOW_MS } from '../a-question.ts';

const look = (was: Learned, stream: Partial<Parameters<typeof aStream>[0]> = {}, nowMs = NOW_MS) =>
  learn(deepFreeze(was), deepFreeze(aStream(stream)), nowMs);

const asked = (to: number, outcome: Outcome = APPLIED, atMs = NOW_MS): Done => ({
  action: { kind: 'set-shards', shards: to },
  outcome,
  atMs,
});

const AT_REST = look(NOTHING_LEARNED);
const UNKNOWN: Outcome = { kind: 'unknown', message: 'timed out' };
const REFUSED: Outcome = { kind: 'rejected', code: 'LimitExceededException', message: 'no' };

describe('demand', () => {
  it('is kept as the busiest minute of each slot of its UTC day', () => {
    const minutes = anHour((ago) => (ago === 3 ? 8 : ago));
    const { demand } = look(NOTHING_LEARNED, { minutes });
    const [day] = demand.days;
    expect(day?.day).toBe(Math.floor(NOW_MS / DAY_MS));
    expect(day?.busiest[(NOW_MS % DAY_MS) / SLOT_MS - 1]).toBe(8);
    expect(day?.busiest[(NOW_MS % DAY_MS) / SLOT_MS - 2]).toBe(10);
    expect(day?.busiest.filter((busiest) => busiest !== null)).toHaveLength(12);
  });

  it('of a minute is learned once, and not before it is over', () => {
    const once = look(NOTHING_LEARNED, { minutes: [aMinute(NOW_MS - MINUTE_MS, 4)] });
    expect(once.demand.latest).toEqual({ atMs: NOW_MS - MINUTE_MS, shards: 4 });
    expect(look(once, { minutes: [aMinute(NOW_MS - MINUTE_MS, 9)] }).demand).toEqual(once.demand);
    expect(look(once, { minutes: [aMinute(NOW_MS, 9)] }).demand).toEqual(once.demand);
  });

  it('is kept for nine days, the newest', () => {
    const days = Array.from({ length: 9 }, (_, i) => ({
      day: Math.floor(NOW_MS / DAY_MS) - 9 + i,
      busiest: new Array<number>(SLOTS_PER_DAY).fill(i),
    }));
    const { demand } = look({ ...NOTHING_LEARNED, demand: { days } });
    expect(demand.days.map(({ day }) => day)).toEqual([
      ...days.slice(1).map(({ day }) => day),
      Math.floor(NOW_MS / DAY_MS),
    ]);
  });
});

describe('a second look at the same moment', () => {
  it.each(['active', 'updating', 'creating', 'deleting'] as const)(
    'teaches nothing new of a stream that is %s',
    (status) => {
      const once = look(AT_REST, { status });
      expect(look(once, { status })).toEqual(once);
    },
  );
});

describe('changes of others', () => {
  it('are seen in the shard count at rest, as many as it takes at the least', () => {
    expect(AT_REST).toMatchObject({ settledShards: 10, changes: { ledger: [], knownSinceMs: NOW_MS } });
    const spentBy = (openShards: number) => look(AT_REST, { openShards }).changes.ledger;
    expect(spentBy(10)).toEqual([]);
    expect(spentBy(20)).toEqual([{ atMs: NOW_MS, by: 'other' }]);
    expect(spentBy(21)).toHaveLength(2);
    expect(spentBy(5)).toHaveLength(1);
    expect(spentBy(4)).toHaveLength(2);
  });

  it('are seen in a resharding that nobody recorded, which teaches no duration', () => {
    const during = look(AT_REST, { status: 'updating', openShards: 13 });
    expect(during.changes.ledger).toEqual([{ atMs: NOW_MS, by: 'other' }]);
    expect(during.resharding.under).toEqual({ atMs: NOW_MS, from: 10 });
    const after = look(during, { openShards: 20 }, NOW_MS + 4 * MINUTE_MS);
    expect(after).toMatchObject({ settledShards: 20, resharding: { seen: [] } });
    expect(after.changes.ledger).toHaveLength(1);
  });

  it('are forgotten a day and a minute later', () => {
    const spent = look(AT_REST, { openShards: 20 });
    const later = (ms: number) =>
      look(spent, { openShards: 20, minutes: [] }, NOW_MS + DAY_MS + ms).changes.ledger.length;
    expect([later(MINUTE_MS - 1), later(MINUTE_MS)]).toEqual([1, 0]);
  });
});

describe('a change of ours', () => {
  it('spends one, and when it is done says how long a resharding takes', () => {
    const sent = remember(deepFreeze(AT_REST), [asked(20)], 10);
    expect(sent.changes.ledger).toEqual([{ atMs: NOW_MS, by: 'us', to: 20 }]);
    const during = look(sent, { status: 'updating', openShards: 14 }, NOW_MS + MINUTE_MS);
    const after = look(during, { openShards: 20 }, NOW_MS + 6 * MINUTE_MS);
    expect(after.changes.ledger).toHaveLength(1);
    expect(after.resharding.seen).toEqual([{ from: 10, to: 20, durationMs: 6 * MINUTE_MS }]);
  });

  it('says when more shards were there, by whomever, and keeps that through what takes some away', () => {
    const sent = remember(AT_REST, [asked(20)], 10);
    const grownAtMs = NOW_MS + 6 * MINUTE_MS;
    const grown = look(sent, { openShards: 20 }, grownAtMs);
    expect(grown.resharding.grownAtMs).toBe(grownAtMs);
    const shrinking = remember(grown, [asked(10, APPLIED, grownAtMs)], 20);
    const shrunk = look(shrinking, { openShards: 10 }, grownAtMs + 6 * MINUTE_MS);
    expect(shrunk.resharding.grownAtMs).toBe(grownAtMs);
    expect(look(AT_REST, { openShards: 20 }, grownAtMs).resharding.grownAtMs).toBe(grownAtMs);
    expect(AT_REST.resharding).not.toHaveProperty('grownAtMs');
  });

  it('that never shows is given up after three minutes, and stays spent', () => {
    const sent = remember(AT_REST, [asked(20, UNKNOWN)], 10);
    const at = (ms: number) => look(sent, {}, NOW_MS + ms);
    expect(at(3 * MINUTE_MS - 1).resharding.under).toBeDefined();
    expect(at(3 * MINUTE_MS).resharding).toEqual({ seen: [] });
    expect(at(3 * MINUTE_MS).changes.ledger).toHaveLength(1);
  });

  it('that ends at another count than was asked for had company', () => {
    const sent = remember(AT_REST, [asked(20)], 10);
    const after = look(sent, { openShards: 16 }, NOW_MS + 6 * MINUTE_MS);
    expect(after.changes.ledger.map(({ by }) => by)).toEqual(['us', 'other']);
    expect(after.resharding.seen).toEqual([]);
  });
});

describe('how a call ended', () => {
  it('spends a change if it may have been carried out, and only then', () => {
    const notSent: Outcome = { kind: 'not-sent', why: 'lease', message: 'late' };
    const spentBy = (outcome: Outcome) => remember(AT_REST, [asked(20, outcome)], 10).changes.ledger.length;
    expect([APPLIED, UNKNOWN, REFUSED, notSent].map(spentBy)).toEqual([1, 1, 0, 0]);
    expect(remember(AT_REST, [asked(20, notSent)], 10)).toEqual(AT_REST);
  });

  it('by refusal says when, and whether the day is spent', () => {
    expect(remember(AT_REST, [asked(20, REFUSED)], 10).changes).toMatchObject({ refusedAtMs: NOW_MS });
    const spent = remember(AT_REST, [{ ...asked(20, REFUSED), refusedFor: 'changes-spent' }], 10);
    expect(spent.changes.spentSaidAtMs).toBe(NOW_MS);
    expect(spent.changes.refusedAtMs).toBeUndefined();
  });

  it('well forgets earlier refusals; unknown it keeps that the day was spent', () => {
    const refused: Learned = {
      ...AT_REST,
      changes: { ledger: [], spentSaidAtMs: NOW_MS - 1, refusedAtMs: NOW_MS - 1 },
    };
    expect(Object.keys(remember(refused, [asked(20)], 10).changes)).toEqual(['ledger']);
    expect(remember(refused, [asked(20, UNKNOWN)], 10).changes.spentSaidAtMs).toBe(NOW_MS - 1);
  });
});
