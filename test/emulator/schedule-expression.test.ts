import { describe, expect, it } from 'vitest';
import { parseScheduleExpression } from '../../lib/emulator/triggers/schedule-expression.ts';

/** The next `count` moments at which an expression is due. */
function dueTimes(
  expression: string,
  { from, zone = 'UTC', count = 3 }: { from: string; zone?: string; count?: number },
) {
  const next = parseScheduleExpression(expression, { timezone: zone, startMs: Date.parse(from) });
  const times: string[] = [];
  let afterMs = Date.parse(from);
  for (let i = 0; i < count; i += 1) {
    const dueMs = next(afterMs);
    if (dueMs === undefined) break;
    times.push(new Date(dueMs).toISOString().replace(':00.000Z', 'Z'));
    afterMs = dueMs;
  }
  return times;
}

describe('schedule expressions', () => {
  it.each([
    ['rate(1 minute)', ['2026-11-20T14:31Z', '2026-11-20T14:32Z', '2026-11-20T14:33Z']],
    ['rate(2 hours)', ['2026-11-20T16:30Z', '2026-11-20T18:30Z', '2026-11-20T20:30Z']],
    ['at(2026-11-20T15:00:00)', ['2026-11-20T15:00Z']],
    ['at(2026-11-20T14:30:00)', []],
    ['cron(30 21 ? * MON-FRI *)', ['2026-11-20T21:30Z', '2026-11-23T21:30Z', '2026-11-24T21:30Z']],
    ['cron(0/20 14,16 * * ? *)', ['2026-11-20T14:40Z', '2026-11-20T16:00Z', '2026-11-20T16:20Z']],
    ['cron(0 0 1 * ? *)', ['2026-12-01T00:00Z', '2027-01-01T00:00Z', '2027-02-01T00:00Z']],
    ['cron(0 9 ? * 1 2026)', ['2026-11-22T09:00Z', '2026-11-29T09:00Z', '2026-12-06T09:00Z']],
    ['cron(0 9 ? * 2 2025)', []],
  ])('%s is due at %j', (expression, expected) => {
    expect(dueTimes(expression, { from: '2026-11-20T14:30:00Z' })).toEqual(expected);
  });

  it('keep local time when the clocks change', () => {
    const times = dueTimes('cron(0 17 ? * MON-FRI *)', {
      from: '2026-10-30T12:00:00Z',
      zone: 'America/New_York',
      count: 2,
    });
    // Daylight saving time ends on 1 November 2026.
    expect(times).toEqual(['2026-10-30T21:00Z', '2026-11-02T22:00Z']);
  });

  it('skip a local time that does not exist on the day', () => {
    const times = dueTimes('cron(30 2 * * ? *)', {
      from: '2026-03-07T12:00:00Z',
      zone: 'America/New_York',
      count: 1,
    });
    expect(times).toEqual(['2026-03-09T06:30Z']);
  });

  it.each([
    'every day',
    'rate(5 fortnights)',
    'rate(0 minutes)',
    'at(soon)',
    'cron(0 17 * * MON)',
    'cron(0 24 * * ? *)',
    'cron(0 9 L * ? *)',
  ])('that are none are refused: %s', (expression) => {
    expect(() => parseScheduleExpression(expression, { timezone: 'UTC', startMs: 0 })).toThrow(
      expect.objectContaining({ name: 'ScheduleExpressionError' }),
    );
  });
});
