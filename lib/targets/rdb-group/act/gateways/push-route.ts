// Tells gateways where a group's data is: as soon as a look finds a change, and at least once a minute, so that a gateway knows
// how old its knowledge is. Never fails its cycle, and keeps it waiting for a bounded time. Whom it reaches: send-to-gateways.ts.
import { SECOND_MS } from '../../../../core/units.ts';
import type { Route } from '../../../../routing/route.ts';
import type { PushLearned } from '../../domain/learned/route-learned.ts';
import type { Policy } from '../../domain/policy.ts';
import { isPolled } from '../../domain/tags/report-sources.ts';
import type { GroupPorts } from '../../ports/group-ports.ts';
import { sendToGateways } from './send-to-gateways.ts';

/** What is the same is told anew after so long: looks are a minute apart, and one may come a little sooner. */
const TOLD_ANEW_AFTER_MS = 45 * SECOND_MS;

export interface ToPush {
  readonly route: Route;
  readonly policy: Policy;
  /** The latest push. */
  readonly known: PushLearned | undefined;
}

/** What is to be remembered; `undefined` where nobody is told. Throws nothing. */
export async function pushRoute(
  { route, policy, known }: ToPush,
  { gateways, fleetReader, clock }: Pick<GroupPorts, 'gateways' | 'fleetReader' | 'clock'>,
): Promise<PushLearned | undefined> {
  // Without the probe nothing is known of addresses, and looks are minutes apart: `doctor` says so.
  if (!gateways || !policy.gateways || policy.mode === 'off' || !isPolled(policy.reports)) return undefined;
  const nowMs = clock.nowMs();
  const { version } = route;
  // A push that is still to come was noted by a clock that was wrong: it counts for nothing.
  const isRecent = known !== undefined && known.atMs <= nowMs && nowMs - known.atMs < TOLD_ANEW_AFTER_MS;
  if (isRecent && known.version === version) return known;
  const problems = await sendToGateways({ route, nowMs }, policy.gateways, { gateways, fleetReader });
  gateways.onPushed(route.group, problems);
  return { version, atMs: nowMs, ...(problems.length > 0 && { missed: true as const }) };
}
