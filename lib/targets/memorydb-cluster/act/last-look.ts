// A last look at a cluster before it is changed: AWS takes no change of a cluster that is being changed, and one that rests on an
// older picture is not sent at all.
import { PortError } from '../../../core/errors.ts';
import type { NotSent } from '../../../core/outcome.ts';
import { MANAGED_TAG } from '../domain/cluster.ts';
import type { ClusterAction } from '../domain/plan.ts';
import { parseClusterPolicy } from '../domain/policy.ts';
import { windowWithin } from '../domain/windows.ts';
import type { ClusterSeen } from '../observe/observe.ts';
import type { ClusterPorts } from '../ports/cluster-ports.ts';
import type { TaggedCluster } from '../ports/clusters.ts';

type Ports = Pick<ClusterPorts, 'clusterReader' | 'clock'>;

/** What stands in the action's way; `undefined` if nothing does. */
export async function lastLook(
  action: ClusterAction,
  { seen: { cluster, operatorTarget } }: { readonly seen: ClusterSeen },
  { clusterReader, clock }: Ports,
): Promise<NotSent | undefined> {
  const { name: clusterName } = cluster;
  const unsent = `${clusterName} was not changed`;
  let now: TaggedCluster | undefined;
  try {
    now = await clusterReader.readCluster(clusterName);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return { kind: 'not-sent', why: 'unread', message: `${unsent}: it could not be read again` };
  }
  const asked = operatorTarget === undefined ? 'by-plan' : 'by-hand';
  const overtaken = whatOvertook(action, { now, asked, nowMs: clock.nowMs() });
  if (overtaken === undefined) return undefined;
  return { kind: 'not-sent', why: 'overtaken', message: `${unsent}: ${overtaken}` };
}

/** What has become of the cluster since it was looked at; `undefined` while it is as it was. */
function whatOvertook(
  action: ClusterAction,
  given: {
    readonly now: TaggedCluster | undefined;
    readonly asked: 'by-plan' | 'by-hand';
    readonly nowMs: number;
  },
): string | undefined {
  const { now, asked, nowMs } = given;
  if (!now) return 'it is gone';
  if (now.tags[MANAGED_TAG] !== 'true') return `it has no tag ${MANAGED_TAG} = true any more`;
  const { ok, policy } = parseClusterPolicy(now.tags);
  if (!ok) return 'its tags cannot be read any more';
  if (policy.mode !== 'act') return `its tag spillway:mode is ${policy.mode} now`;
  const { pauseUntilMs = 0 } = policy;
  if (asked === 'by-plan' && pauseUntilMs > nowMs) return 'it is paused now';
  if (now.status !== 'available') return `it is ${now.status} now`;
  const window = windowWithin(now, nowMs, 0);
  if (window) return `AWS's ${window.name} window is open now`;
  if (action.kind === 'set-replicas') {
    const most = Math.max(0, ...now.shards.map(({ nodeNames }) => nodeNames.length - 1));
    return most > action.replicas ? `a shard has ${most} replicas now` : undefined;
  }
  const { from, shards } = action;
  if (shards > from && shards > policy.shardsMax) return `its tags allow ${policy.shardsMax} shards now`;
  if (shards < from && shards < policy.shardsMin) return `its tags ask for ${policy.shardsMin} shards now`;
  const count = now.shards.length;
  return count === from ? undefined : `it has ${count} shards now, and had ${from}`;
}
