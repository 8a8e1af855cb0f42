import { describe, expect, it } from 'vitest';
import { decideSafely } from '../../../../lib/targets/kinesis-stream/decide/decide-safely.ts';
import { stepsBetween } from '../../../../lib/targets/kinesis-stream/decide/rules/operator-target.ts';
import { whyUnsafe } from '../../../../lib/targets/kinesis-stream/decide/why-unsafe.ts';
import { NOTHING_LEARNED } from '../../../../lib/targets/kinesis-stream/domain/learned.ts';
import type { Plan } from '../../../../lib/targets/kinesis-stream/domain/plan.ts';
import { MINUTE_MS } from '../../../../lib/core/units.ts';
import { anHour, aQuestion, NOW_MS, withChanges } from '../a-question.ts';

/** Ten shards are open, and one of them would do. */
function byHand(operatorTarget: number, change: Parameters<typeof aQuestion>[0] = {}): Plan {
  const stream = { minutes: anHour(() => 0.5), ...change.stream };
  return decideSafely({ ...aQuestion({ ...change, stream }), operatorTarget });
}

const toOf = (plan: Plan) => plan.actions[0]?.action.shards ?? plan.reason.code;

describe('shards asked for by hand', () => {
  it.each([
    [20, 20],
    [21, 20],
    [64, 20],
    [11, 11],
    [9, 9],
    [5, 5],
    [4, 5],
    [1, 5],
    [10, 'operator-reached'],
  ])('of %i, where 10 are open: %s', (target, expected) => {
    expect(toOf(byHand(target))).toBe(expected);
  });

  it.each([
    [2, 'operator-out-of-range'],
    [3, 5],
    [32, 20],
    [33, 'operator-out-of-range'],
  ])('of %i, between a minimum of 3 and a maximum of 32: %s', (target, expected) => {
    expect(toOf(byHand(target, { policy: { shardsMin: 3, shardsMax: 32 } }))).toBe(expected);
  });

  it('take as many calls as doubling or halving needs', () => {
    expect(stepsBetween(4, 32)).toEqual([8, 16, 32]);
    expect(stepsBetween(10, 1)).toEqual([5, 3, 2, 1]);
    expect(stepsBetween(7, 7)).toEqual([]);
  });

  it.each([
    [9, 20, 20],
    [10, 20, 'operator-budget'],
    [8, 40, 20],
    [9, 40, 'operator-budget'],
    [9, 9, 9],
  ])('with %i changes spent, of %i: %s', (spent, target, expected) => {
    const learned = withChanges(NOTHING_LEARNED, spent);
    expect(toOf(byHand(target, { learned, policy: { changesReserved: 8 } }))).toBe(expected);
  });

  it('use the reserve that no plan may use to shrink', () => {
    const learned = withChanges(NOTHING_LEARNED, 8);
    const question = aQuestion({
      learned,
      stream: { minutes: anHour(() => 0.5) },
      policy: { changesReserved: 2 },
    });
    const fewer = { kind: 'set-shards' as const, shards: 9 };
    expect(whyUnsafe(fewer, question)?.code).toBe('changes-spent');
    expect(whyUnsafe(fewer, { ...question, operatorTarget: 9 })).toBeUndefined();
  });

  it.each([
    ['the last half hour would not fit', { minutes: anHour(() => 5) }, 'too-busy'],
    ['nobody says whether readers keep up', { consumerLagMs: undefined }, 'readers-unknown'],
    ['a reader is behind', { consumerLagMs: 6 * MINUTE_MS }, 'readers-behind'],
    ['not all of the last half hour is known', { minutes: anHour(() => 0.5).slice(-10) }, 'blind'],
    ['it is being resharded', { status: 'updating' as const }, 'resharding'],
    ['AWS sizes it', { capacityMode: 'on-demand' as const }, 'on-demand'],
  ])('are not taken away while %s', (_, { consumerLagMs = 0, ...stream }: Record<string, unknown>, code) => {
    const lag = _ === 'nobody says whether readers keep up' ? {} : { consumerLagMs: consumerLagMs as number };
    const question = aQuestion({ stream: { minutes: anHour(() => 0.5), ...stream } });
    const { consumerLagMs: _lag, ...seen } = question.stream;
    const plan = decideSafely({ ...question, stream: { ...seen, ...lag }, operatorTarget: 5 });
    expect([plan.kind, plan.reason.code]).toEqual(['hold', code]);
  });

  it('fit as a whole, before the first step is made', () => {
    // Five would carry what arrives, and three would not.
    const stream = { minutes: anHour(() => 3) };
    expect(toOf(byHand(5, { stream }))).toBe(5);
    expect(toOf(byHand(3, { stream }))).toBe('too-busy');
  });

  it('outrank a pause, and neither off nor a hold', () => {
    expect(toOf(byHand(12, { policy: { pauseUntilMs: NOW_MS + MINUTE_MS } }))).toBe(12);
    expect(toOf(byHand(12, { policy: { mode: 'off' } }))).toBe('off');
    const heldFor = { code: 'bad-item', text: 'The item cannot be read', operands: {} };
    expect(decideSafely({ ...aQuestion(), heldFor, operatorTarget: 12 }).reason.code).toBe('bad-item');
  });
});
