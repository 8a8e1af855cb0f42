import { describe, expect, it } from 'vitest';
import { learn } from '../../../../lib/targets/memorydb-cluster/decide/learn/learn.ts';
import { remember } from '../../../../lib/targets/memorydb-cluster/decide/learn/remember.ts';
import type { Cluster } from '../../../../lib/targets/memorydb-cluster/domain/cluster.ts';
import {
  NOTHING_LEARNED,
  parseLearned,
  type Learned,
} from '../../../../lib/targets/memorydb-cluster/domain/learned.ts';
import { DAY_MS, GIB, HOUR_MS, MINUTE_MS } from '../../../../lib/core/units.ts';
import { anHour, aQuestion, NOW_MS, proved, shardsAt } from '../a-question.ts';

const look = (learned: Learned, cluster: Partial<Cluster> = {}, nowMs = NOW_MS) =>
  learn(aQuestion({ learned, cluster, nowMs }));
const asked = (to: number, from = 4): Learned =>
  remember(
    { ...NOTHING_LEARNED, settledShards: from },
    [{ action: { kind: 'set-shards', shards: to, from }, outcome: { kind: 'applied' } }],
    { nowMs: NOW_MS - 20 * MINUTE_MS, usedBytes: 20 * GIB },
  );
const quiet = { shards: shardsAt(20, 20, 20, 20) };

describe('what a look teaches', () => {
  it('can be read again, and the same look teaches nothing new', () => {
    const once = look(NOTHING_LEARNED);
    expect(parseLearned(JSON.parse(JSON.stringify(once)))).toEqual({ ok: true, learned: once });
    expect(look(once)).toEqual(once);
  });

  it('is the most of each hour, for eight days', () => {
    const { hours } = look(NOTHING_LEARNED, { minutes: anHour((ago) => ago * GIB) }).memory;
    expect(hours).toEqual([{ hour: NOW_MS / HOUR_MS - 1, usedBytes: 60 * GIB }]);
    const many = Array.from({ length: 192 }, (_, i) => ({ hour: i, usedBytes: 1 }));
    expect(look({ ...NOTHING_LEARNED, memory: { hours: many } }).memory.hours).toHaveLength(192);
  });
});

