// A backtest's scenario for a Kinesis stream: what arrives, what shards cost, and the policies to compare. Strict: unknown
// keys and bad values are refused with path, given and allowed. Next: read-stream-scenario.ts, run-stream-scenario.ts.
import * as z from 'zod';
import { SHARDS_MAX } from '../../targets/kinesis-stream/domain/limits.ts';
import { bounded, isZone } from '../scenario/scenario-values.ts';

const ZONE_ALLOWED = 'a time zone that Intl.DateTimeFormat accepts, such as America/New_York or UTC';
const FILE_ALLOWED = 'the path of a CSV file';
const TRACE_ALLOWED = 'the path of a CSV file, or a list of 1 to 400 of them';
const named = { name: z.string({ error: 'a name' }).min(1, { error: 'a name' }).optional() };
const file = z.string({ error: FILE_ALLOWED }).min(1, { error: FILE_ALLOWED });
const shardCount = bounded({ min: 1, max: SHARDS_MAX, integer: true });
const percent = bounded({ min: 10, max: 95 });

/** As `spillway:utilization`. */
const UTILIZATION_DEFAULT_PERCENT = 70;

/** What Spillway does with the stream's tags. */
const planner = z.strictObject({
  kind: z.literal('planner'),
  ...named,
  utilizationPercent: percent.default(UTILIZATION_DEFAULT_PERCENT),
  changesReserved: bounded({ min: 0, max: 8, integer: true }).default(2),
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

export const streamScenarioSchema = z
  .strictObject({
    $schema: z.string({ error: 'the address of a JSON Schema' }).optional(),
    name: z
      .string({ error: 'a name' })
      .min(1, { error: 'a name' })
      .max(200, { error: 'at most 200 characters' }),
    target: z.literal('kinesis-stream', { error: 'kinesis-stream' }),
    /** One file, or a file for each day in order of time; absolute, or relative to the scenario. */
    trace: z.union(
      [file, z.array(file).min(1, { error: TRACE_ALLOWED }).max(400, { error: TRACE_ALLOWED })],
      {
        error: TRACE_ALLOWED,
      },
    ),
    /** Multiplies what the trace counts. */
    volumeFactor: bounded({ above: 0, max: 1e9 }).default(1),
    /** Size of a record. A trace of bytes without it counts bytes alone. */
    bytesPerMessage: bounded({ above: 0, max: 1_048_576 }).optional(),
    timeZone: z.string({ error: ZONE_ALLOWED }).refine(isZone, { error: ZONE_ALLOWED }).default('UTC'),
    shards: z.strictObject({ min: shardCount.default(1), max: shardCount, start: shardCount }),
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
    policies: z
      .array(policyChoice, { error: 'a list of policies' })
      .min(1, { error: 'at least one policy' })
      .max(100, { error: 'at most 100 policies' }),
  })
  .refine(({ shards }) => shards.min <= shards.start && shards.start <= shards.max, {
    path: ['shards', 'start'],
    error: 'a number from shards.min to shards.max',
  });

export type StreamScenario = z.output<typeof streamScenarioSchema>;
export type StreamScenarioInput = z.input<typeof streamScenarioSchema>;
export type StreamPolicyChoice = z.output<typeof policyChoice>;

/** What a table calls the policy: its own name, or its kind with what tells it from others of the kind. */
export function streamPolicyLabel(policy: StreamPolicyChoice): string {
  if (policy.name !== undefined) return policy.name;
  switch (policy.kind) {
    case 'planner':
      return policy.utilizationPercent === UTILIZATION_DEFAULT_PERCENT
        ? 'planner'
        : `planner ${policy.utilizationPercent}`;
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
