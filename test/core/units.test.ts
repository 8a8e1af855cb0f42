import { describe, expect, it } from 'vitest';
import { formatDuration, numberTag, parseDurationMs } from '../../lib/core/units.ts';

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1.5m', 90_000],
    [' 90s ', 90_000],
    ['0s', 0],
  ])('%j is %d ms', (text, durationMs) => {
    expect(parseDurationMs(text)).toBe(durationMs);
  });

  it.each(['', '90', 's', '-5m', '5 m', '5min', '5d', 'PT5M', '1e3s', '5m30s', '.5h'])(
    '%j is none',
    (text) => {
      expect(parseDurationMs(text)).toBeUndefined();
    },
  );

  it.each([
    [0, '0 s'],
    [499, '0 s'],
    [-499, '0 s'],
    [45_000, '45 s'],
    [119_000, '119 s'],
    [120_000, '2 min'],
    [-180_000, '-3 min'],
    [119 * 60_000, '119 min'],
    [120 * 60_000, '2 h'],
    [125 * 60_000, '2 h 5 min'],
  ])('of %d ms is said as %j', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });
});

describe('a number in a tag', () => {
  const tag = numberTag({ min: 1, max: 99, unit: 'percent' });
  const whole = numberTag({ min: 0, max: 100, integer: true });

  it.each([
    ['0.99', false],
    ['1', true],
    ['1.5', true],
    ['99', true],
    ['99.01', false],
    ['-1', false],
    ['', false],
    [' 50', false],
    ['50%', false],
    ['1e1', false],
    ['0x10', false],
    ['NaN', false],
    ['Infinity', false],
  ])('%j from 1 to 99: allowed %s', (text, allowed) => {
    expect(tag.safeParse(text).success).toBe(allowed);
  });

  it.each([
    ['0', true],
    ['100', true],
    ['101', false],
    ['2.0', true],
    ['2.5', false],
  ])('%j as a whole number from 0 to 100: allowed %s', (text, allowed) => {
    expect(whole.safeParse(text).success).toBe(allowed);
  });

  it('says the range, and its unit, of a value that is out of it', () => {
    expect(tag.safeParse('100').error?.issues[0]?.message).toBe('a number from 1 to 99 (percent)');
    expect(whole.safeParse('x').error?.issues[0]?.message).toBe('a whole number from 0 to 100');
  });
});
