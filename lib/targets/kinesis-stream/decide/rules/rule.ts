// A rule: an assessment in, a verdict out. The first rule that does not pass decides.
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
  | { readonly kind: 'pass'; readonly reason?: Reason };

export type Rule = (assessment: Assessment) => Verdict;

export const PASS: Verdict = { kind: 'pass' };

/** `1 shard`, `2 shards`. */
export function shardsText(count: number): string {
  return `${count} shard${count === 1 ? '' : 's'}`;
}

/** Times that people read: `2.3`, `14`. */
export function rounded(shards: number): number {
  return shards >= 10 ? Math.ceil(shards) : Number(shards.toFixed(1));
}
