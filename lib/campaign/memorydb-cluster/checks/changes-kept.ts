// No change is lost and none is made twice: what AWS took is known to every cycle after, one is not sent while another of ours may
// be on its way, an alarm that comes again changes nothing again, and what ended without the shards that it was asked for is not
// tried again by itself.
import { MINUTE_MS } from '../../../core/units.ts';
import type { CreateClusterCheck, Landed, SentCall } from './cluster-check.ts';

export const changeLost: CreateClusterCheck = (run, tally) => {
  let latest: Landed | undefined;
  return {
    onLanded(landed) {
      if (landed.outcome.kind === 'applied') latest = landed;
    },
    onRecorded({ change: { under } }, invocation) {
      if (!latest) return;
      const { described } = invocation;
      const isItsOwn = latest.invocation === invocation;
      // Somebody who read it while it was carried out; or who sent it.
      const isSeen = described !== undefined && described.atMs >= latest.landedAtMs;
      if (!isItsOwn && !isSeen) return;
      if (!isItsOwn) run.occur('change seen by a later cycle');
      const { change } = latest;
      const isOver = !isItsOwn && described?.status !== 'updating';
      const isKnown = under?.by === 'us' && (change.kind === 'set-replicas' || under.to === change.to);
      if (isOver || isKnown) {
        if (!isItsOwn) latest = undefined;
        return;
      }
      latest = undefined;
      tally.changesLost += 1;
      run.fail(
        'change-lost',
        `a change to ${change.to} is being carried out, and what is known is ${JSON.stringify(under)}`,
      );
    },
  };
};

/** Longer than a call of ours can be under way, and shorter than any change. */
const ON_ITS_WAY_MS = MINUTE_MS;

export const changeDoubled: CreateClusterCheck = (run, tally) => {
  let last: SentCall | undefined;
  return {
    onSent(call) {
      const sinceMs = last && call.atMs - last.atMs;
      if (last && sinceMs !== undefined && sinceMs < ON_ITS_WAY_MS) {
        tally.changesDoubled += 1;
        run.fail('change-doubled', `${call.change.to} were asked for ${sinceMs} ms after ${last.change.to}`);
      }
      last = call;
    },
    onLanded({ outcome, invocation, atMs }) {
      // A clear no changes nothing.
      if (outcome.kind === 'rejected' && last?.invocation === invocation && last.atMs === atMs)
        last = undefined;
    },
  };
};

export const clusterDuplicateActed: CreateClusterCheck = (run, tally) => {
  const acted = new Set<string>();
  return {
    onLanded({ outcome, change, invocation: { eventName } }) {
      if (eventName === undefined || outcome.kind !== 'applied') return;
      run.occur('call by alarm');
      if (acted.has(eventName)) {
        tally.duplicatesActed += 1;
        run.fail('duplicate-acted', `the ${eventName} came again, and asked for ${change.to}`);
      }
      acted.add(eventName);
    },
  };
};

export const triedAgain: CreateClusterCheck = (run, tally) => {
  let pending: { readonly from: number; readonly to: number; readonly landedAtMs: number } | undefined;
  let isSeen = false;
  let stuckAt: number | undefined;
  return {
    onLanded({ change, outcome, before, landedAtMs }) {
      if (outcome.kind !== 'applied') return;
      isSeen = false;
      const isRemoval = change.kind === 'set-shards' && change.to < before.shards;
      pending = isRemoval ? { from: before.shards, to: change.to, landedAtMs } : undefined;
    },
    onRecorded(_, { described }) {
      if (pending && described?.status === 'updating' && described.atMs > pending.landedAtMs) isSeen = true;
    },
    onMinute() {
      const { status, shards } = run.moment();
      if (shards !== stuckAt) stuckAt = undefined;
      if (!pending || status !== 'available') return;
      if (isSeen && shards === pending.from) {
        run.occur('removal ended short');
        stuckAt = shards;
      }
      pending = undefined;
    },
    onSent({ change, invocation: { couldKnow } }) {
      const isAgain =
        change.kind === 'set-shards' && couldKnow?.shards === stuckAt && change.to < (couldKnow?.shards ?? 0);
      if (!isAgain) return;
      tally.triedAgain += 1;
      run.fail(
        'tried-again',
        `${change.to} shards were asked for again, and a key keeps a shard where it is`,
      );
    },
  };
};
