// Why capacity that was asked for does not come: looked up in the scaling activities, seldom, and reported.
// A shortage is not an error of the call that asked.
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/CHAP_Troubleshooting.html
import { ACTIVITIES_REST_MS } from '../decide/limits.ts';
import { TICK_MS } from '../../../core/look-ahead.ts';
import { activeNodes } from '../domain/group.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Aftermath } from '../../target.ts';
import type { LaunchFailure } from '../ports/fleet.ts';
import type { GroupPorts } from '../ports/group-ports.ts';

export interface LaunchFailures extends Aftermath {
  /** When the activities were asked; absent if they were not. */
  readonly askedAtMs?: number;
  readonly failures: readonly LaunchFailure[];
}

/**
 * Asks and announces, if capacity has been missing for a minute and nobody asked within five. Throws nothing:
 * it runs after the plan was applied, and what was applied must be remembered first.
 */
export async function reportLaunchFailures(snapshot: Snapshot, ports: GroupPorts): Promise<LaunchFailures> {
  const nowMs = ports.clock.nowMs();
  const { group, learned } = snapshot;
  const isMissing = group.desiredCapacity > activeNodes(group).length;
  const sinceAskedForMs = nowMs - (learned.changes.lastScaleOut?.atMs ?? 0);
  const sinceLookedUpMs = nowMs - (learned.launches.activitiesAskedAtMs ?? 0);
  if (!isMissing || sinceAskedForMs < TICK_MS || sinceLookedUpMs < ACTIVITIES_REST_MS)
    return { failures: [] };
  const sinceMs = Math.max(learned.launches.activitiesAskedAtMs ?? 0, nowMs - ACTIVITIES_REST_MS);
  let failures: readonly LaunchFailure[] = [];
  try {
    failures = await ports.fleetReader.readLaunchFailures(group.name, sinceMs);
    const [latest] = failures;
    if (latest) {
      await ports.announcer.announce({ type: 'Spillway Launch Failure', target: group.name, ...latest });
    }
    return { askedAtMs: nowMs, failures };
  } catch (problem) {
    return { askedAtMs: nowMs, failures, problem };
  }
}
