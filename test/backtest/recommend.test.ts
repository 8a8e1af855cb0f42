import { describe, expect, it } from 'vitest';
import { recommend, scaleBursts } from '../../lib/backtest/recommend.ts';
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

describe('a recommendation', () => {
  it('is the cheapest candidate without a late roll at any scale, and lists the others after it', async () => {
    const found = await recommend({
      terms: aScenario(),
      trace: aTrace(steadyDay(6)),
      sizes: [
        { name: 'small', memoryGiB: 1, pricePerHourUsd: 0.1 },
        { name: 'dear', memoryGiB: 2, pricePerHourUsd: 9 },
      ],
    });
    expect(found.length).toBe(16);
    const [best] = found;
    expect(best).toMatchObject({ isSafe: true, node: { name: 'small' }, lateRolls: [0, 0, 0] });
    for (const other of found.filter((r) => r.isSafe))
      expect(other.costUsd).toBeGreaterThanOrEqual(best?.costUsd ?? 0);
    const firstUnsafe = found.findIndex((r) => !r.isSafe);
    if (firstUnsafe >= 0) expect(found.slice(firstUnsafe).every((r) => !r.isSafe)).toBe(true);
  });
});
