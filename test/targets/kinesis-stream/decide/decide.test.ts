import { describe, expect, it } from 'vitest';
import { decide } from '../../../../lib/targets/kinesis-stream/decide/decide.ts';
import { whyUnsafe } from '../../../../lib/targets/kinesis-stream/decide/why-unsafe.ts';
import type { Stream } from '../../../../lib/targets/kinesis-stream/domain/stream.ts';
import { MINUTE_MS } from '../../../../lib/core/units.ts';
import { aMinute, anHour, aQuestion, learnedDays, NOW_MS, POLICY, withChanges } from '../a-question.ts';

/** Quiet until 13:00, when it takes 20 shards for four hours. */
const busyAfternoon = (hour: number) => (hour >= 13 && hour < 17 ? 20 : 2);
/** Busy until 11:00, quiet after. */
const busyMorning = (hour: number) => (hour >= 7 && hour < 11 ? 9 : 1);

const shardsOf = (question: ReturnType<typeof aQuestion>) =>
  decide(question).actions.map(({ action, effect }) => `${effect} ${action.shards}`);

describe('a stream that is left alone', () => {
  it('is held for a bad tag, and says which', () => {
    const problems = [{ tag: 'spillway:shards-max', given: 'nothing', allowed: 'required' }];
    const plan = decide({ ...aQuestion(), policy: { ok: false, policy: POLICY, problems } });
    expect(plan).toMatchObject({ reason: { code: 'bad-tags' }, actions: [], troubles: ['held'] });
  });

  it.each([
    ['off', aQuestion({ policy: { mode: 'off' } })],
    ['paused', aQuestion({ policy: { pauseUntilMs: NOW_MS + 1 } })],
    ['on-demand', aQuestion({ stream: { capacityMode: 'on-demand' } })],
    ['resharding', aQuestion({ stream: { status: 'updating' } })],
    ['enough', aQuestion()],
  ])('is so because it is %s', (code, question) => {
    expect(decide(question)).toMatchObject({ reason: { code }, actions: [], troubles: [] });
  });
});

describe('growing without past days', () => {
  it('asks for more when the level leaves no headroom, and for half as many again at the least', () => {
    expect(shardsOf(aQuestion({ stream: { minutes: anHour(() => 7) } }))).toEqual([]);
    expect(shardsOf(aQuestion({ stream: { minutes: anHour(() => 7.1) } }))).toEqual(['adds 15']);
  });

  it('looks ahead by the time that a resharding takes, and doubles at the most', () => {
    const minutes = anHour((ago) => (ago > 10 ? 1 : 11 - ago));
    expect(shardsOf(aQuestion({ stream: { minutes } }))).toEqual(['adds 18']);
    expect(shardsOf(aQuestion({ stream: { minutes, openShards: 4 } }))).toEqual(['adds 8']);
  });

  it('goes no higher than the tag, and says so there', () => {
    const stream = { minutes: anHour(() => 9) };
    expect(shardsOf(aQuestion({ stream, policy: { shardsMax: 12 } }))).toEqual(['adds 12']);
    expect(decide(aQuestion({ stream, policy: { shardsMax: 10 } }))).toMatchObject({
      reason: { code: 'at-maximum' },
      troubles: ['cannot-grow'],
    });
  });

  it('takes from the reserve only what is urgent', () => {
    const eight = withChanges(
      learnedDays(() => 0),
      8,
    );
    const learned = { ...eight, demand: { days: [] } };
    expect(decide(aQuestion({ learned, stream: { minutes: anHour(() => 8) } }))).toMatchObject({
      reason: { code: 'budget-spent' },
      actions: [],
      troubles: ['budget-spent'],
      gauges: { ChangesLeft: 2 },
    });
    expect(shardsOf(aQuestion({ learned, stream: { minutes: anHour(() => 10.5) } }))).toEqual(['adds 15']);
  });

  it('has none left after ten, and again a day after the first', () => {
    const stream = { minutes: anHour(() => 12) };
    const ten = {
      ...withChanges(
        learnedDays(() => 0),
        10,
      ),
      demand: { days: [] },
    };
    expect(decide(aQuestion({ learned: ten, stream })).reason.code).toBe('budget-spent');
    const oldest = ten.changes.ledger[0]?.atMs ?? 0;
    const nextDay = oldest + 24 * 60 * MINUTE_MS + 2 * MINUTE_MS;
    const later = aQuestion({ learned: ten, nowMs: nextDay, stream: { minutes: anHour(() => 12, nextDay) } });
    expect(shardsOf(later)).toEqual(['adds 18']);
  });
});

