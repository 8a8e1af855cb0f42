import { describe, expect, it } from 'vitest';
import type { ScalingInput } from '../../lib/backtest/yardsticks/yardsticks.ts';
import { step, targetTracking } from '../../lib/backtest/yardsticks/yardsticks.ts';

const input = (change: Partial<ScalingInput>): ScalingInput => ({
  desiredCapacity: 4,
  minSize: 1,
  maxSize: 10,
  warmCount: 4,
  warmingCount: 0,
  percents: Array.from({ length: 15 }, () => 50),
  ...change,
});
const always = (percent: number) => Array.from({ length: 15 }, () => percent);

describe('target tracking', () => {
  const policy = { targetPercent: 60, disableScaleIn: false };

  it('adds in proportion once three datapoints are above the target', () => {
    expect(targetTracking(input({ percents: [90, 61, 61] }), policy)).toBe(6);
    expect(targetTracking(input({ percents: [90, 61, 60] }), policy)).toBe(4);
    expect(targetTracking(input({ percents: [90, 90] }), policy)).toBe(4);
  });

  it('counts what is warming up as capacity', () => {
    expect(targetTracking(input({ percents: always(90), desiredCapacity: 6, warmingCount: 2 }), policy)).toBe(
      6,
    );
  });

  it('removes only after fifteen datapoints below nine tenths of the target', () => {
    expect(targetTracking(input({ percents: always(40) }), policy)).toBe(3);
    expect(targetTracking(input({ percents: [...always(40).slice(1), 54] }), policy)).toBe(4);
    expect(targetTracking(input({ percents: always(54) }), policy)).toBe(4);
  });

  it('removes nothing while an instance warms up, or where scale-in is disabled', () => {
    expect(targetTracking(input({ percents: always(20), warmingCount: 1 }), policy)).toBe(4);
    expect(targetTracking(input({ percents: always(20) }), { ...policy, disableScaleIn: true })).toBe(4);
  });

  it('stays within minimum and maximum', () => {
    expect(targetTracking(input({ percents: always(100), warmCount: 9 }), policy)).toBe(10);
    expect(targetTracking(input({ percents: always(0), minSize: 2 }), policy)).toBe(2);
  });
});

describe('step scaling', () => {
  const policy = { scaleOutPercent: 60, scaleInPercent: 30, disableScaleIn: false };

  it('adds one at the threshold and two from ten points above it', () => {
    expect(step(input({ percents: [59.9] }), policy)).toBe(4);
    expect(step(input({ percents: [60] }), policy)).toBe(5);
    expect(step(input({ percents: [69.9] }), policy)).toBe(5);
    expect(step(input({ percents: [70] }), policy)).toBe(6);
  });

  it('adds only what is not warming up already', () => {
    expect(step(input({ percents: [60], warmingCount: 1 }), policy)).toBe(4);
    expect(step(input({ percents: [75], warmingCount: 1 }), policy)).toBe(5);
  });

  it('removes one after five datapoints below the lower threshold', () => {
    expect(step(input({ percents: [29, 29, 29, 29, 29] }), policy)).toBe(3);
    expect(step(input({ percents: [29, 29, 29, 29, 30] }), policy)).toBe(4);
  });
});
