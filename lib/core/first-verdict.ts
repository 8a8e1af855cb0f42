// An ordered list of rules over one case: the first that does not pass decides. What a rule says besides is its kind's.
import type { Reason } from './reason.ts';

/** The rule has nothing to say, or says why it has not. */
export interface Pass {
  readonly kind: 'pass';
  readonly reason?: Reason;
}

export const PASS: Pass = { kind: 'pass' };

type Decided<Verdict> = Exclude<Verdict, { readonly kind: 'pass' }>;

/** What decided, and why each rule before it did not. The last rule must decide. */
export function firstVerdict<Case, Verdict extends { readonly kind: string }>(
  rules: readonly ((case_: Case) => Verdict | Pass)[],
  case_: Case,
): { readonly verdict: Decided<Verdict>; readonly considered: readonly Reason[] } {
  const considered: Reason[] = [];
  for (const rule of rules) {
    const verdict = rule(case_);
    if (!isPass(verdict)) return { verdict: verdict as Decided<Verdict>, considered };
    if (verdict.reason) considered.push(verdict.reason);
  }
  throw new Error('The last rule passes nothing on');
}

function isPass(verdict: { readonly kind: string }): verdict is Pass {
  return verdict.kind === 'pass';
}
