// Streams that are left alone whatever they carry: held for a tag, told to wait, on demand, or just being changed.
import { reason } from '../../../../core/reason.ts';
import { demandOf } from '../../domain/stream.ts';
import { REFUSED_PAUSE_MS } from '../budget.ts';
import { PASS, shardsText, type Rule } from './rule.ts';

export const holdWhenHeld: Rule = ({ question: { policy, heldFor } }) => {
  if (heldFor) return { kind: 'hold', reason: heldFor, trouble: 'held' };
  if (policy.ok) return PASS;
  const [first] = policy.problems;
  const text = `The tag ${first?.tag} says ${first?.given}. Allowed is ${first?.allowed}`;
  const tags = policy.problems.map(({ tag }) => tag);
  return { kind: 'hold', reason: reason('bad-tags', text, { tags }), trouble: 'held' };
};

export const holdWhenOff: Rule = ({ policy: { mode } }) =>
  mode === 'off'
    ? { kind: 'hold', reason: reason('off', 'The stream is switched off by its tag', {}) }
    : PASS;

export const holdWhenPaused: Rule = ({ policy: { pauseUntilMs }, question: { nowMs } }) => {
  if (pauseUntilMs === undefined || pauseUntilMs <= nowMs) return PASS;
  const until = new Date(pauseUntilMs).toISOString();
  return { kind: 'hold', reason: reason('paused', `The stream is paused until ${until}`, { until }) };
};

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
