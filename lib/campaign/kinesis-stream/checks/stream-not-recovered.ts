// Once faults stop, the stream reaches what is wanted: by the end of the run somebody decides, what arrives is carried, and
// the stream has as many shards as the last decision wanted.
import { DAY_MS, MINUTE_MS } from '../../../core/units.ts';
import { CHANGES_PER_DAY } from '../../../targets/kinesis-stream/domain/limits.ts';
import { parseStreamPolicy } from '../../../targets/kinesis-stream/domain/policy.ts';
import { latestDecision } from '../../measures/latest-decision.ts';
import type { CreateStreamCheck } from './stream-check.ts';

export const streamNotRecovered: CreateStreamCheck = (run) => {
  const decision = latestDecision(run);
  return {
    onInvocation: ({ results }) => decision.hear(results),
    onEnd() {
      if (!run.isManaged()) return;
      const shardsWanted = decision.atEnd();
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
