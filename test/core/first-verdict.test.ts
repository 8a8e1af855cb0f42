import { describe, expect, it } from 'vitest';
import { firstVerdict, PASS, type Pass } from '../../lib/core/first-verdict.ts';
import { reason } from '../../lib/core/reason.ts';

type Verdict = { readonly kind: 'hold'; readonly by: string } | Pass;
const holds =
  (by: string) =>
  (given: number): Verdict =>
    given > 0 ? { kind: 'hold', by } : { kind: 'pass', reason: reason(by, `${by} is not meant`, {}) };
const silent = (): Verdict => PASS;

describe('the first verdict', () => {
  it('is of the first rule that does not pass, and later rules are not asked', () => {
    const never = () => {
      throw new Error('nobody asks this one');
    };
    expect(firstVerdict([silent, holds('a'), never], 1)).toEqual({
      verdict: { kind: 'hold', by: 'a' },
      considered: [],
    });
  });

  it('comes with why the rules before it passed, where they say so', () => {
    const last = (): Verdict => ({ kind: 'hold', by: 'last' });
    const { verdict, considered } = firstVerdict([holds('a'), silent, holds('b'), last], 0);
    expect(verdict).toEqual({ kind: 'hold', by: 'last' });
    expect(considered.map(({ code }) => code)).toEqual(['a', 'b']);
  });

  it('is missing where every rule passes: a mistake of whoever wrote the list', () => {
    expect(() => firstVerdict([silent, holds('a')], 0)).toThrow('The last rule passes nothing on');
  });
});
