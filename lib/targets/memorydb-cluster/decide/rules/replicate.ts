// Replicas that a shard lacks: a shard without one loses its writes for as long as its node is replaced.
// https://docs.aws.amazon.com/memorydb/latest/devguide/autofailover.html
import { PASS } from '../../../../core/first-verdict.ts';
import { reason } from '../../../../core/reason.ts';
import { mostReplicas } from '../../domain/cluster.ts';
import { whyBusy, whyInWindow } from './obstacles.ts';
import type { Rule } from './rule.ts';

export const replicate: Rule = (assessment) => {
  const { replicas, policy } = assessment;
  const { replicasMin } = policy;
  if (replicas >= replicasMin) return PASS;
  // A new replica is given all that the primary holds, by the primary.
  const obstacle = whyInWindow(assessment, { withinMs: 0 }) ?? whyBusy(assessment);
  // One number for every shard: a lower one would take from those that have more.
  const to = Math.max(replicasMin, mostReplicas(assessment.question.cluster));
  const operands = { replicas, replicasMin };
  const wanted = `A shard has ${replicas} replicas, and the tags ask for ${replicasMin}`;
  if (obstacle)
    return { kind: 'hold', reason: reason(obstacle.code, `${wanted}. ${obstacle.text}`, operands) };
  return {
    kind: 'change',
    action: { kind: 'set-replicas', replicas: to, from: replicas },
    reason: reason('replicas-missing', `${wanted}. Each shard gets ${to}`, operands),
  };
};
