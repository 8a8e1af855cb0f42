// Reads all that the checks of a stream look at, once. A refused or broken read becomes an answer that says so.
import { observeOne } from '../../observe-one.ts';
import type { DiagnosisWishes } from '../../operated-kind.ts';
import type { TargetState } from '../../../core/target-state.ts';
import { whyHeld } from '../../../cycle/why-held.ts';
import { NOTHING_LEARNED, type StreamLearned } from '../../../targets/kinesis-stream/domain/learned.ts';
import { KINESIS_STREAM } from '../../../targets/kinesis-stream/kinesis-stream.ts';
import type { StreamPorts } from '../../../targets/kinesis-stream/ports/stream-ports.ts';
import type { StreamSettingsReader } from '../../../targets/kinesis-stream/ports/stream-settings.ts';
import type { Stream } from '../../../targets/kinesis-stream/ports/streams.ts';
import { ask } from '../../doctor/check.ts';
import { JOURNAL_ENTRIES } from '../../doctor/checks/permissions.ts';
import { readDayProvisioned } from '../day-provisioned.ts';
import type { ExaminedStream } from './stream-check.ts';

/** Throws only for what is no answer of a port. */
export async function examineStream(
  stream: Stream,
  ports: StreamPorts,
  settingsReader: StreamSettingsReader,
  { pricePerHourUsd }: DiagnosisWishes = {},
): Promise<ExaminedStream> {
  const { name, tags, mode } = stream;
  const found = { name, tags, summary: stream };
  const policy = KINESIS_STREAM.policyOf(found);
  const state = await ask(() => ports.stateStore.readState(name));
  const [journal, look, limits, alarms, calendar, provisioned] = await Promise.all([
    ask(() => ports.stateStore.readJournal(name, JOURNAL_ENTRIES)),
    ask(async () => {
      const known = state.ok ? state.value : undefined;
      const from: TargetState<StreamLearned> = known ?? { learned: NOTHING_LEARNED };
      const heldFor = whyHeld(name, policy, from);
      const seen = await observeOne(KINESIS_STREAM, { found, policy: policy.policy, state: from }, ports);
      const question = { seen, policy: policy.policy, nowMs: seen.nowMs };
      return { seen, plan: KINESIS_STREAM.decide({ ...question, ...(heldFor && { heldFor }) }) };
    }),
    ask(() => settingsReader.readShardLimits()),
    ask(() => settingsReader.readThrottlingAlarms()),
    ask(() => ports.calendars.readCalendar(policy.policy.calendar)),
    ask(async () => (mode === 'on-demand' ? readDayProvisioned(stream, policy.policy, ports) : undefined)),
  ]);
  return {
    nowMs: ports.clock.nowMs(),
    stream,
    isManaged: KINESIS_STREAM.isManaged(found),
    policy,
    state,
    journal,
    look,
    limits,
    alarms,
    calendar,
    provisioned,
    ...(pricePerHourUsd !== undefined && { pricePerHourUsd }),
  };
}
