import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSecretFor } from '../../../../lib/targets/rdb-group/domain/secret-owners.ts';

const tagged = (groups: string) => ({ secretName: 'spillway/shared', groups });

describe('a secret is for a group', () => {
  it.each([
    ['rdb-fx', 'rdb-fx'],
    ['rdb-fx', 'rdb-eq rdb-fx'],
    ['rdb-fx', ' rdb-eq,rdb-fx '],
    ['rdb-fx', '*'],
    ['rdb-fx', 'rdb-*'],
    ['rdb-fx', '*-fx'],
    ['rdb-emea-fx-1', 'rdb-*-fx-*'],
    ['aXbXb', 'a*b'],
  ])('%s if its tag says %s', (groupName, groups) => {
    expect(isSecretFor(groupName, tagged(groups))).toBe(true);
  });

  it('whose name it has under spillway/, without a tag', () => {
    expect(isSecretFor('rdb-fx', { secretName: 'spillway/rdb-fx' })).toBe(true);
  });
});

describe('a secret is for no other group', () => {
  it.each([
    ['rdb-fx', ''],
    ['rdb-fx', 'rdb-f'],
    ['rdb-fx', 'rdb-fx2'],
    ['rdb-fx', 'RDB-FX'],
    ['rdb-fx', 'rdb.fx'],
    ['rdb-fx-theirs', 'rdb-fx'],
    ['theirs-rdb-fx', 'rdb-*'],
    ['aba', 'ab*ba'],
    ['ab', 'a*c*b'],
  ])('%s if its tag says "%s"', (groupName, groups) => {
    expect(isSecretFor(groupName, tagged(groups))).toBe(false);
  });

  it.each(['spillway/rdb', 'spillway/rdb-fx-old', 'rdb-fx', 'spillway/a/rdb-fx'])(
    'by the name %s',
    (secretName) => {
      expect(isSecretFor('rdb-fx', { secretName })).toBe(false);
    },
  );

  it('by a pattern, wherever its stars stand, as a regular expression of the same meaning has it', () => {
    const counts = { matched: 0 };
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '-', '*'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(word, pattern, (name, groups) => {
        const expected = new RegExp(`^${groups.replaceAll('*', '.*')}$`).test(name);
        if (expected) counts.matched += 1;
        expect(isSecretFor(name, tagged(groups))).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
    expect(counts.matched).toBeGreaterThan(100);
  });
});
