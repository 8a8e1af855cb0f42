// What a rule is: a pure function from a case to a verdict. The list, with its order, is in decide.ts.
import type { Reason } from '../../../../core/reason.ts';
import type { Assessment } from '../assess.ts';
import type { Retirement } from '../emptiness/retirement.ts';

export interface Case {
  readonly assessment: Assessment;
  readonly retirement: Retirement;
}

/** `pass` hands the case on to the next rule; the other verdicts end it. */
export type Verdict =
  | { readonly kind: 'pass'; readonly reason: Reason }
  | { readonly kind: 'hold'; readonly reason: Reason }
  | { readonly kind: 'scale-out'; readonly reason: Reason; readonly desiredCapacity: number }
  | {
      readonly kind: 'retire';
      readonly reason: Reason;
      readonly instanceId: string;
      readonly decrement: boolean;
      readonly alsoProved: readonly string[];
    };

export type Rule = (case_: Case) => Verdict;
