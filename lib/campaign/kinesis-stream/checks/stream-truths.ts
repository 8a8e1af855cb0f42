// Truths of the world of streams: what is so of the stream and what arrives, whatever our functions make of it. Each asks
// only for what somebody could know by what CloudWatch and Kinesis tell.
import { DAY_MS } from '../../../core/units.ts';
import { CHANGES_PER_DAY } from '../../../targets/kinesis-stream/domain/limits.ts';
import { parseStreamPolicy } from '../../../targets/kinesis-stream/domain/policy.ts';
import { followAttention } from '../../checks/attention/attention-missing.ts';
import type { WorldTruths } from '../../checks/attention/truth.ts';
import type { StreamFaultName } from '../options/stream-fault-names.ts';
import type { StreamRun } from '../world/stream-run.ts';
import type { CreateStreamCheck } from './stream-check.ts';

const STREAM_TRUTHS: WorldTruths<StreamRun> = {
  held: (run) => {
    const { ok, policy } = parseStreamPolicy(run.moment().tags);
    return !ok && policy.mode !== 'off';
  },
  throttled: (run) => isFull(run) && policyOf(run).mode !== 'off',
  'cannot-grow': (run) =>
    isFull(run) && isActedFor(run) && run.moment().openShards >= policyOf(run).shardsMax,
  'budget-spent': (run) =>
    isFull(run) &&
    isActedFor(run) &&
    // A refusal for another reason is waited for first, and is shown as itself.
    !hasFault(run, ['writes-denied', 'calls-throttled']) &&
    run.moment().openShards < policyOf(run).shardsMax &&
    run.taken.filter(({ atMs }) => atMs > run.nowMs() - DAY_MS).length >= CHANGES_PER_DAY,
};

export const streamAttentionMissing: CreateStreamCheck = (run) => followAttention(run, STREAM_TRUTHS);

function policyOf(run: StreamRun) {
  return parseStreamPolicy(run.moment().tags).policy;
}

function isActedFor(run: StreamRun): boolean {
  const { ok, policy } = parseStreamPolicy(run.moment().tags);
  return ok && policy.mode !== 'off' && (policy.pauseUntilMs ?? 0) <= run.nowMs();
}

/**
 * More arrives than the shards take, evenly, and CloudWatch tells of it. A stream that is being changed, or that one key
 * fills, refuses records for reasons of its own.
 */
function isFull(run: StreamRun): boolean {
  const { status, mode, openShards } = run.moment();
  return (
    status === 'ACTIVE' &&
    mode === 'PROVISIONED' &&
    run.load.demandAt(run.nowMs()) > openShards &&
    !hasFault(run, ['metrics-late', 'metrics-missing', 'hot-shard'])
  );
}

function hasFault({ options: { faults } }: StreamRun, names: readonly StreamFaultName[]): boolean {
  return names.some((name) => faults[name] !== undefined);
}
