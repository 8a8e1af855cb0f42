// What our own calls teach: what is under way, and what AWS refused.
import { mayHaveChanged } from '../../../../core/outcome.ts';
import type { Outcome } from '../../../../core/outcome.ts';
import type { Learned } from '../../domain/learned.ts';
import type { ClusterAction } from '../../domain/plan.ts';

export interface Call {
  readonly action: ClusterAction;
  readonly outcome: Outcome;
}

/** Pure. `usedBytes`: what the cluster held when it was decided; absent: nobody knew. */
export function remember(
  learned: Learned,
  calls: readonly Call[],
  { nowMs: atMs, usedBytes }: { readonly nowMs: number; readonly usedBytes?: number | undefined },
): Learned {
  return calls.reduce((known, { action, outcome }) => {
    const { refused: _refused, ...change } = known.change;
    if (mayHaveChanged(outcome)) {
      const asked = action.kind === 'set-shards' ? { from: action.from, to: action.shards } : {};
      const held = usedBytes === undefined ? {} : { usedBytes: Math.round(usedBytes) };
      const sure = outcome.kind === 'unknown' ? { isUnsure: true as const } : {};
      const under = { atMs, by: 'us' as const, ...asked, ...held, ...sure };
      return { ...known, change: { ...change, under } };
    }
    if (outcome.kind !== 'rejected') return known;
    const isTooMany =
      outcome.failure === 'refused' && action.kind === 'set-shards' && action.shards > action.from;
    const refused = { atMs, code: outcome.code, ...(isTooMany && { to: action.shards }) };
    return { ...known, change: { ...known.change, refused } };
  }, learned);
}
