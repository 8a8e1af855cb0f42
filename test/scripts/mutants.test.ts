import { describe, expect, it } from 'vitest';
import { whyNotMade } from '../../scripts/mutate/make-change.ts';
import { ALL_MUTANTS } from '../mutants/all-mutants.ts';
import { TEETH } from '../mutants/teeth.ts';

describe('every mutant, and every tooth', () => {
  const changes = [...ALL_MUTANTS, ...TEETH.flatMap((tooth) => [tooth, ...(tooth.also ?? [])])];

  it('can be made of the code as it is', () => {
    const stale = changes.flatMap((change) => {
      const why = whyNotMade(change);
      return why === undefined ? [] : [`${change.file}: ${change.find}: ${why}`];
    });
    expect(stale).toEqual([]);
  });

  it('has a name of its own', () => {
    const ids = [...ALL_MUTANTS, ...TEETH].map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
});
