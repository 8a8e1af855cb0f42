import { describe, expect, it } from 'vitest';
import { clockChangeHit, parseCron } from '../../lib/settings/cron.ts';
import type { Cron } from '../../lib/settings/cron.ts';
import { clockChanges } from '../../lib/settings/daylight-saving.ts';

function cronOf(text: string): Cron {
  const parsed = parseCron(text);
  if ('problem' in parsed) throw new Error(`${text}: ${parsed.problem}`);
  return parsed.cron;
}

const FROM_MS = Date.parse('2026-11-20T12:00:00Z');
const changesIn = (zone: string) => clockChanges(zone, FROM_MS, Date.parse('2028-01-01T00:00:00Z'));

describe('parseCron', () => {
  it.each([
    ['lists and ranges', '0,30 9-11 ? * MON-FRI *', [0, 30], [9, 10, 11]],
    ['steps', '0/15 8-20/4 * * ? *', [0, 15, 30, 45], [8, 12, 16, 20]],
    ['every', '*/20 0 1 1 ? 2027', [0, 20, 40], [0]],
    ['a range that wraps around', '0 22-1 ? * SAT-SUN *', [0], [22, 23, 0, 1]],
    ['the last day of a month', '0 0 L * ? *', [0], [0]],
    ['the first Friday', '0 0 ? * FRI#1 *', [0], [0]],
  ])('reads %s', (_what, text, minutes, hours) => {
    expect([...cronOf(text).minutes]).toEqual(minutes);
    expect([...cronOf(text).hours]).toEqual(hours);
  });

  it('knows on which days it runs', () => {
    const weekdays = cronOf('0 9 ? * MON-FRI *');
    const on = (dayOfWeek: number) => weekdays.mayRunOn({ year: 2027, month: 1, dayOfMonth: 4, dayOfWeek });
    expect([1, 2, 6, 7].map(on)).toEqual([false, true, true, false]);
  });

  it.each([
    ['five fields', '30 16 * * MON-FRI'],
    ['both days given', '30 16 1 * MON *'],
    ['neither day given', '30 16 ? * ? *'],
    ['a minute of 60', '60 16 ? * MON *'],
    ['an hour of 24', '0 24 ? * MON *'],
    ['a month of 13', '0 0 1 13 ? *'],
    ['day 0 of the week', '0 0 ? * 0 *'],
    ['a name in lower case', '0 0 ? * mon *'],
    ['a step of nothing', '0/0 0 ? * MON *'],
    ['words', 'every day at noon please ok'],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => {
    expect(parseCron(text)).toHaveProperty('problem');
  });
});

describe('clockChanges', () => {
  it('finds the hour that New York leaves out and the one it repeats', () => {
    expect(
      changesIn('America/New_York').map(({ kind, wallFromMs, wallToMs }) => [
        kind,
        new Date(wallFromMs).toISOString(),
        (wallToMs - wallFromMs) / 60_000,
      ]),
    ).toEqual([
      ['gap', '2027-03-14T02:00:00.000Z', 60],
      ['overlap', '2027-11-07T01:00:00.000Z', 60],
    ]);
  });

  it('finds the half hour of Lord Howe Island', () => {
    expect(changesIn('Australia/Lord_Howe').map(({ wallFromMs, wallToMs }) => wallToMs - wallFromMs)).toEqual(
      [30 * 60_000, 30 * 60_000],
    );
  });

  it.each(['UTC', 'Asia/Tokyo'])('finds none in %s', (zone) => {
    expect(changesIn(zone)).toEqual([]);
  });
});

describe('clockChangeHit', () => {
  it.each([
    ['a minute before the gap', '59 1 * 3 ? *', undefined],
    ['at the gap', '0 2 * * ? *', 'gap'],
    ['in its last minute', '59 2 * * ? *', 'gap'],
    ['as it ends', '0 3 * * ? *', undefined],
    ['in the hour that comes twice', '30 1 * * ? *', 'overlap'],
    ['in the gap, but never on a Sunday', '30 2 ? * MON-FRI *', undefined],
    ['in the gap, but never in March', '30 2 * 4-9 ? *', undefined],
    ['in the gap, on days that a month decides', '30 2 ? * SUN#2 *', 'gap'],
    ['every hour', '0 * * * ? *', 'gap'],
  ])('%s', (_where, text, kind) => {
    expect(clockChangeHit(cronOf(text), changesIn('America/New_York'))?.kind).toBe(kind);
  });
});
