import { describe, expect, it } from 'vitest';
import { isExceptedDate, isTimeZone, localDate } from '../../lib/core/calendar.ts';
import { applySchedule } from '../../lib/core/apply-schedule.ts';
import { schedulePayload } from '../../lib/core/schedule.ts';

const christmas = { timeZone: 'America/New_York', dates: ['2026-12-25'] };

describe('isExceptedDate', () => {
  it.each([
    ['a minute before the date begins there', '2026-12-25T04:59:00Z', false],
    ['as the date begins there', '2026-12-25T05:00:00Z', true],
    ['in the last minute of it there', '2026-12-26T04:59:00Z', true],
    ['as the next date begins there', '2026-12-26T05:00:00Z', false],
  ])('%s', (_when, at, expected) => {
    expect(isExceptedDate(Date.parse(at), christmas)).toBe(expected);
  });

  it('excepts nothing without dates', () => {
    expect(isExceptedDate(Date.parse('2026-12-25T12:00:00Z'), undefined)).toBe(false);
  });
});

describe('localDate', () => {
  it('follows the zone over midnight and over the change of clocks', () => {
    expect(localDate(Date.parse('2027-03-14T04:30:00Z'), 'America/New_York')).toBe('2027-03-13');
    expect(localDate(Date.parse('2027-03-15T03:30:00Z'), 'America/New_York')).toBe('2027-03-14');
    expect(localDate(Date.parse('2026-12-31T15:30:00Z'), 'Asia/Tokyo')).toBe('2027-01-01');
  });
});

describe('isTimeZone', () => {
  it.each(['UTC', 'America/New_York', 'Europe/London', 'Asia/Kolkata', 'America/Argentina/Buenos_Aires'])(
    'takes %s',
    (name) => {
      expect(isTimeZone(name)).toBe(true);
    },
  );

  it.each([
    '',
    '+05:00',
    'EST5EDT4',
    'america/new_york',
    'America/NewYork',
    'Mars/Olympus',
    'America/New York',
  ])('refuses "%s"', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});

describe('a schedule on an excepted date', () => {
  const at = Date.parse('2026-12-25T22:30:00Z');
  const payload = (scheduledTime: string) =>
    schedulePayload.parse({ action: 'scale-in', scheduledTime, exceptOn: christmas });

  it('changes nothing, and says that it is a holiday', () => {
    expect(applySchedule(undefined, payload('2026-12-25T22:30:00Z'), at)).toEqual({
      kind: 'ignored',
      why: 'holiday',
    });
  });

  it('goes by its scheduled time: delivered after midnight, it still belongs to the holiday', () => {
    const afterMidnight = Date.parse('2026-12-26T05:05:00Z');
    expect(applySchedule(undefined, payload('2026-12-26T04:55:00Z'), afterMidnight)).toMatchObject({
      why: 'holiday',
    });
    expect(applySchedule(undefined, payload('2026-12-26T05:00:00Z'), afterMidnight)).toMatchObject({
      kind: 'set',
    });
  });

  it('is refused if its dates are none', () => {
    const bad = { action: 'scale-in', exceptOn: { timeZone: 'America/New_York', dates: ['25.12.2026'] } };
    expect(schedulePayload.safeParse(bad).success).toBe(false);
  });
});
