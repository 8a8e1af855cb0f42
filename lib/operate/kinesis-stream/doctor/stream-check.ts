// What is looked at of a stream by its checks, and the fixes that they have in common. The families are in checks/, their
// order in diagnose-stream.ts, and what they look at is read in examine-stream.ts.
import type { TargetState } from '../../../core/target-state.ts';
import type { KnownCalendar } from '../../../ports/calendar-store.ts';
import type { IfProvisioned } from '../../../targets/kinesis-stream/decide/plan/if-provisioned.ts';
import type { StreamLearned } from '../../../targets/kinesis-stream/domain/learned.ts';
import type { Plan } from '../../../targets/kinesis-stream/domain/plan.ts';
import type { ParsedStreamPolicy } from '../../../targets/kinesis-stream/domain/policy.ts';
import type { StreamSeen } from '../../../targets/kinesis-stream/observe/observe.ts';
import type { StreamJournalEntry } from '../../../targets/kinesis-stream/ports/kept-streams.ts';
import type { ShardLimits, ThrottlingAlarm } from '../../../targets/kinesis-stream/ports/stream-settings.ts';
import type { Stream } from '../../../targets/kinesis-stream/ports/streams.ts';
import { shellWord, type Asked, type Check } from '../../doctor/check.ts';
import { typedStream } from '../stream-words.ts';

/** Everything that checks look at, read once. */
export interface ExaminedStream {
  readonly nowMs: number;
  readonly stream: Stream;
  readonly isManaged: boolean;
  readonly policy: ParsedStreamPolicy;
  readonly state: Asked<TargetState<StreamLearned> | undefined>;
  /** Newest first. */
  readonly journal: Asked<readonly StreamJournalEntry[]>;
  /** What a cycle would see now, and decide. */
  readonly look: Asked<{ readonly seen: StreamSeen; readonly plan: Plan }>;
  readonly limits: Asked<ShardLimits>;
  readonly alarms: Asked<readonly ThrottlingAlarm[]>;
  readonly calendar: Asked<KnownCalendar>;
  /** Of an on-demand stream alone. */
  readonly provisioned: Asked<IfProvisioned | undefined>;
  /** What a shard costs an hour, where it was said. */
  readonly pricePerHourUsd?: number;
}

export type StreamCheck = Check<ExaminedStream>;

/** `aws kinesis <action> --stream-name <stream> <rest>`. */
export function kinesisFix({ stream }: ExaminedStream, action: string, rest = ''): string {
  const tail = rest === '' ? '' : ` ${rest}`;
  return `aws kinesis ${action} --stream-name ${shellWord(stream.name)}${tail}`;
}

/** Sets one tag of the stream. */
export function tagFix(examined: ExaminedStream, key: string, value: string): string {
  return kinesisFix(examined, 'add-tags-to-stream', `--tags ${shellWord(`${key}=${value}`)}`);
}

export function adoptFix({ stream, policy }: ExaminedStream): string {
  const hasMax = policy.ok || !policy.problems.some(({ tag }) => tag === 'spillway:shards-max');
  return `spillway adopt ${typedStream(stream.name)}${hasMax ? '' : ' --shards-max <n>'}`;
}
