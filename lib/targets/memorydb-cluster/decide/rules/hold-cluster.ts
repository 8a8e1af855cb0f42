// Clusters that are left alone whatever they hold: held for a tag, told to wait, of a special sort, just being changed, or
// silent.
import { shardsText } from '../../../../sharded/shards-text.ts';
import { PASS } from '../../../../core/first-verdict.ts';
import { reason } from '../../../../core/reason.ts';
import { ownerRules } from '../../../../sharded/owner-rules.ts';
import { REFUSED_PAUSE_MS } from '../limits.ts';
import type { Rule } from './rule.ts';

export const { holdWhenHeld, holdWhenOff, holdWhenPaused } = ownerRules('cluster');

const SPECIAL = {
  'multi-region': 'It belongs to a multi-Region cluster, whose shards are counted for all Regions together',
  'data-tiering': 'It keeps data on disk as well, so that full memory is no reason to grow',
} as const;

export const holdSpecial: Rule = ({ question: { cluster } }) =>
  cluster.special === undefined
    ? PASS
    : { kind: 'hold', reason: reason(cluster.special, SPECIAL[cluster.special], {}) };

/** A growth that takes so many times as long as it should is one that nobody may wait for in silence. */
const OVERDUE_TIMES = 2;

export const holdWhileChanging: Rule = ({ question: { cluster, learned, nowMs }, memory }) => {
  const { under } = learned.change;
  if (cluster.status === 'available' && under === undefined) return PASS;
  const operands = {
    status: cluster.status,
    shards: cluster.shards.length,
    shardsTo: under?.to ?? null,
    askedMsAgo: under ? nowMs - under.atMs : null,
    progressPercent: cluster.progressPercent ?? null,
  };
  const to = under?.to === undefined ? '' : ` to ${shardsText(under.to)}`;
  const text =
    cluster.status === 'available' || cluster.status === 'updating'
      ? `The cluster is being changed${to}. AWS takes the next change when that is done`
      : `The cluster is ${cluster.status === 'other' ? 'not available' : cluster.status}`;
  // What is under way for that very reason is no trouble, for as long as such a change may take.
  const isGrowing = under?.to !== undefined && under.from !== undefined && under.to > under.from;
  const isHelped = isGrowing && memory !== undefined && nowMs - under.atMs <= OVERDUE_TIMES * memory.leadMs;
  return {
    kind: 'hold',
    reason: reason('changing', text, operands),
    ...(memory?.isUrgent === true && !isHelped && { trouble: 'cannot-grow' }),
  };
};

export const holdAfterRefusal: Rule = ({ question: { learned, nowMs } }) => {
  const { refused } = learned.change;
  if (refused === undefined || nowMs - refused.atMs >= REFUSED_PAUSE_MS) return PASS;
  const text = `AWS refused the last change (${refused.code}). It is tried again a quarter of an hour later`;
  const operands = { refusedMsAgo: nowMs - refused.atMs, code: refused.code };
  return { kind: 'hold', reason: reason('refused', text, operands), trouble: 'cannot-grow' };
};

export const holdWhenBlind: Rule = ({ memory, question: { cluster } }) => {
  if (memory) return PASS;
  const silent = cluster.shards.filter(({ primary }) => !primary).map(({ name }) => name);
  const text = 'Not every shard has one primary that has told of its memory in the last minutes';
  return { kind: 'hold', reason: reason('blind', text, { shards: silent }), trouble: 'blind' };
};