describe('planning by past days', () => {
  it('is there with headroom before the busy hours begin, and not hours before', () => {
    const at = (time: string) => {
      const nowMs = Date.parse(`2026-03-04T${time}:00Z`);
      const stream = { openShards: 15, minutes: anHour(() => 2, nowMs) };
      return shardsOf(aQuestion({ nowMs, stream, learned: learnedDays(busyAfternoon, nowMs) }));
    };
    expect(at('12:37')).toEqual(['adds 29']);
    expect(at('10:00').filter((step) => step.startsWith('adds'))).toEqual([]);
  });

  it('shrinks when they are over, where the last half hour fits', () => {
    const question = aQuestion({ stream: { minutes: anHour(() => 1) }, learned: learnedDays(busyMorning) });
    const [first] = decide(question).actions;
    expect(first).toMatchObject({ effect: 'takes', action: { shards: 5 } });
    expect(first && whyUnsafe(first.action, question)).toBeUndefined();
  });

  it('comes down by halves from far more than the coming day asks for, as before a weekend', () => {
    const stream = { openShards: 55, minutes: anHour(() => 1) };
    expect(shardsOf(aQuestion({ stream, learned: learnedDays(() => 1) }))).toEqual(['takes 28']);
  });

  const quiet = anHour(() => 1);
  it.each<[string, Partial<Stream>]>([
    ['readers-behind', { minutes: quiet, consumerLagMs: 5 * MINUTE_MS + 1 }],
    ['throttled-lately', { minutes: quiet.with(40, aMinute(NOW_MS - 20 * MINUTE_MS, 1, 5)) }],
    ['blind', { minutes: quiet.slice(-20) }],
  ])('does not shrink: %s', (code, stream) => {
    const question = aQuestion({ learned: learnedDays(busyMorning), stream });
    const plan = decide(question);
    expect(plan.actions).toEqual([]);
    expect(plan.considered.map((why) => why.code)).toContain(code);
    expect(whyUnsafe({ kind: 'set-shards', shards: 5 }, question)?.code).toBe(code);
  });

  it('does not shrink where nobody says whether the readers keep up', () => {
    const question = aQuestion({ learned: learnedDays(busyMorning), stream: { minutes: quiet } });
    const { consumerLagMs: _lag, ...stream } = question.stream;
    expect(decide({ ...question, stream }).considered.map((why) => why.code)).toContain('readers-unknown');
    expect(whyUnsafe({ kind: 'set-shards', shards: 5 }, { ...question, stream })?.code).toBe(
      'readers-unknown',
    );
  });

  it('needs no word of readers where the owner says that there are none', () => {
    const question = aQuestion({ learned: learnedDays(busyMorning), stream: { minutes: anHour(() => 1) } });
    const { consumerLagMs: _lag, ...stream } = question.stream;
    const policy = { ok: true as const, policy: { ...POLICY, consumers: 'none' as const } };
    expect(shardsOf({ ...question, stream, policy })).toEqual(['takes 5']);
  });
});

describe('refused records', () => {
  const throttled = (shards: number) =>
    anHour(() => shards).with(59, aMinute(NOW_MS - MINUTE_MS, shards, 30));

  it('outrank sums that would fit', () => {
    const plan = decide(aQuestion({ stream: { minutes: throttled(6) } }));
    expect(plan).toMatchObject({ reason: { code: 'throttled' }, troubles: ['throttled'] });
    expect(plan.actions[0]?.action.shards).toBe(15);
  });

  it('by fewer shards say nothing of those that have come since', () => {
    const grownAgo = (agoMs: number) => {
      const learned = learnedDays(() => 0);
      const resharding = { seen: [], grownAtMs: NOW_MS - agoMs };
      return aQuestion({
        learned: { ...learned, demand: { days: [] }, resharding },
        stream: { minutes: throttled(6) },
      });
    };
    expect(decide(grownAgo(MINUTE_MS - 1))).toMatchObject({
      reason: { code: 'enough' },
      actions: [],
      troubles: ['throttled'],
    });
    expect(decide(grownAgo(MINUTE_MS))).toMatchObject({ reason: { code: 'throttled' } });
  });

  it('by fewer shards do not make one of the new ones hot', () => {
    const learned = { ...learnedDays(() => 0), resharding: { seen: [], grownAtMs: NOW_MS } };
    expect(decide(aQuestion({ learned, stream: { minutes: throttled(1) } })).troubles).toEqual(['throttled']);
  });

  it('are one hot shard where the stream is nearly empty, or where that shard is known', () => {
    const hottestShard = { shardId: 'shardId-000000000003', demandShards: 0.9 };
    expect(decide(aQuestion({ stream: { minutes: throttled(1) } })).troubles).toEqual(['hot-shard']);
    expect(decide(aQuestion({ stream: { minutes: throttled(6), hottestShard } }))).toMatchObject({
      actions: [],
      troubles: ['hot-shard'],
      // Named where Kinesis tells of shards one by one.
      considered: expect.arrayContaining([
        expect.objectContaining({
          code: 'hot-shard',
          operands: { shardId: 'shardId-000000000003', percent: 90 },
        }),
      ]) as unknown,
    });
  });
});

describe('what AWS refused', () => {
  const rising = { minutes: anHour(() => 12) };
  const refusedAgo = (agoMs: number) => {
    const learned = learnedDays(() => 0);
    return { ...learned, demand: { days: [] }, changes: { ledger: [], refusedAtMs: NOW_MS - agoMs } };
  };
  const spentAgo = (agoMs: number) => {
    const learned = learnedDays(() => 0);
    return { ...learned, demand: { days: [] }, changes: { ledger: [], spentSaidAtMs: NOW_MS - agoMs } };
  };

  it('is tried again a quarter of an hour later', () => {
    const ask = (agoMs: number) => decide(aQuestion({ stream: rising, learned: refusedAgo(agoMs) }));
    expect(ask(15 * MINUTE_MS - 1).reason.code).toBe('refused');
    expect(ask(15 * MINUTE_MS).actions).toHaveLength(1);
  });

  it('because the changes are spent is tried once an hour', () => {
    const ask = (agoMs: number) => decide(aQuestion({ stream: rising, learned: spentAgo(agoMs) }));
    expect(ask(60 * MINUTE_MS - 1)).toMatchObject({ troubles: ['budget-spent'], gauges: { ChangesLeft: 0 } });
    expect(ask(60 * MINUTE_MS).actions).toHaveLength(1);
  });
});
