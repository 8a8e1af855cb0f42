// A last look at a cluster before it is changed: AWS takes no change of one that is being changed, or may be soon by itself.
import type { NotSent } from '../../../core/outcome.ts';
import { lastLook } from '../../last-look.ts';
import { whyNotSoMany, whyOwnerForbids } from '../../../sharded/what-overtook.ts';
import type { ClusterAction } from '../domain/plan.ts';
import { parseClusterPolicy } from '../domain/policy.ts';
import { windowWithin } from '../domain/windows.ts';
import type { ClusterSeen } from '../observe/observe.ts';
import type { ClusterPorts } from '../ports/cluster-ports.ts';
import type { TaggedCluster } from '../ports/clusters.ts';

type Ports = Pick<ClusterPorts, 'clusterReader' | 'clock'>;

/** What stands in the action's way; `undefined` if nothing does. */
export function lastLookAtCluster(
  action: ClusterAction,
  { seen: { cluster, operatorTarget } }: { readonly seen: ClusterSeen },
  { clusterReader, clock }: Ports,
): Promise<NotSent | undefined> {
  const { name } = cluster;
  const isByHand = operatorTarget !== undefined;
  return lastLook({
    unsent: `${name} was not changed`,
    read: () => clusterReader.readCluster(name),
    whatOvertook: (now) => whatOvertook(action, now, { isByHand, nowMs: clock.nowMs() }),
  });
}

function whatOvertook(
  action: ClusterAction,
  now: TaggedCluster,
  asked: { readonly isByHand: boolean; readonly nowMs: number },
): string | undefined {
  const parsed = parseClusterPolicy(now.tags);
  const forbidden = whyOwnerForbids(now.tags, parsed, asked);
  if (forbidden !== undefined) return forbidden;
  if (now.status !== 'available') return `it is ${now.status} now`;
  const window = windowWithin(now, asked.nowMs, 0);
  if (window) return `AWS's ${window.name} window is open now`;
  if (action.kind === 'set-shards') return whyNotSoMany(action, parsed.policy, now.shards.length);
  const most = Math.max(0, ...now.shards.map(({ nodeNames }) => nodeNames.length - 1));
  return most > action.replicas ? `a shard has ${most} replicas now` : undefined;
}
