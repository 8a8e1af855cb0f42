// What a change does to the cluster.
import type { Effect } from '../../../core/plan.ts';
import type { ClusterAction } from '../domain/plan.ts';

export function effectOf(action: ClusterAction): Effect {
  if (action.kind === 'set-replicas') return action.replicas > action.from ? 'adds' : 'takes';
  return action.shards > action.from ? 'adds' : 'takes';
}
