// Which troubles a cycle leaves behind. Since when each has lasted is kept in the state item; when it is shown is
// lib/core/attention.ts.
import { continueTroubles, type AttentionKind, type Troubles } from '../core/attention.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Reason } from '../core/reason.ts';
import type { PolicyFrame } from '../core/tags/tag-policy.ts';

/** The troubles of a target after a cycle. None of one that is off: its owner has taken it over. */
export function troublesAfter(given: {
  readonly known: Troubles;
  readonly policy: PolicyFrame;
  readonly plan: { readonly troubles: readonly AttentionKind[] };
  /** What the owner must put right; a pause beside it hides nothing. */
  readonly heldFor?: Reason | undefined;
  readonly outcomes: readonly Outcome[];
  readonly nowMs: number;
}): Troubles {
  const { known, policy, plan, heldFor, outcomes, nowMs } = given;
  if (policy.mode === 'off') return {};
  const present = new Set<AttentionKind>(plan.troubles);
  if (heldFor) present.add('held');
  if (outcomes.some(({ kind }) => kind === 'rejected' || kind === 'unknown')) present.add('refused');
  // The next try, refused as the one before it: the trouble goes on, and does not end for a minute.
  if (known['cannot-grow'] !== undefined && outcomes.some(({ kind }) => kind === 'rejected'))
    present.add('cannot-grow');
  return continueTroubles(known, present, nowMs);
}
