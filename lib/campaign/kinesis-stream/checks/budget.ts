// The day's changes: AWS allows ten in any rolling 24 hours, and Spillway spends no more than it knows to be left, nor the
// reserve on what is not urgent.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../core/units.ts';
import { CHANGES_PER_DAY } from '../../../targets/kinesis-stream/domain/limits.ts';
import { parseStreamPolicy } from '../../../targets/kinesis-stream/domain/policy.ts';
import type { StreamRun } from '../world/stream-run.ts';
import type { CreateStreamCheck } from './stream-check.ts';

/** A call that AWS refuses for the day's changes is tried again an hour later: lib/targets/kinesis-stream/decide/budget.ts. */
const SPENT_PAUSE_MS = HOUR_MS - MINUTE_MS;

export const overBudget: CreateStreamCheck = (run, tally) => {
  let spentSaidAtMs = Number.NEGATIVE_INFINITY;
  const saidTo = new Map<object, number>();
  const fail = (text: string) => {
    tally.overBudget += 1;
    run.fail('over-budget', text);
  };
  return {
    onSent() {
      // What others spent unseen nobody knows; what we sent ourselves we do.
      const ours = takenWithin(run).filter(({ by }) => by === 'us').length;
      if (ours >= CHANGES_PER_DAY) fail(`a change was sent after ${ours} of our own within 24 hours`);
    },
    onLanded({ outcome, landedAtMs, invocation }) {
      const all = takenWithin(run).length;
      if (outcome.kind === 'applied') {
        tally.calls += 1;
        tally.callsMaxIn24h = Math.max(tally.callsMaxIn24h, all);
        if (all > CHANGES_PER_DAY) fail(`${all} changes were made within 24 hours`);
      }
      if (outcome.kind !== 'rejected' || outcome.failure !== 'spent') return;
      run.occur('refused: spent');
      if (landedAtMs - spentSaidAtMs < SPENT_PAUSE_MS)
        fail('AWS said within the hour that the changes are spent, and was asked again');
      saidTo.set(invocation, landedAtMs);
    },
    // What was said to a function that ended, or went on to fail, nobody wrote down.
    onInvocation({ invocation, errors }) {
      const saidAtMs = saidTo.get(invocation);
      if (saidAtMs !== undefined && errors.length === 0 && invocation.faultCount === 0)
        spentSaidAtMs = saidAtMs;
    },
  };
};

function takenWithin({ taken, nowMs }: StreamRun) {
  return taken.filter(({ atMs }) => atMs > nowMs() - DAY_MS);
}

/** Other days, and today so far, may be so much less busy than what is coming is believed to be: decide/past/pace.ts. */
const PACE_MAX = 1.6;

/** Plans look so far ahead and beside: two changes of ten minutes and more, and past days a quarter of an hour either side. */
const NEAR_MS = 45 * MINUTE_MS;

/** A plan counts whole slots of ten minutes, past days lie a quarter of an hour either side, and a look may be five minutes late. */
const BEYOND_RESHARDING_MS = (2 * 10 + 15 + 5) * MINUTE_MS;

export const reserveSpent: CreateStreamCheck = (run) => {
  // Who has seen a resharding take an hour asks for shards more than an hour ahead.
  let longestReshardingMs = 0;
  return {
    onMinute() {
      const last = run.taken.at(-1);
      if (last && run.moment().status === 'UPDATING')
        longestReshardingMs = Math.max(longestReshardingMs, run.nowMs() - last.atMs);
    },
    onSent({ shards, invocation }) {
      const known = invocation.couldKnow;
      if (!known) return;
      const { policy } = parseStreamPolicy(known.tags);
      const ours = takenWithin(run).filter(({ by }) => by === 'us').length;
      if (ours < CHANGES_PER_DAY - policy.changesReserved) return;
      run.occur('reserve: used');
      const of = `${ours} changes of our own, and ${policy.changesReserved} in reserve`;
      const nearMs = Math.max(NEAR_MS, longestReshardingMs + BEYOND_RESHARDING_MS);
      if (shards < known.openShards) run.fail('reserve-spent', `a shrink was sent after ${of}`);
      else if (!mayBeUrgent(run, known.openShards, nearMs) && shards > policy.shardsMin)
        run.fail('reserve-spent', `a growth that nothing calls for was sent after ${of}`);
    },
  };
};

/** Whether anything there is, was, or was on a past day at this time comes near what is open; a rise may be carried on. */
function mayBeUrgent(run: StreamRun, openShards: number, nearMs: number): boolean {
  const { load, pastLoad, nowMs, times } = run;
  const [fromMs, untilMs] = [nowMs() - nearMs, nowMs() + nearMs];
  let most = load.mostBetween(fromMs, untilMs);
  for (let back = 1; back <= 7; back += 1) {
    const [from, until] = [fromMs - back * DAY_MS, untilMs - back * DAY_MS];
    most = Math.max(most, (from < times.startMs ? pastLoad : load).mostBetween(from, until));
  }
  const lately = load.mostBetween(nowMs() - 15 * MINUTE_MS, nowMs());
  const before = Math.min(load.demandAt(nowMs() - 10 * MINUTE_MS), load.demandAt(nowMs() - 15 * MINUTE_MS));
  // A rise of five minutes, carried on for as long as a resharding takes at the longest.
  const carriedOn = lately + Math.max(0, lately - before) * (nearMs / (5 * MINUTE_MS));
  return Math.max(most * PACE_MAX, carriedOn) > openShards || run.disturbedUntilMs() >= nowMs();
}
