// One invocation that looks at a cluster, and what is known of it that it need not know itself.
import type { InvocationFrame } from '../../drive/invocation.ts';
import type { ClusterMoment } from '../world/cluster-run.ts';

/** One that looks at a cluster. Mutable: what happened to it so far. */
export interface ClusterInvocation extends InvocationFrame {
  /** The cluster when this one last asked for anything. */
  couldKnow?: ClusterMoment;
  /** The cluster as it was last described to it. */
  described?: ClusterMoment;
}
