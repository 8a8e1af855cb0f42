import { describe, expect, it } from 'vitest';
import { calendarsSchema, settingsSchema } from '../../lib/settings/settings.ts';
import { scheduleResources } from '../../scripts/package/schedule-resources.ts';

const calendars = calendarsSchema.parse({
  nyse: {
    timeZone: 'America/New_York',
    holidays: ['2026-12-25', '2026-11-26'],
    halfDays: ['2026-11-27', '2026-12-24'],
  },
});

function resourcesFor(schedule: object, now: string) {
  const { schedules } = settingsSchema.parse({
    notifications: { email: 'desk@example.com' },
    schedules: [
      {
        name: 'close',
        action: 'scale-in',
        timeZone: 'Europe/London',
        cron: '30 22 ? * MON-FRI *',
        ...schedule,
      },
    ],
  });
  return scheduleResources({ schedules, calendars, nowMs: Date.parse(now) });
}

const payloadIn = (resource: { Properties: Readonly<Record<string, unknown>> } | undefined) =>
  JSON.parse((resource?.Properties['Target'] as { Input: string }).Input) as Record<string, unknown>;

const NOW = '2026-11-20T12:00:00Z';

describe('scheduleResources', () => {
  it('lets holidays travel in the payload, in the calendar’s own time zone', () => {
    const resources = resourcesFor({ calendar: 'nyse' }, NOW);
    expect(Object.keys(resources)).toEqual(['ScheduleClose']);
    expect(resources['ScheduleClose']?.Properties).toMatchObject({
      ScheduleExpression: 'cron(30 22 ? * MON-FRI *)',
      ScheduleExpressionTimezone: 'Europe/London',
    });
    expect(payloadIn(resources['ScheduleClose'])).toEqual({
      action: 'scale-in',
      scheduledTime: '<aws.scheduler.scheduled-time>',
      windowMinutes: 240,
      calendar: 'nyse',
      calendarDates: calendars['nyse'],
      exceptOn: { timeZone: 'America/New_York', dates: ['2026-11-26', '2026-12-25'] },
    });
  });

  it('runs half-days at their own time instead of the usual one', () => {
    const resources = resourcesFor({ calendar: 'nyse', onHalfDays: '14:30' }, NOW);
    expect(Object.keys(resources)).toEqual([
      'ScheduleClose',
      'ScheduleCloseOn20261127',
      'ScheduleCloseOn20261224',
    ]);
    expect(payloadIn(resources['ScheduleClose'])['exceptOn']).toMatchObject({
      dates: ['2026-11-26', '2026-11-27', '2026-12-24', '2026-12-25'],
    });
    expect(resources['ScheduleCloseOn20261127']?.Properties).toMatchObject({
      ScheduleExpression: 'at(2026-11-27T14:30:00)',
      ScheduleExpressionTimezone: 'America/New_York',
    });
    const halfDay = payloadIn(resources['ScheduleCloseOn20261127']);
    expect(halfDay).not.toHaveProperty('exceptOn');
    expect(halfDay['calendarDates']).toEqual(calendars['nyse']);
  });

  it.each([
    ['ten minutes before', '2026-11-27T19:20:00Z', true],
    ['a second less before', '2026-11-27T19:20:01Z', false],
    ['the day after', '2026-11-28T12:00:00Z', false],
  ])('has a half-day’s schedule, packaged %s it: %s → %s', (_when, now, there) => {
    expect('ScheduleCloseOn20261127' in resourcesFor({ calendar: 'nyse', onHalfDays: '14:30' }, now)).toBe(
      there,
    );
  });

  it('skips half-days if told to, and holidays not if told so', () => {
    expect(
      payloadIn(
        resourcesFor({ calendar: 'nyse', onHalfDays: 'skip', onHolidays: 'as-usual' }, NOW)['ScheduleClose'],
      )['exceptOn'],
    ).toMatchObject({ dates: ['2026-11-27', '2026-12-24'] });
    expect(
      payloadIn(resourcesFor({ calendar: 'nyse', onHolidays: 'as-usual' }, NOW)['ScheduleClose']),
    ).not.toHaveProperty('exceptOn');
  });
});
