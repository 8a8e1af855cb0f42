// Streams that are left alone whatever they carry: held for a tag, told to wait, on demand, or just being changed.
import { shardsText } from '../../../../sharded/shards-text.ts';
import { PASS } from '../../../../core/first-verdict.ts';
import { reason } from '../../../../core/reason.ts';
import { ownerRules } from '../../../../sharded/owner-rules.ts';
import { demandOf } from '../../domain/stream.ts';
import { REFUSED_PAUSE_MS } from '../budget.ts';
import type { Rule } from './rule.ts';

export const { holdWhenHeld, holdWhenOff, holdWhenPaused } = ownerRules('stream');

export const holdOnDemand: Rule = ({ question: { stream, learned }, utilization }) => {
  if (stream.capacityMode === 'provisioned') return PASS;
  const seen = learned.demand.days.flatMap(({ busiest }) => busiest.map((shards) => shards ?? 0));
  const peak = Math.max(0, ...seen, ...stream.minutes.map(demandOf));
  const shards = Math.max(1, Math.ceil(peak / utilization));
  const text = `AWS scales this stream on demand. Provisioned, its busiest minute would take ${shardsText(shards)}`;
  return { kind: 'hold', reason: reason('on-demand', text, { shardsAtPeak: shards }) };
};

export const holdWhileChanging: Rule = ({ question: { stream, learned, nowMs } }) => {
  const { under } = learned.resharding;
  const operands = {
    status: stream.status,
    shardsOpen: stream.openShards,
    shardsTo: under?.to ?? null,
    askedMsAgo: under ? nowMs - under.atMs : null,
  };
  if (stream.status === 'active' && under === undefined) return PASS;
  const to = under?.to === undefined ? '' : ` to ${shardsText(under.to)}`;
  const text =
    stream.status === 'active' || stream.status === 'updating'
      ? `The stream is being resharded${to}. AWS takes the next change when that is done`
      : `The stream is ${stream.status}`;
  return { kind: 'hold', reason: reason('resharding', text, operands) };
};

export const holdAfterRefusal: Rule = ({ question: { learned, nowMs } }) => {
  const { refusedAtMs } = learned.changes;
  if (refusedAtMs === undefined || nowMs - refusedAtMs >= REFUSED_PAUSE_MS) return PASS;
  const text = 'AWS refused the last change. It is tried again a quarter of an hour later';
  const operands = { refusedMsAgo: nowMs - refusedAtMs };
  return { kind: 'hold', reason: reason('refused', text, operands), trouble: 'cannot-grow' };
};
