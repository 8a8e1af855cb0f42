// Takes a target's lease; waits briefly for another holder, then leaves the target to the tick.
import type { LeaseAnswer } from '../../ports/state-store.ts';
import {
  LEASE_AHEAD_MAX_MS,
  LEASE_ATTEMPTS_MAX,
  LEASE_DURATION_MS,
  LEASE_PAUSE_MAX_MS,
  LEASE_PAUSE_MIN_MS,
} from './lease-limits.ts';
import type { TargetTypes } from '../../targets/target.ts';
import type { SharedPorts } from '../ports.ts';

/**
 * The lease with the target's state, or `held-by-other` after a few tries: the tick is then told to look once more.
 * Throws `PortError`.
 */
export async function takeLease<T extends TargetTypes>(
  request: { name: string; owner: string },
  { stateStore, clock }: Pick<SharedPorts<T>, 'stateStore' | 'clock'>,
): Promise<LeaseAnswer<T['learned']>> {
  for (let attempt = 1; ; attempt += 1) {
    const nowMs = clock.nowMs();
    const answer = await stateStore.takeLease({
      nowMs,
      durationMs: LEASE_DURATION_MS,
      impossibleAfterMs: nowMs + LEASE_AHEAD_MAX_MS,
      ...request,
    });
    if (answer.kind === 'taken') return answer;
    if (attempt === LEASE_ATTEMPTS_MAX) {
      // The holder may have read before the event that woke us: the target is looked at once more after it.
      await stateStore.markForLook(request.name, clock.nowMs());
      return answer;
    }
    // Drawn at random, so that triggers that arrived together do not try again together.
    await clock.sleep(LEASE_PAUSE_MIN_MS + Math.random() * (LEASE_PAUSE_MAX_MS - LEASE_PAUSE_MIN_MS));
  }
}
