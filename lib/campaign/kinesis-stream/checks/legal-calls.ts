// What a call may ask for, and of which stream: AWS's ratio, no change while one is under way, and nothing that its owner
// did not ask for. Judged by what the stream was when the function last asked for anything: what somebody does between that
// answer and the call, nobody can know.
import { SECOND_MS } from '../../../core/units.ts';
import { RATIO_MAX } from '../../../targets/kinesis-stream/domain/limits.ts';
import { parseStreamPolicy } from '../../../targets/kinesis-stream/domain/policy.ts';
import { MANAGED_TAG } from '../../../targets/kinesis-stream/domain/stream.ts';
import type { StreamMoment } from '../world/stream-run.ts';
import type { CreateStreamCheck } from './stream-check.ts';

export const illegalRatio: CreateStreamCheck = (run, tally) => ({
  onSent({ shards, invocation: { couldKnow } }) {
    const open = couldKnow?.openShards;
    const isLegal =
      open !== undefined &&
      Number.isInteger(shards) &&
      shards !== open &&
      shards <= open * RATIO_MAX &&
      shards * RATIO_MAX >= open;
    if (isLegal) return;
    tally.illegalRatios += 1;
    run.fail(
      'illegal-ratio',
      `${shards} shards were asked for of a stream that had ${open ?? 'not been read'}`,
    );
  },
});

export const callWhileUpdating: CreateStreamCheck = (run, tally) => ({
  onSent({ shards, invocation: { couldKnow } }) {
    if (couldKnow?.status === 'ACTIVE') return;
    tally.callsWhileUpdating += 1;
    run.fail(
      'call-while-updating',
      `${shards} shards were asked for of a stream that was ${couldKnow?.status ?? 'not read'}`,
    );
  },
  onLanded({ before, outcome }) {
    if (outcome.kind === 'rejected' && before.status !== 'ACTIVE') run.occur('call overtaken');
  },
});

export const touchedUnasked: CreateStreamCheck = (run, tally) => ({
  onSent({ shards, invocation: { couldKnow } }) {
    const why = couldKnow && whyUnasked(couldKnow, shards);
    if (why === undefined) return;
    tally.touchedUnasked += 1;
    run.fail('touched-unasked', `${shards} shards were asked for, and ${why}`);
  },
});

/** Functions' clocks differ by so much. */
const CLOCKS_MS = 10 * SECOND_MS;

function whyUnasked({ tags, mode, openShards, atMs }: StreamMoment, shards: number): string | undefined {
  const { ok, policy } = parseStreamPolicy(tags);
  if (tags[MANAGED_TAG] !== 'true') return 'the stream is not managed';
  if (!ok) return 'its tags cannot be read';
  if (policy.mode !== 'act') return `its mode is ${policy.mode}`;
  if ((policy.pauseUntilMs ?? 0) > atMs + CLOCKS_MS) return 'it is paused';
  if (mode === 'ON_DEMAND') return 'it is on demand';
  if (shards > openShards && shards > policy.shardsMax) return `its maximum is ${policy.shardsMax}`;
  return shards < openShards && shards < policy.shardsMin ? `its minimum is ${policy.shardsMin}` : undefined;
}
