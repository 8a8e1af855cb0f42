// A rule: an assessment in, a verdict out. The first rule that does not pass decides.
import type { Pass } from '../../../../core/first-verdict.ts';
import type { Reason } from '../../../../core/reason.ts';
import type { ClusterAction, ClusterTrouble } from '../../domain/plan.ts';
import type { Assessment } from '../assess.ts';

export type Verdict =
  | { readonly kind: 'change'; readonly action: ClusterAction; readonly reason: Reason }
  /** Leave it, and ask no further rule. */
  | { readonly kind: 'hold'; readonly reason: Reason; readonly trouble?: ClusterTrouble }
  | Pass;

export type Rule = (assessment: Assessment) => Verdict;

/** Percent that people read: `60.4`. */
export function percentText(percent: number): string {
  return `${Math.round(10 * percent) / 10} %`;
}
