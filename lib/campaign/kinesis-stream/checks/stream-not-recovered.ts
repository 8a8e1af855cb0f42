// Once faults stop, the stream reaches what is wanted: by the end of the run somebody decides, what arrives is carried, and
// the stream has as many shards as the last decision wanted.
import { DAY_MS, MINUTE_MS } from '../../../core/units.ts';
import { CHANGES_PER_DAY } from '../../../targets/kinesis-stream/domain/limits.ts';
import { parseStreamPolicy } from '../../../targets/kinesis-stream/domain/policy.ts';
import type { CreateStreamCheck } from './stream-check.ts';

/** The longest look ahead, the tick that finds it past, and a lease that stands after the last fault. */
const DECIDED_WITHIN_MS = 8 * MINUTE_MS;

export const streamNotRecovered: CreateStreamCheck = (run) => {
  let decidedAtMs = run.times.startMs;
  let shardsWanted = 0;
  return {
    onInvocation({ results }) {
      for (const result of results) {
        if (result.kind !== 'decided') continue;
        decidedAtMs = run.nowMs();
        shardsWanted = result.plan.gauges.ShardsWanted;
      }
    },
    onEnd() {
      if (!run.isManaged()) return;
      const sinceMs = run.nowMs() - decidedAtMs;
      if (sinceMs > DECIDED_WITHIN_MS)
        run.fail('not-recovered', `no decision for ${Math.round(sinceMs / MINUTE_MS)} minutes`);
      const { openShards, mode, status, tags } = run.moment();
      const { policy } = parseStreamPolicy(tags);
      const spent = run.taken.filter(({ atMs }) => atMs > run.nowMs() - DAY_MS).length;
      const cannotGrow = openShards >= policy.shardsMax || spent >= CHANGES_PER_DAY - policy.changesReserved;
      if (mode === 'ON_DEMAND' || status !== 'ACTIVE' || cannotGrow) return;
      const demand = run.load.demandAt(run.nowMs() - MINUTE_MS);
      if (demand > openShards)
        run.fail('not-recovered', `${demand.toFixed(1)} shards are filled, and ${openShards} are open`);
      if (shardsWanted > openShards)
        run.fail('not-recovered', `${shardsWanted} shards are wanted, and ${openShards} are open`);
    },
  };
};
