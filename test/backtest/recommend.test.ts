import { describe, expect, it } from 'vitest';
import { recommend, VARIANT_COUNT } from '../../lib/backtest/recommend/recommend.ts';
import { scaleBursts, variantOf } from '../../lib/backtest/recommend/variants.ts';
import { aScenario, aTrace, steadyDay } from './a-scenario.ts';

describe('bursts scaled', () => {
  it('multiplies what stands out of its hour and leaves the rest', () => {
    const trace = aTrace((minute) => (minute === 600 ? 50 : steadyDay(10)(minute)));
    const scaled = scaleBursts(trace, 4);
    expect(scaled.volumes[600]).toBe(10 + 4 * 40);
    expect(scaled.volumes[601]).toBe(10);
    expect(scaleBursts(trace, 1)).toBe(trace);
  });
});

describe('a variant', () => {
  it('has as much more or less volume in each minute, its bursts scaled first', () => {
    const trace = aTrace((minute) => (minute === 600 ? 50 : steadyDay(10)(minute)));
    const variant = variantOf(trace, { burstScale: 4, volumeScale: 0.5 });
    expect(variant.volumes[600]).toBe((10 + 4 * 40) / 2);
    expect(variant.volumes[601]).toBe(5);
  });
});

describe('a recommendation', () => {
  it('is the cheapest that came through all variants; the others come after it, by cost', async () => {
    const doing: string[] = [];
    const found = await recommend({
      terms: aScenario(),
      trace: aTrace(steadyDay(6)),
      sizes: [
        { name: 'small', memoryGiB: 1, pricePerHourUsd: 0.1 },
        { name: 'dear', memoryGiB: 2, pricePerHourUsd: 9 },
      ],
      onProgress: (progress) => doing.push(progress.doing),
    });
    const [best, ...others] = found;
    expect(best).toMatchObject({
      isSafe: true,
      node: { name: 'small' },
      lateRolls: [0, 0, 0],
      variantsTried: VARIANT_COUNT,
    });
    expect(best?.rolls).toBeGreaterThan(VARIANT_COUNT);
    // Once it is found nobody dearer is tried on.
    for (const other of others) {
      expect(other.isSafe).not.toBe(true);
      if (other.isSafe === null) expect(other.costUsd).toBeGreaterThanOrEqual(best?.costUsd ?? 0);
      else expect(other.lateRolls.some((count) => count > 0)).toBe(true);
    }
    expect(others.filter(({ node }) => node.name === 'dear').every((one) => one.variantsTried === 1)).toBe(
      true,
    );
    expect(doing.filter((what) => what === 'cost').length).toBe(24);
    expect(doing.filter((what) => what === 'variants').length).toBeLessThan(5 * VARIANT_COUNT);
    const ranks = found.map(({ isSafe }) => [true, null, false].indexOf(isSafe));
    expect(ranks).toEqual([...ranks].sort());
  });

  it('says what is saved by retiring the surplus within the day', async () => {
    // What fills the last server most of the way arrives early: its spare waits until midnight, or goes.
    const early = aTrace((minute) => (minute >= 540 && minute < 660 ? 12.5 : 0));
    const sizes = [{ name: 'small', memoryGiB: 1, pricePerHourUsd: 0.1 }];
    const [best] = await recommend({ terms: aScenario(), trace: early, sizes });
    expect(best?.policy).toMatchObject({ scaleIn: 'continuous' });
    expect(best?.continuousSavesPercent).toBeGreaterThan(5);
  });
});