describe('a change', () => {
  it('is waited for until it shows, for five minutes at most', () => {
    const justNow = (agoMs: number): Learned => ({
      ...asked(6),
      change: { seen: [], under: { atMs: NOW_MS - agoMs, by: 'us', from: 4, to: 6 } },
    });
    expect(look(justNow(5 * MINUTE_MS - 1)).change.under).toBeDefined();
    // Nothing has changed: what was seen of the rise still counts.
    expect(look(justNow(5 * MINUTE_MS)).change).toEqual({ seen: [], knownSinceMs: NOW_MS });
  });

  it('of replicas is waited for as well', () => {
    const learned = remember(
      NOTHING_LEARNED,
      [{ action: { kind: 'set-replicas', replicas: 2, from: 1 }, outcome: { kind: 'unknown', message: '' } }],
      { nowMs: NOW_MS - MINUTE_MS },
    );
    expect(look(learned).change.under).toBeDefined();
  });

  it('teaches how long it took, and when the cluster last grew', () => {
    const shown = look(asked(5), { status: 'updating' }, NOW_MS - 10 * MINUTE_MS);
    const done = look(shown, { shards: shardsAt(40, 40, 40, 40, 40) });
    expect(done.change).toEqual({
      seen: [{ usedBytes: 20 * GIB, durationMs: 20 * MINUTE_MS }],
      knownSinceMs: NOW_MS - 10 * MINUTE_MS,
      grownAtMs: NOW_MS,
      endedAtMs: NOW_MS,
    });
    expect(done.settledShards).toBe(5);
  });

  it('that ended without the shards asked for is kept, for as long as the cluster has what it left', () => {
    const ended = look(look(asked(3), { status: 'updating' }));
    expect(ended.change.short).toEqual({ atMs: NOW_MS, from: 4, to: 3, got: 4 });
    expect(look(ended).change.short).toBeDefined();
    expect(look(ended, { shards: shardsAt(40, 40, 40) }).change.short).toBeUndefined();
  });

  it('that may never have been sent did not end short by what others did meanwhile', () => {
    const foreseen = remember(
      { ...NOTHING_LEARNED, settledShards: 4 },
      [{ action: { kind: 'set-shards', shards: 6, from: 4 }, outcome: { kind: 'unknown', message: '' } }],
      { nowMs: NOW_MS - MINUTE_MS },
    );
    const asIt = look(foreseen, { status: 'updating' });
    expect(parseLearned(asIt).ok).toBe(true);
    expect(look(asIt).change.short).toBeUndefined();
    expect(look(look(asIt, { status: 'updating', progressPercent: 3 })).change.short).toMatchObject({
      to: 6,
      got: 4,
    });
    expect(look(asIt, { shards: shardsAt(40, 40, 40, 40, 40) }).change.short).toMatchObject({ got: 5 });
  });

  it.each([
    ['more shards than were asked for', 5, 6],
    ['fewer shards than were to stay', 3, 2],
  ])('did not end short where somebody has made it %s', (_, to, got) => {
    const shown = look(asked(to), { status: 'updating', progressPercent: 50 });
    const shards = shardsAt(...Array.from({ length: got }, () => 40));
    expect(look(shown, { shards }).change.short).toBeUndefined();
  });

  it("of somebody else's is waited for, and teaches no duration", () => {
    const others = look({ ...NOTHING_LEARNED, settledShards: 4 }, { status: 'updating' });
    expect(others.change.under).toMatchObject({ by: 'other', from: 4 });
    const done = look(others, { shards: shardsAt(40, 40, 40, 40, 40) });
    expect(done.change).toMatchObject({ seen: [], grownAtMs: NOW_MS });
  });

  it('that AWS refused leaves its code', () => {
    const refused = remember(
      NOTHING_LEARNED,
      [
        {
          action: { kind: 'set-shards', shards: 6, from: 4 },
          outcome: { kind: 'rejected', code: 'X', message: '' },
        },
      ],
      { nowMs: NOW_MS },
    );
    expect(refused.change).toEqual({ seen: [], refused: { atMs: NOW_MS, code: 'X' } });
  });

  it.each([
    ['more shards that cannot be had as things stand', 6, 'refused', { to: 6 }],
    ['fewer shards', 3, 'refused', {}],
    ['more shards, for being asked too often', 6, 'throttled', {}],
  ] as const)('that AWS refused, for %s, says how many were too many', (_, shards, failure, more) => {
    const outcome = { kind: 'rejected', code: 'X', message: '', failure } as const;
    const calls = [{ action: { kind: 'set-shards', shards, from: 4 } as const, outcome }];
    const refused = { atMs: NOW_MS, code: 'X', ...more };
    expect(remember(NOTHING_LEARNED, calls, { nowMs: NOW_MS }).change).toEqual({ seen: [], refused });
  });

  it('that was not sent leaves nothing', () => {
    const outcome = { kind: 'not-sent', why: 'dry-run', message: '' } as const;
    const action = { kind: 'set-shards', shards: 6, from: 4 } as const;
    expect(remember(NOTHING_LEARNED, [{ action, outcome }], { nowMs: NOW_MS })).toEqual(NOTHING_LEARNED);
  });
});

describe('the proof that one shard is too many', () => {
  it('lasts from the first look that shows it, over those that do', () => {
    const first = look(NOTHING_LEARNED, quiet);
    expect(first.fits).toEqual({ sinceMs: NOW_MS, shards: 4 });
    expect(look(first, quiet, NOW_MS + MINUTE_MS).fits).toEqual(first.fits);
  });

  it.each<[string, Partial<Cluster>]>([
    ['a look that does not show it', { shards: shardsAt(50, 50, 50, 50) }],
    ['a change', { ...quiet, status: 'updating' }],
    ['a snapshot', { ...quiet, status: 'snapshotting' }],
    ['a primary that is silent', { shards: [...shardsAt(20, 20, 20), { name: '0004', nodeCount: 2 }] }],
  ])('ends with %s', (_, cluster) => {
    expect(look(proved(4), cluster).fits).toBeUndefined();
  });

  it('begins again with another number of shards', () => {
    expect(look(proved(5), quiet).fits).toEqual({ sinceMs: NOW_MS, shards: 4 });
  });

  it('is none of a day whose peak would not fit', () => {
    const memory = { hours: [{ hour: (NOW_MS - DAY_MS) / HOUR_MS, usedBytes: 20 * GIB }] };
    expect(look(proved(4, { memory }), quiet).fits).toBeUndefined();
  });
});
