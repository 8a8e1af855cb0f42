// A backtest's scenario for a MemoryDB cluster: what it comes to hold, what nodes cost, and the policies to compare. Strict:
// unknown keys and bad values are refused with path, given and allowed. Next: held.ts, run-cluster-scenario.ts.
import * as z from 'zod';
import { REPLICAS_MAX, SHARDS_MAX } from '../../targets/memorydb-cluster/domain/limits.ts';
import { bounded } from '../scenario/scenario-values.ts';
import { listOf, named, scenarioFrame, shardCountUpTo, shardsUpTo } from '../scenario/sharded-scenario.ts';

const TIME_ALLOWED = 'a local time of day, such as 18:30';
const shardCount = shardCountUpTo(SHARDS_MAX);

/** As `spillway:memory-target`. */
const TARGET_DEFAULT_PERCENT = 60;

/** What Spillway does with the cluster's tags. */
const spillway = z.strictObject({
  kind: z.literal('spillway'),
  ...named,
  memoryTargetPercent: bounded({ min: 10, max: 90 }).default(TARGET_DEFAULT_PERCENT),
});
const fixed = z.strictObject({ kind: z.literal('static'), ...named, shards: shardCount });
/** It knows the days. */
const oracle = z.strictObject({ kind: z.literal('oracle'), ...named });

const policyChoice = z.discriminatedUnion('kind', [spillway, fixed, oracle], {
  error: 'a policy whose kind is one of spillway, static, oracle',
});

export const clusterScenarioSchema = z.strictObject({
  ...scenarioFrame,
  target: z.literal('memorydb-cluster', { error: 'memorydb-cluster' }),
  /** Memory that what the trace counts leaves behind: of each message, or of each byte. */
  bytesKept: bounded({ above: 0, max: 1e9 }),
  /** Held whatever the day brings. */
  baseGiB: bounded({ min: 0, max: 1e6 }).default(0),
  /** When a day's keys are gone; without it they are kept. */
  emptiedAt: z
    .string({ error: TIME_ALLOWED })
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: TIME_ALLOWED })
    .optional(),
  node: z.strictObject({
    /** For data: less than the node type's memory. */
    memoryGiB: bounded({ above: 0, max: 10_000 }),
    hourUsd: bounded({ min: 0, max: 10_000 }),
  }),
  replicas: bounded({ min: 1, max: REPLICAS_MAX, integer: true }).default(1),
  shards: shardsUpTo(SHARDS_MAX),
  /** From the call until the cluster is available again. */
  reshard: z
    .strictObject({
      minutes: bounded({ min: 1, max: 1_440 }),
      minutesPerGiB: bounded({ min: 0, max: 1_440 }),
    })
    .default({ minutes: 30, minutesPerGiB: 1 }),
  policies: listOf(policyChoice),
});

export type ClusterScenario = z.output<typeof clusterScenarioSchema>;
export type ClusterScenarioInput = z.input<typeof clusterScenarioSchema>;
export type ClusterPolicyChoice = z.output<typeof policyChoice>;

/** What a table calls the policy: its own name, or its kind with what tells it from others of the kind. */
export function clusterPolicyLabel(policy: ClusterPolicyChoice): string {
  if (policy.name !== undefined) return policy.name;
  switch (policy.kind) {
    case 'spillway':
      return policy.memoryTargetPercent === TARGET_DEFAULT_PERCENT
        ? 'spillway'
        : `spillway ${policy.memoryTargetPercent}`;
    case 'static':
      return `static ${policy.shards}`;
    case 'oracle':
      return 'oracle';
  }
}
