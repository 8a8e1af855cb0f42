// Whether what the cluster holds fits into one shard fewer, with AWS's room for what moves: what must be shown twice before a
// shard is taken away. Which one goes is AWS's choice, so the fullest is reckoned with.
import { formatDuration } from '../../../core/units.ts';
import type { Operand } from '../../../core/reason.ts';
import { FREE_PER_MOVED } from '../domain/limits.ts';
import { mostOfDay } from './growth.ts';
import type { Assessment } from './assess.ts';
import { REPLICA_LAG_MAX_MS } from './limits.ts';

export interface Misfit {
  readonly code: string;
  /** A sentence without its full stop. */
  readonly text: string;
  readonly operands: Readonly<Record<string, Operand>>;
}

/** `undefined` where it fits by this look alone. */
export function whyNotFit({ memory, policy, shards, question }: Assessment): Misfit | undefined {
  if (!memory) return misfit('blind', 'Not every primary has told of itself');
  const { memoryTargetPercent: target } = policy;
  const left = shards - 1;
  const { mostBytes, usedBytes, nodeBytes, aheadPercent, memoryPercent } = memory;
  const freeBytes = left * nodeBytes - (usedBytes - mostBytes);
  if (!(freeBytes >= FREE_PER_MOVED * mostBytes))
    return misfit('no-room', 'What stays would not have 1.5 times what leaves free', {
      freeBytes,
      movedBytes: mostBytes,
    });
  const most = Math.max(usedBytes, mostOfDay(question.learned.memory, question.nowMs));
  const mostPercent = memoryPercent * (usedBytes > 0 ? most / usedBytes : 1);
  const afterPercent = (Math.max(aheadPercent, mostPercent) * shards) / Math.max(1, left);
  if (afterPercent > target)
    return misfit('too-full', 'What the last day held would not fit below the target', {
      afterPercent,
      targetPercent: target,
    });
  return whyNotInStep(question.cluster.shards);
}

function whyNotInStep(shards: Assessment['question']['cluster']['shards']): Misfit | undefined {
  const lags = shards.flatMap(({ replicaLagMs }) => replicaLagMs ?? []);
  if (lags.length < shards.length) return misfit('replicas-unknown', 'A replica does not say how far it is');
  const behindMs = Math.max(...lags);
  if (behindMs <= REPLICA_LAG_MAX_MS) return undefined;
  return misfit('replicas-behind', `A replica is ${formatDuration(behindMs)} behind`, { behindMs });
}

function misfit(code: string, text: string, operands: Misfit['operands'] = {}): Misfit {
  return { code, text, operands };
}
