// What a call may ask for, and of which cluster: one that takes a change now, a count that may be asked for, and nothing that
// its owner did not ask for. Judged by what the cluster was when the function last asked for anything: what somebody does
// between that answer and the call, nobody can know.
import { MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import { MANAGED_TAG } from '../../../targets/memorydb-cluster/domain/cluster.ts';
import { parseClusterPolicy } from '../../../targets/memorydb-cluster/domain/policy.ts';
import type { ChangeAsked, ClusterMoment, ClusterRun } from '../world/cluster-run.ts';
import { openWindow } from '../measures/open-window.ts';
import type { CreateClusterCheck, SentCall } from './cluster-check.ts';

/** Functions' clocks differ by so much. */
const CLOCKS_MS = 10 * SECOND_MS;

/** What a primary said so long ago counts, and a slow cycle takes a while from its look to its call. */
const TOLD_MS = 7 * MINUTE_MS;

export const callInBadState: CreateClusterCheck = (run, tally) => ({
  onSent(call) {
    const why = whyBadState(run, call);
    if (why === undefined) return;
    tally.callsInBadState += 1;
    run.fail('call-in-bad-state', `${asText(call.change)} were asked for of a cluster that ${why}`);
  },
  onLanded({ before, outcome }) {
    if (outcome.kind === 'rejected' && before.status !== 'available') run.occur('call overtaken');
  },
});

function whyBadState(run: ClusterRun, { invocation }: SentCall): string | undefined {
  const { couldKnow } = invocation;
  if (!couldKnow) return 'was not read';
  const { status, atMs } = couldKnow;
  if (status !== 'available') return `was ${status}`;
  const open = [-CLOCKS_MS, CLOCKS_MS].map((skewMs) => openWindow(run, atMs + skewMs));
  if (open.every((window) => window !== undefined)) return `was in its ${open[0]} window`;
  const { busySinceMs } = run.weather;
  const toldMs = TOLD_MS + run.options.cluster.metricsDelaySeconds * SECOND_MS;
  const isBusy = busySinceMs !== undefined && atMs - busySinceMs > toldMs;
  // Of two vCPUs the host tells, and what the engine's one thread does is half of that at the most.
  const tellsOfIt = run.options.cluster.nodeType === 'db.r7g.xlarge';
  return isBusy && tellsOfIt ? 'was too busy for a change, by what its nodes told' : undefined;
}

export const touchedUnasked: CreateClusterCheck = (run, tally) => ({
  onSent({ change, invocation: { couldKnow } }) {
    const why = couldKnow && whyUnasked(couldKnow, change);
    if (why === undefined) return;
    tally.touchedUnasked += 1;
    run.fail('touched-unasked', `${asText(change)} were asked for, and ${why}`);
  },
});

function whyUnasked(moment: ClusterMoment, change: ChangeAsked): string | undefined {
  const { tags, atMs } = moment;
  const { ok, policy } = parseClusterPolicy(tags);
  if (tags[MANAGED_TAG] !== 'true') return 'the cluster is not managed';
  if (!ok) return 'its tags cannot be read';
  if (policy.mode !== 'act') return `its mode is ${policy.mode}`;
  if ((policy.pauseUntilMs ?? 0) > atMs + CLOCKS_MS) return 'it is paused';
  return change.kind === 'set-shards'
    ? whyNoCount(moment, change.to, policy)
    : whyNoReplicas(moment, change.to, policy);
}

type Policy = ReturnType<typeof parseClusterPolicy>['policy'];

function whyNoCount({ shards }: ClusterMoment, to: number, policy: Policy): string | undefined {
  if (!Number.isInteger(to) || to < 1 || to === shards) return `it has ${shards} shards`;
  if (to < shards - 1) return `it has ${shards} shards, of which one goes at a time`;
  if (to > shards && to > policy.shardsMax) return `its maximum is ${policy.shardsMax}`;
  return to < shards && to < policy.shardsMin ? `its minimum is ${policy.shardsMin}` : undefined;
}

function whyNoReplicas({ replicas }: ClusterMoment, to: number, policy: Policy): string | undefined {
  const most = Math.max(...replicas);
  if (to < most) return `a shard has ${most} replicas, and none is ever taken`;
  return to > Math.max(most, policy.replicasMin) ? `its tags ask for ${policy.replicasMin}` : undefined;
}

function asText({ kind, to }: ChangeAsked): string {
  return `${to} ${kind === 'set-shards' ? 'shards' : 'replicas'}`;
}
