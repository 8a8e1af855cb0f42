// One target as it is seen now, and what that teaches, for a command. Cycles look at many together.
import { valueOf } from '../ports/settled.ts';
import type { Look, Target, TargetTypes } from '../targets/target.ts';

/** Throws `PortError` if a read gave no complete answer. */
export async function observeOne<T extends TargetTypes>(
  target: Target<T>,
  look: Look<T>,
  ports: T['ports'],
): Promise<T['seen']> {
  const [observing] = target.observe([look], ports);
  if (!observing) throw new Error('one target was looked at, and nothing was said of it');
  return target.learn(valueOf(await observing));
}
