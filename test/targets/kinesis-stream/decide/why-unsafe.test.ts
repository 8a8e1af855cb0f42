import { describe, expect, it } from 'vitest';
import { CONSUMER_LAG_MAX_MS } from '../../../../lib/targets/kinesis-stream/decide/limits.ts';
import { whyUnsafe } from '../../../../lib/targets/kinesis-stream/decide/why-unsafe.ts';
import { NOTHING_LEARNED, type Learned } from '../../../../lib/targets/kinesis-stream/domain/learned.ts';
import type { StreamPolicy } from '../../../../lib/targets/kinesis-stream/domain/policy.ts';
import type { Stream, StreamMinute } from '../../../../lib/targets/kinesis-stream/domain/stream.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../lib/core/units.ts';
import { aMinute, anHour, aQuestion, learnedDays, NOW_MS, POLICY, withChanges } from '../a-question.ts';

const why = (shards: number, question = aQuestion()) =>
  whyUnsafe({ kind: 'set-shards', shards }, question)?.code;
const quiet = { minutes: anHour(() => 1) };

describe('how far one call may go', () => {
  it('is at most double', () => {
    expect([why(20), why(21)]).toEqual([undefined, 'ratio']);
  });

  it.each([
    [10, 5, 4],
    [9, 5, 4],
    [3, 2, 1],
  ])('is at least half: of %d to %d and not to %d', (openShards, half, less) => {
    const question = aQuestion({ stream: { openShards, ...quiet } });
    expect([why(half, question), why(less, question)]).toEqual([undefined, 'ratio']);
  });

  it('is to another, whole number of shards', () => {
    expect([why(10), why(10.5), why(0), why(Number.NaN)]).toEqual([
      'no-change',
      'no-count',
      'no-count',
      'no-count',
    ]);
  });
});

describe('the bounds of the tags', () => {
  it('are met and not passed', () => {
    const bounded = aQuestion({ stream: quiet, policy: { shardsMin: 6, shardsMax: 14 } });
    expect([why(14, bounded), why(15, bounded)]).toEqual([undefined, 'above-maximum']);
    expect([why(6, bounded), why(5, bounded)]).toEqual([undefined, 'below-minimum']);
  });

  it('may be come back to from outside, a step at a time', () => {
    expect(why(8, aQuestion({ stream: quiet, policy: { shardsMax: 6 } }))).toBeUndefined();
    expect(why(15, aQuestion({ policy: { shardsMin: 18 } }))).toBeUndefined();
  });
});

describe('the ledger', () => {
  const spent = (count: number) => aQuestion({ stream: quiet, learned: withChanges(NOTHING_LEARNED, count) });

  it('lets ten be made in 24 hours', () => {
    expect([why(15, spent(9)), why(15, spent(10))]).toEqual([undefined, 'changes-spent']);
  });

  it('keeps the reserve for growing', () => {
    expect([why(5, spent(7)), why(5, spent(8)), why(15, spent(8))]).toEqual([
      undefined,
      'changes-spent',
      undefined,
    ]);
  });

  it('counts a change until a minute after its day', () => {
    const aged = (ageMs: number): Learned => ({
      ...NOTHING_LEARNED,
      changes: { ledger: Array.from({ length: 10 }, () => ({ atMs: NOW_MS - ageMs, by: 'other' as const })) },
    });
    const at = (ageMs: number) => why(15, aQuestion({ learned: aged(ageMs) }));
    expect([at(DAY_MS + MINUTE_MS - 1), at(DAY_MS + MINUTE_MS)]).toEqual(['changes-spent', undefined]);
  });

  it('is outranked by what AWS said: an hour for a spent day, a quarter for another refusal', () => {
    const said = (changes: object) =>
      why(15, aQuestion({ learned: { ...NOTHING_LEARNED, changes: { ledger: [], ...changes } } }));
    expect(said({ spentSaidAtMs: NOW_MS - HOUR_MS + 1 })).toBe('changes-spent');
    expect(said({ spentSaidAtMs: NOW_MS - HOUR_MS })).toBeUndefined();
    expect(said({ refusedAtMs: NOW_MS - 15 * MINUTE_MS + 1 })).toBe('refused');
    expect(said({ refusedAtMs: NOW_MS - 15 * MINUTE_MS })).toBeUndefined();
  });

  it('must leave a way back to what the last 24 hours had', () => {
    // Forty shards in the afternoon: from five that is three doublings, after the shrink itself.
    const busy = learnedDays((hour) => (hour >= 13 && hour < 17 ? 40 : 1));
    const afterSpending = (count: number) => {
      const ledger = Array.from({ length: count }, () => ({ atMs: NOW_MS, by: 'us' as const }));
      const learned = { ...busy, changes: { ledger } };
      return why(5, aQuestion({ stream: quiet, learned, policy: { changesReserved: 0 } }));
    };
    expect([afterSpending(6), afterSpending(7)]).toEqual([undefined, 'no-way-back']);
  });
});

