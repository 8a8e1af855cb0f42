import { describe, expect, it } from 'vitest';
import {
  CLUSTER_VARIANTS,
  recommendCluster,
} from '../../../lib/backtest/memorydb-cluster/recommend-cluster.ts';
import type { ClusterScenarioInput } from '../../../lib/backtest/memorydb-cluster/scenario.ts';
import { aScenario, days } from './a-cluster-scenario.ts';

function recommendFor(change: Partial<ClusterScenarioInput>, ...perMinute: readonly number[]) {
  const tried: string[] = [];
  const scenario = aScenario({ policies: [{ kind: 'oracle' }], ...change });
  const found = recommendCluster({
    scenario,
    traces: days(...perMinute),
    onTry: (label) => void tried.push(label),
  });
  return { ...found, tried };
}

/** Two days alike. */
const ALIKE = recommendFor({}, 4, 4);

describe('a recommendation for a cluster', () => {
  it('is the cheapest that refused no write in any variant, and the others come after it', () => {
    const { candidates, fixed, oracleCostUsd, dayCount } = ALIKE;
    expect(dayCount).toBe(2);
    const [best] = candidates;
    expect(best).toMatchObject({ isSafe: true, fullMinutes: CLUSTER_VARIANTS.map(() => 0) });
    const safe = candidates.filter(({ isSafe }) => isSafe === true);
    expect(candidates.slice(0, safe.length)).toEqual(safe);
    expect(Math.min(...safe.map(({ costUsd }) => costUsd))).toBe(best?.costUsd);
    // 32 GiB on nodes of 10, a third more at the most.
    expect(fixed).toMatchObject({ label: 'static 5', costUsd: 5 * 2 * 48, isSafe: true });
    expect(candidates.find(({ label }) => label === 'static 4')).toMatchObject({ isSafe: false });
    for (const { costUsd } of safe) expect(costUsd).toBeGreaterThan(oracleCostUsd);
  });

  it('tries nothing to the end that is dearer than what is safe, but sizes that nobody changes', () => {
    const { candidates, tried } = ALIKE;
    const left = candidates.filter(({ isSafe }) => isSafe === null);
    expect(left.length).toBeGreaterThan(0);
    for (const { choice, label } of left) {
      expect(choice.kind).toBe('spillway');
      expect(tried.filter((one) => one === label)).toHaveLength(1);
    }
    expect(tried.filter((one) => one === 'static 5')).toHaveLength(CLUSTER_VARIANTS.length);
  });

  it('is Spillway where one day is far from like the others', () => {
    const { candidates, fixed } = recommendFor({}, 1, 1, 1, 5);
    expect(candidates[0]).toMatchObject({ choice: { kind: 'spillway' }, isSafe: true });
    expect(fixed?.costUsd).toBeGreaterThan(candidates[0]?.costUsd ?? 0);
  });

  it('calls nothing safe that a maximum makes refuse writes', () => {
    const { candidates, fixed } = recommendFor({ shards: { max: 2, start: 1 } }, 4);
    expect(fixed).toBeNull();
    for (const { isSafe, fullMinutes } of candidates) {
      expect(isSafe).toBe(false);
      expect(fullMinutes.at(-1)).toBeGreaterThan(0);
    }
  });
});
