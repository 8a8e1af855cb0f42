// What becomes, over the emulator, of the work that one invocation hands to the next: drawn apart from all other options, as
// the simulated world hands nothing on.
import { createRandom } from '../../sim/random.ts';
import { oneOf } from './draws.ts';
import type { HandOnOptions } from './options.ts';

export function drawHandOn(seed: number): HandOnOptions {
  const random = createRandom(seed).fork('hand-on');
  return {
    noTime: oneOf(random, [0, 0.1, 0.25, 0.4]),
    lost: oneOf(random, [0, 0, 0.1, 0.3]),
    late: oneOf(random, [0, 0.2, 0.4]),
    threefold: oneOf(random, [0, 0.2, 0.4]),
  };
}