describe('fewer shards', () => {
  const busyAt = (minutesAgo: number, minute: (atMs: number) => StreamMinute) =>
    quiet.minutes.map((one) =>
      one.atMs === NOW_MS - minutesAgo * MINUTE_MS ? minute(NOW_MS - minutesAgo * MINUTE_MS) : one,
    );
  const fewer = (stream: Partial<Stream>, policy: Partial<StreamPolicy> = {}) =>
    why(5, aQuestion({ stream: { ...quiet, ...stream }, policy }));

  it.each([
    ['may be had where all of the last half hour fits', {}, undefined],
    [
      'are no longer too few for what is over half an hour old',
      { minutes: busyAt(31, (atMs) => aMinute(atMs, 9)) },
      undefined,
    ],
    ['are too few for a minute of it', { minutes: busyAt(30, (atMs) => aMinute(atMs, 3.6)) }, 'too-busy'],
    [
      'wait for half an hour without a refused record',
      { minutes: busyAt(30, (atMs) => aMinute(atMs, 1, 1)) },
      'throttled-lately',
    ],
    ['wait where a minute of it is missing', { minutes: quiet.minutes.filter((_, i) => i !== 45) }, 'blind'],
    ['wait where its last minutes are missing', { minutes: quiet.minutes.slice(0, -4) }, 'blind'],
    ['wait for readers that are behind', { consumerLagMs: CONSUMER_LAG_MAX_MS + 1 }, 'readers-behind'],
    ['do not wait for readers that keep up', { consumerLagMs: CONSUMER_LAG_MAX_MS }, undefined],
  ])('%s', (_title, stream, code) => {
    expect(fewer(stream)).toBe(code);
  });

  it('wait where nobody tells of the readers, unless there are none', () => {
    const { consumerLagMs: _, ...untold } = aQuestion().stream;
    const question = (policy: Partial<StreamPolicy>) => ({
      ...aQuestion({ policy }),
      stream: { ...untold, ...quiet },
    });
    expect(why(5, question({}))).toBe('readers-unknown');
    expect(why(5, question({ consumers: 'none' }))).toBeUndefined();
  });
});

describe('the state of the stream', () => {
  it.each([
    ['on-demand', aQuestion({ stream: { capacityMode: 'on-demand' } })],
    ['resharding', aQuestion({ stream: { status: 'updating' } })],
    [
      'resharding',
      aQuestion({
        learned: { ...NOTHING_LEARNED, resharding: { seen: [], under: { atMs: NOW_MS, from: 10, to: 15 } } },
      }),
    ],
    ['bad-tags', { ...aQuestion(), policy: { ok: false as const, policy: POLICY, problems: [] } }],
  ])('%s lets nothing be sent', (code, question) => {
    expect(why(15, question)).toBe(code);
  });
});
