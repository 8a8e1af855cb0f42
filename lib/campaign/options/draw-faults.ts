// Which faults of a run are on, and how strong each is: few or many, weak or strong, so that weak ones are not always hidden.
import type { Random } from '../../sim/random.ts';
import { oneOf, rounded } from './draws.ts';

/**
 * `biting`: those that most often make two moments, each right by itself, wrong together; they are on twice as often, and
 * never weak. `shares`: of all faults, how many are on; one is drawn.
 */
export function drawFaults<Name extends string>(
  random: Random,
  given: {
    readonly names: readonly Name[];
    readonly biting: ReadonlySet<Name>;
    readonly shares: readonly [number, ...number[]];
  },
): { readonly [Fault in Name]?: number } {
  const { names, biting } = given;
  const share = oneOf(random, given.shares);
  const strongest = oneOf(random, [0.2, 0.5, 1]);
  const on = names.flatMap((name) => {
    const own = random.fork(name);
    const [draw, strength] = [own.next(), own.next()];
    const isOn = draw < share * (biting.has(name) ? 2 : 1);
    const least = biting.has(name) ? 0.3 : 0.05;
    return isOn ? [[name, rounded(Math.max(least, strength * strongest))] as const] : [];
  });
  return Object.fromEntries(on) as { readonly [Fault in Name]?: number };
}

/** Of targets that only calls can change: one run in six is calm. */
export const RESOURCE_FAULT_SHARES = [0, 0.05, 0.1, 0.15, 0.3, 0.5] as const;

/** What of their faults most often comes between a look and a call. */
export const RESOURCE_BITING = ['between-calls', 'shards-changed', 'killed', 'calls-late', 'surge'] as const;
