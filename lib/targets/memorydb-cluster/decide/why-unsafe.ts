// Why a change may not be sent, asked of a fresh look just before. Written without the assessment and its numbers: it knows
// AWS's limits, the tags' bounds, and what must hold before a shard goes.
import { reason, type Operand, type Reason } from '../../../core/reason.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../core/units.ts';
import type { Primary } from '../domain/cluster.ts';
import { cpuRule, REPLICAS_MAX, SHARDS_MAX } from '../domain/limits.ts';
import type { ClusterAction, Question } from '../domain/plan.ts';
import { windowWithin } from '../domain/windows.ts';

interface Problem {
  readonly code: string;
  readonly text: string;
  readonly operands?: Readonly<Record<string, Operand>>;
}

export function whyUnsafe(action: ClusterAction, question: Question): Reason | undefined {
  const why =
    stateProblem(question) ??
    (action.kind === 'set-shards' ? shardsProblem(action, question) : replicasProblem(action, question));
  return why && reason(why.code, why.text, { ...action, ...why.operands });
}

function stateProblem({ cluster, policy, learned, nowMs }: Question): Problem | undefined {
  if (!policy.ok) return { code: 'bad-tags', text: 'The tags cannot be read' };
  if (cluster.special) return { code: cluster.special, text: 'The cluster is of a sort that is left alone' };
  if (cluster.status !== 'available')
    return {
      code: 'changing',
      text: `The cluster is ${cluster.status}, and only an available one takes a change`,
    };
  if (learned.change.under)
    return { code: 'changing', text: 'A change was asked for and has not shown yet, or is not over' };
  const { refused } = learned.change;
  if (refused && nowMs - refused.atMs < 15 * MINUTE_MS)
    return { code: 'refused', text: 'AWS refused a change within the last quarter of an hour' };
  const window = windowWithin(cluster, nowMs, 0);
  if (window) return { code: 'window', text: `AWS's ${window.name} window (${window.text} UTC) is open` };
  return undefined;
}

type SetShards = Extract<ClusterAction, { kind: 'set-shards' }>;
type SetReplicas = Extract<ClusterAction, { kind: 'set-replicas' }>;

function shardsProblem({ shards, from }: SetShards, question: Question): Problem | undefined {
  const { cluster, policy } = question;
  const count = cluster.shards.length;
  if (from !== count) return { code: 'other-count', text: `The cluster has ${count} shards, not ${from}` };
  if (!Number.isInteger(shards) || shards < 1 || shards > SHARDS_MAX)
    return { code: 'no-count', text: `${shards} is no number of shards` };
  if (shards === count) return { code: 'no-change', text: 'The cluster has as many already' };
  if (shards > count && shards > policy.policy.shardsMax)
    return { code: 'above-maximum', text: `The tags allow ${policy.policy.shardsMax} shards` };
  const busy = busyProblem(question);
  if (busy) return busy;
  return shards < count ? removalProblem(shards, question) : undefined;
}

function busyProblem({ cluster, nowMs }: Question): Problem | undefined {
  const { maxPercent } = cpuRule(cluster.nodeType);
  const isQuiet = cluster.shards.every(
    ({ primary }) =>
      primary?.cpuPercent !== undefined &&
      primary.cpuPercent <= maxPercent &&
      nowMs - primary.atMs <= FRESH_MS,
  );
  if (isQuiet) return undefined;
  const text = `A primary is busier than ${maxPercent} %, beyond what AWS advises for a change, or does not say`;
  return { code: 'busy', text };
}

const FRESH_MS = 5 * MINUTE_MS;

function removalProblem(shards: number, question: Question): Problem | undefined {
  const { cluster, policy, learned, nowMs, operatorTarget } = question;
  const count = cluster.shards.length;
  if (shards !== count - 1) return { code: 'more-than-one', text: 'One shard goes at a time' };
  if (shards < policy.policy.shardsMin)
    return { code: 'below-minimum', text: `The tags ask for ${policy.policy.shardsMin} shards` };
  const { fits, change } = learned;
  if (fits?.shards !== count || nowMs - fits.sinceMs < HOUR_MS)
    return {
      code: 'proved-once',
      text: 'It is not proved twice, an hour apart, that the others hold everything',
    };
  const restedMs = nowMs - (change.grownAtMs ?? change.knownSinceMs ?? nowMs);
  if (operatorTarget === undefined && restedMs < DAY_MS)
    return { code: 'grown-lately', text: 'The last growth was less than a day ago' };
  const replicasMin = Math.max(1, policy.policy.replicasMin);
  if (cluster.shards.some(({ nodeCount }) => nodeCount - 1 < replicasMin))
    return { code: 'replicas-missing', text: `A shard has fewer than ${replicasMin} replicas` };
  if (cluster.shards.some(({ replicaLagMs }) => replicaLagMs === undefined || replicaLagMs > 5_000))
    return { code: 'replicas-behind', text: 'A replica is not in step, or does not say' };
  return roomProblem(question);
}

/** Whichever shard AWS takes: 1.5 times what it holds must be free on the others together, and below the target after. */
function roomProblem({ cluster, policy, learned, nowMs }: Question): Problem | undefined {
  const primaries = cluster.shards.flatMap(({ primary }) =>
    primary && nowMs - primary.atMs <= FRESH_MS ? [primary] : [],
  );
  if (primaries.length !== cluster.shards.length)
    return { code: 'blind', text: 'Not every primary has told of itself' };
  for (const leaving of primaries) {
    const staying = primaries.filter((one) => one !== leaving);
    const freeBytes = staying.reduce((sum, one) => sum + freeOf(one), 0);
    if (!(freeBytes >= 1.5 * leaving.usedBytes))
      return {
        code: 'no-room',
        text: 'What stays has less free than 1.5 times what leaves',
        operands: { leaving: leaving.nodeName, freeBytes, movedBytes: leaving.usedBytes },
      };
  }
  const used = primaries.reduce((sum, one) => sum + one.usedBytes, 0);
  const lastDay = learned.memory.hours.filter(({ hour }) => (hour + 1) * HOUR_MS > nowMs - DAY_MS);
  const most = Math.max(used, ...lastDay.map(({ usedBytes }) => usedBytes));
  const fullest = Math.max(...primaries.map(({ memoryPercent }) => memoryPercent));
  const afterPercent = (fullest * (used > 0 ? most / used : 1) * primaries.length) / (primaries.length - 1);
  if (afterPercent <= policy.policy.memoryTargetPercent) return undefined;
  const text = 'What the last day held would be above the target on fewer shards';
  return { code: 'too-full', text, operands: { afterPercent } };
}

/** A node that holds nothing does not say how much it could. */
function freeOf({ usedBytes, memoryPercent }: Primary): number {
  return memoryPercent > 0 ? (usedBytes * (100 - memoryPercent)) / memoryPercent : 0;
}

function replicasProblem({ replicas, from }: SetReplicas, question: Question): Problem | undefined {
  const { cluster, policy } = question;
  const most = Math.max(...cluster.shards.map(({ nodeCount }) => nodeCount - 1));
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > REPLICAS_MAX)
    return { code: 'no-count', text: `${replicas} is no number of replicas` };
  if (replicas <= from || replicas < most)
    return { code: 'fewer-replicas', text: 'Replicas are never taken away' };
  if (replicas > Math.max(most, policy.policy.replicasMin))
    return { code: 'above-tag', text: `The tags ask for ${policy.policy.replicasMin} replicas` };
  return busyProblem(question);
}
