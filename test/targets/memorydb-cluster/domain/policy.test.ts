import { describe, expect, it } from 'vitest';
import { parseClusterPolicy } from '../../../../lib/targets/memorydb-cluster/domain/policy.ts';

const problemsOf = (tags: Record<string, string>) => {
  const parsed = parseClusterPolicy(tags);
  return parsed.ok ? [] : parsed.problems.map(({ tag }) => tag);
};

describe("a cluster's policy", () => {
  it('has defaults for all but the maximum', () => {
    expect(parseClusterPolicy({ 'spillway:shards-max': '8' })).toEqual({
      ok: true,
      policy: {
        mode: 'act',
        calendar: 'default',
        shardsMin: 1,
        shardsMax: 8,
        replicasMin: 1,
        memoryTargetPercent: 60,
      },
    });
    expect(problemsOf({})).toEqual(['spillway:shards-max']);
  });

  it.each([
    ['spillway:replicas-min', '0', '1'],
    ['spillway:replicas-min', '6', '5'],
    ['spillway:memory-target', '9', '10'],
    ['spillway:memory-target', '91', '90'],
    ['spillway:shards-min', '9', '8'],
    ['spillway:mode', 'on', 'dry-run'],
  ])('is held for %s = %s, and takes %s', (tag, bad, good) => {
    expect(problemsOf({ 'spillway:shards-max': '8', [tag]: bad })).toEqual([tag]);
    expect(problemsOf({ 'spillway:shards-max': '8', [tag]: good })).toEqual([]);
  });
});
