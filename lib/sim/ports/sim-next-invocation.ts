// `NextInvocation` in the simulated world: the function is begun when time moves on, as Lambda begins it from its queue.
// Its sibling on Lambda is lib/aws/aws-next-invocation.ts.
import type { NextInvocation } from '../../ports/next-invocation.ts';
import { AwsError } from '../aws/aws-error.ts';
import type { World } from '../world.ts';
import { read } from './sim-calls.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const ASYNC_PAYLOAD_BYTES_MAX = 1_000_000;

/** @param begin The function; what it throws is its own failure, and not the caller's. */
export function createSimNextInvocation(
  world: World,
  begin: (event: unknown) => Promise<unknown>,
): NextInvocation {
  return {
    handOn: (event) =>
      read(world, 'lambda', 'Invoke', { event }, () => {
        const payload = JSON.stringify(event);
        if (new TextEncoder().encode(payload).length > ASYNC_PAYLOAD_BYTES_MAX)
          throw new AwsError('RequestTooLargeException', 'The request payload exceeded the quota', 413);
        world.clock.schedule(world.clock.nowMs(), async () => {
          await begin(JSON.parse(payload) as unknown).catch(() => undefined);
        });
      }),
  };
}
