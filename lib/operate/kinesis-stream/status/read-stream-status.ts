// One stream as it stands: its shards, what fills them, changes left, lease, last plan. Reads only: it observes and decides
// as a cycle would, without the lease, and throws the plan away.
import { observeOne } from '../../observe-one.ts';
import { attentionOf } from '../../../core/attention.ts';
import type { TargetState } from '../../../core/target-state.ts';
import { whyHeld } from '../../../cycle/why-held.ts';
import { NOTHING_LEARNED, type StreamLearned } from '../../../targets/kinesis-stream/domain/learned.ts';
import type { HottestShard, Stream } from '../../../targets/kinesis-stream/domain/stream.ts';
import { KINESIS_STREAM } from '../../../targets/kinesis-stream/kinesis-stream.ts';
import type { FoundStream } from '../../../targets/kinesis-stream/observe/observe.ts';
import type { StreamPorts } from '../../../targets/kinesis-stream/ports/stream-ports.ts';
import { lastPlanPart, leasePart, type StatusFrame } from '../../status/status-lines.ts';

/** Plain JSON, as `status --json` prints it. Times are ms since the epoch, durations ms. */
export interface StreamStatus extends StatusFrame {
  readonly streamName: string;
  readonly managed: boolean;
  readonly mode: 'act' | 'dry-run' | 'off' | 'held: bad tags';
  readonly capacityMode: Stream['capacityMode'];
  readonly status: Stream['status'];
  readonly shardsOpen: number;
  readonly shardsWanted: number;
  /** Of the tags; `null` where they cannot be read. */
  readonly shardsMin: number | null;
  readonly shardsMax: number | null;
  /** Of what the open shards take, in the newest minute. */
  readonly demandPercent: number;
  /** Of the ten in 24 hours. */
  readonly changesLeft: number;
  /** Refused within the last hour. */
  readonly throttledRecords: number;
  /** How far the slowest reader is behind; `null` if none says. */
  readonly readersBehindMs: number | null;
  /** Where records are refused, and Kinesis tells of shards one by one. */
  readonly hottestShard?: HottestShard;
}

/** Throws `PortError` if a read gave no complete answer. */
export async function readStreamStatus(found: FoundStream, ports: StreamPorts): Promise<StreamStatus> {
  const { name } = found;
  const kept = await ports.stateStore.readState(name);
  const nowMs = ports.clock.nowMs();
  const parsed = KINESIS_STREAM.policyOf(found);
  const { policy } = parsed;
  const state: TargetState<StreamLearned> = kept ?? { learned: NOTHING_LEARNED };
  const seen = await observeOne(KINESIS_STREAM, { found, policy, state }, ports);
  const heldFor = whyHeld(name, parsed, state);
  const plan = KINESIS_STREAM.decide({ seen, policy, nowMs: seen.nowMs, ...(heldFor && { heldFor }) });
  const { capacityMode, status, minutes, consumerLagMs, hottestShard } = seen.stream;
  const { ShardsOpen, ShardsWanted, DemandPercent, ChangesLeft } = plan.gauges;
  return {
    streamName: name,
    managed: KINESIS_STREAM.isManaged(found),
    mode: parsed.ok ? policy.mode : 'held: bad tags',
    capacityMode,
    status,
    shardsOpen: ShardsOpen,
    shardsWanted: ShardsWanted,
    shardsMin: parsed.ok ? policy.shardsMin : null,
    shardsMax: parsed.ok ? policy.shardsMax : null,
    demandPercent: DemandPercent,
    changesLeft: ChangesLeft,
    throttledRecords: minutes.reduce((sum, { throttledRecords }) => sum + throttledRecords, 0),
    readersBehindMs: consumerLagMs ?? null,
    ...(hottestShard && { hottestShard }),
    ...leasePart(kept?.lease, nowMs),
    attention: attentionOf(kept?.troubles ?? {}, nowMs),
    ...lastPlanPart(kept?.learned.lastPlan),
    wouldNow: `${plan.kind}: ${plan.reason.text}`,
  };
}
