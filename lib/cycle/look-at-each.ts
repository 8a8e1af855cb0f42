// The first half of several cycles, under their leases: their targets are found by name together, and looked at together,
// so that they share what calls they can. What becomes of each look: run-cycle.ts.
import { settledOfEach, settleNow, type Settled } from '../ports/settled.ts';
import type { ParsedTags } from '../core/tags/tag-policy.ts';
import type { TargetState } from '../core/target-state.ts';
import type { Look, Target, TargetTypes } from '../targets/target.ts';
import type { CyclePorts } from './ports.ts';

/** What a look begins from: the cycle's request, and the state that came with the lease. */
export interface LookedFor<T extends TargetTypes> {
  readonly request: {
    readonly name: string;
    readonly clue?: T['clue'];
    readonly operatorTarget?: number;
  };
  readonly state: TargetState<T['learned']>;
}

export type Looked<T extends TargetTypes> =
  | { readonly kind: 'not-found' | 'not-managed' }
  /** It could not be read what it is. */
  | { readonly kind: 'not-read'; readonly error: unknown }
  /** It is there, and `observed` will say what the look brought, or why it brought nothing. */
  | {
      readonly kind: 'looked-at';
      readonly look: Look<T>;
      readonly parsed: ParsedTags<T['policy']>;
      readonly observed: Promise<Settled<T['observed']>>;
    };

/**
 * What a look at each brings now, in their order, once it is known which are there. A call that fails is the failure of all
 * who shared it, and of nobody else; and so is one that is slow.
 */
export async function lookAtEach<T extends TargetTypes>(
  target: Target<T>,
  looked: readonly LookedFor<T>[],
  ports: CyclePorts<T>,
): Promise<readonly Looked<T>[]> {
  const sought = looked.map(({ request: { name, clue } }) => ({ name, ...(clue !== undefined && { clue }) }));
  const found = await settledOfEach(sought.length, () => target.findEach(sought, ports));
  const begun = looked.map((one, index): Begun<T> => {
    const beginning = settleNow(() => begin(target, one, found[index]));
    return beginning.ok ? beginning.value : { kind: 'not-read', error: beginning.error };
  });
  const looks = begun.flatMap((one) => (one.kind === 'looked-at' ? [one.look] : []));
  // Nobody waits for a look at nothing: it would go on after the cycle has ended.
  const observing = settleNow(() => (looks.length === 0 ? [] : target.observe(looks, ports)));
  let next = 0;
  return begun.map((one) => {
    if (one.kind !== 'looked-at') return one;
    if (!observing.ok) return { observed: Promise.resolve(observing), ...one };
    const own = observing.value[next++];
    return own ? { observed: own, ...one } : { kind: 'not-read', error: new Error('nothing was seen') };
  });
}

type Begun<T extends TargetTypes> =
  Exclude<Looked<T>, { kind: 'looked-at' }> | Omit<Extract<Looked<T>, { kind: 'looked-at' }>, 'observed'>;

function begin<T extends TargetTypes>(
  target: Target<T>,
  { request, state }: LookedFor<T>,
  answer: Settled<T['found'] | undefined> | undefined,
): Begun<T> {
  if (!answer?.ok) return { kind: 'not-read', error: answer?.error };
  const found = answer.value;
  if (!found) return { kind: 'not-found' };
  if (!target.isManaged(found)) return { kind: 'not-managed' };
  const { clue, operatorTarget } = request;
  const parsed = target.policyOf(found);
  const look = {
    found,
    policy: parsed.policy,
    state,
    ...(clue !== undefined && { clue }),
    ...(operatorTarget !== undefined && { operatorTarget }),
  };
  return { kind: 'looked-at', look, parsed };
}
