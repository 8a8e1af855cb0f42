import { describe, expect, it } from 'vitest';
import { decide } from '../../../../lib/targets/kinesis-stream/decide/decide.ts';
import { decideSafely } from '../../../../lib/targets/kinesis-stream/decide/decide-safely.ts';
import { anHour, aQuestion, learnedDays } from '../a-question.ts';

const busyMorning = (hour: number) => (hour >= 7 && hour < 11 ? 9 : 1);
const quiet = (minuteCount: number) =>
  aQuestion({
    learned: learnedDays(busyMorning),
    stream: { minutes: anHour(() => 1).slice(-minuteCount) },
  });

describe('a plan', () => {
  it('is what was decided where every change may be sent', () => {
    expect(decideSafely(quiet(30))).toEqual(decide(quiet(30)));
    expect(decideSafely(quiet(30))).toMatchObject({ kind: 'shrink', actions: [{ action: { shards: 5 } }] });
  });

  it('is a hold where the change may not, says why, and what was decided', () => {
    expect(decide(quiet(29)).kind).toBe('shrink');
    const plan = decideSafely(quiet(29));
    expect(plan).toMatchObject({ kind: 'hold', reason: { code: 'blind' }, actions: [] });
    expect(plan.considered[0]?.code).toBe('fits');
  });
});
