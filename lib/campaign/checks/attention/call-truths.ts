// Truths of our own calls, as they were answered: who was refused, whose reads fail, whose lease nobody gives back. They
// begin with an invocation that could leave a note in the state item: what nobody could write down, no tick can know.
import type { Done } from '../../../core/plan.ts';
import { PortError } from '../../../core/errors.ts';
import type { EndedFrame } from '../check.ts';
import type { Stretches } from './truth.ts';

/** Takes up what an invocation's calls came to. */
export function followCalls(
  stretches: Stretches,
  { invocation: { calls }, results, errors }: EndedFrame,
): void {
  const { failedToLook, gaveBack, triedToGiveBack } = calls;
  // A killed one leaves the item as it was; one that ended well, or otherwise, may have changed it.
  const follow = (kind: 'failing' | 'throttled' | 'refused', is: 'so' | 'as-before' | 'over') => {
    if (is === 'so' && gaveBack) stretches.begin(kind);
    if (is === 'over' && triedToGiveBack) stretches.end(kind);
  };
  const isFailing = failedToLook && errors.length > 0;
  const isThrottled =
    isFailing && errors.every((error) => error instanceof PortError && error.failure === 'throttled');
  follow('failing', isFailing ? 'so' : 'over');
  follow('throttled', isThrottled ? 'so' : 'over');
  // A look that failed says nothing of changes; one that went wrong later may not have noted what it was answered.
  // Calls are counted over all cycles of a tick. One that follows another does so on a change that was applied: what is refused
  // then has not lasted from before. The one that follows may have failed to look.
  const hasFollowed = results.length > 1 || (results.length > 0 && isFailing);
  // The one that follows may come to no end at all, after one whose changes were all applied.
  const wasApplied =
    errors.length > 0 && results.some(({ actions = [] }) => actions.length > 0 && actions.every(isApplied));
  if (hasFollowed || wasApplied) follow('refused', 'over');
  if (calls.refusedCount > 0 && errors.length === 0) follow('refused', 'so');
  else follow('refused', isFailing || calls.refusedCount > 0 ? 'as-before' : 'over');

  if (triedToGiveBack) stretches.end('lease-taken');
  if (calls.toldOfLease) stretches.begin('lease-taken');
}

function isApplied({ outcome }: Pick<Done, 'outcome'>): boolean {
  return outcome.kind === 'applied';
}
