// A rule: an assessment in, a verdict out. The first rule that does not pass decides.
import type { Pass } from '../../../../core/first-verdict.ts';
import type { Reason } from '../../../../core/reason.ts';
import type { StreamTrouble } from '../../domain/plan.ts';
import type { Assessment } from '../assess.ts';

export type Verdict =
  /** Set the stream to so many shards. */
  | {
      readonly kind: 'set';
      readonly shards: number;
      readonly reason: Reason;
      readonly trouble?: StreamTrouble;
    }
  /** Leave it, and ask no further rule. */
  | { readonly kind: 'hold'; readonly reason: Reason; readonly trouble?: StreamTrouble }
  | Pass;

export type Rule = (assessment: Assessment) => Verdict;

/** Times that people read: `2.3`, `14`. */
export function rounded(shards: number): number {
  return shards >= 10 ? Math.ceil(shards) : Number(shards.toFixed(1));
}
