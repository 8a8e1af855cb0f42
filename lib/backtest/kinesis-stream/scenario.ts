// A backtest's scenario for a Kinesis stream: what arrives, what shards cost, and the policies to compare. Strict: unknown
// keys and bad values are refused with path, given and allowed. Next: read-stream-scenario.ts, run-stream-scenario.ts.
import * as z from 'zod';
import { daysOffSchema } from '../../core/calendar.ts';
import { SHARDS_MAX } from '../../targets/kinesis-stream/domain/limits.ts';
import { bounded } from '../scenario/scenario-values.ts';
import { listOf, named, scenarioFrame, shardCountUpTo, shardsUpTo } from '../scenario/sharded-scenario.ts';

const shardCount = shardCountUpTo(SHARDS_MAX);
const percent = bounded({ min: 10, max: 95 });

/** As `spillway:utilization`. */
const UTILIZATION_DEFAULT_PERCENT = 70;

/** As `spillway:changes-reserved`. */
const RESERVED_DEFAULT = 2;

/** What Spillway does with the stream's tags. */
const planner = z.strictObject({
  kind: z.literal('planner'),
  ...named,
  utilizationPercent: percent.default(UTILIZATION_DEFAULT_PERCENT),
  changesReserved: bounded({ min: 0, max: 8, integer: true }).default(RESERVED_DEFAULT),
});

/** Application Auto Scaling on a stream's utilization; policies/target-tracking.ts. */
const targetTracking = z.strictObject({
  kind: z.literal('target-tracking'),
  ...named,
  targetPercent: percent.default(70),
});

/** AWS's published sample; policies/doubling.ts. */
const doubling = z.strictObject({ kind: z.literal('doubling'), ...named });

const fixed = z.strictObject({ kind: z.literal('static'), ...named, shards: shardCount });

const onDemand = z.strictObject({ kind: z.literal('on-demand'), ...named });

/** It knows the day; policies/oracle.ts. */
const oracle = z.strictObject({ kind: z.literal('oracle'), ...named });

const KINDS = 'one of planner, target-tracking, doubling, static, on-demand, oracle';

const policyChoice = z.discriminatedUnion(
  'kind',
  [planner, targetTracking, doubling, fixed, onDemand, oracle],
  { error: `a policy whose kind is ${KINDS}` },
);

const money = bounded({ min: 0, max: 10_000 });
const seconds = bounded({ min: 1, max: 86_400 });

export const streamScenarioSchema = z.strictObject({
  ...scenarioFrame,
  target: z.literal('kinesis-stream', { error: 'kinesis-stream' }),
  /** Days off and half days, as `planner` would know them of the stream's calendar; dates and hours are of `timeZone`. */
  calendar: daysOffSchema.default({ holidays: [], halfDays: [] }),
  /** Multiplies what the trace counts. */
  volumeFactor: bounded({ above: 0, max: 1e9 }).default(1),
  /** Size of a record. A trace of bytes without it counts bytes alone. */
  bytesPerMessage: bounded({ above: 0, max: 1_048_576 }).optional(),
  shards: shardsUpTo(SHARDS_MAX),
  /** From the call until the stream is active again: the same for all, or for each shard of the larger count. */
  reshardSeconds: z.union([seconds, z.strictObject({ perShard: seconds })], {
    error: 'a number of seconds from 1 to 86400, or { "perShard": seconds }',
  }),
  prices: z.strictObject({
    shardHourUsd: money,
    putUnitsPerMillionUsd: money,
    onDemandPerGbUsd: money,
    onDemandStreamHourUsd: money,
  }),
  policies: listOf(policyChoice),
});

export type StreamScenario = z.output<typeof streamScenarioSchema>;
export type StreamScenarioInput = z.input<typeof streamScenarioSchema>;
export type StreamPolicyChoice = z.output<typeof policyChoice>;

/** What a table calls the policy: its own name, or its kind with what tells it from others of the kind. */
export function streamPolicyLabel(policy: StreamPolicyChoice): string {
  if (policy.name !== undefined) return policy.name;
  switch (policy.kind) {
    case 'planner':
      return [
        'planner',
        ...(policy.utilizationPercent === UTILIZATION_DEFAULT_PERCENT ? [] : [policy.utilizationPercent]),
        ...(policy.changesReserved === RESERVED_DEFAULT ? [] : [`(${policy.changesReserved} reserved)`]),
      ].join(' ');
    case 'target-tracking':
      return `target-tracking ${policy.targetPercent}`;
    case 'static':
      return `static ${policy.shards}`;
    case 'doubling':
    case 'on-demand':
    case 'oracle':
      return policy.kind;
  }
}
