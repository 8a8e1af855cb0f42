import { describe, expect, it } from 'vitest';
import { pageOf } from '../../lib/emulator/wire/page.ts';

/** Sizes of all pages, walked by their tokens. */
function pageSizes(count: number, size: number): readonly number[] {
  const all = Array.from({ length: count }, (_, index) => index);
  const seen: number[] = [];
  const sizes: number[] = [];
  let token: string | undefined;
  do {
    const page = pageOf(all, size, token);
    seen.push(...page.entries);
    sizes.push(page.entries.length);
    token = page.nextToken;
  } while (token !== undefined);
  expect(seen).toEqual(all);
  return sizes;
}

describe('pages', () => {
  it.each([
    [0, [0]],
    [99, [99]],
    [100, [100]],
    [101, [100, 1]],
    [200, [100, 100]],
    [201, [100, 100, 1]],
  ])('of %i entries, 100 at a time, are %j', (count, sizes) => {
    expect(pageSizes(count, 100)).toEqual(sizes);
  });

  it('refuse a token that is not theirs', () => {
    expect(() => pageOf([1], 1, 'b2Zmc2V0OngK')).toThrow(
      expect.objectContaining({ code: 'InvalidNextToken' }),
    );
  });
});
