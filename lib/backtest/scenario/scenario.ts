// A backtest's scenario: what is simulated, with which policies. Strict: unknown keys and bad values are
// refused with the path, what was given and what is allowed. The published JSON Schema is made from this.
// Next: policy-choice.ts (the policies), read-scenario.ts (the file), ../run/run-scenario.ts (the run).
import * as z from 'zod';
import { policyChoice } from './policy-choice.ts';
import { bounded, isZone } from './scenario-values.ts';

const TIME_ALLOWED = 'a local time of day from 00:00 to 23:59, such as 23:59';
const ZONE_ALLOWED = 'a time zone that Intl.DateTimeFormat accepts, such as America/New_York or UTC';

const node = z.strictObject({
  memoryGiB: bounded({ above: 0, max: 32_768 }),
  /** What an empty server uses; KX measured about 150 MB. */
  baselineMiB: bounded({ min: 0, max: 1_048_576 }).default(150),
  pricePerHourUsd: bounded({ min: 0, max: 10_000 }),
  /** From launch until the RDB's process starts. */
  bootSeconds: bounded({ min: 0, max: 86_400 }),
  /** From its process's start until it waits in the queue. */
  replaySeconds: bounded({ min: 0, max: 86_400 }).default(0),
  /**
   * From the call that ends it until EC2 stops billing it, or longer where its hook holds it. The default is a report's
   * period: the hook that Spillway asks for holds a server until a report of the time after that call shows it empty.
   */
  shutdownSeconds: bounded({ min: 0, max: 86_400 })
    .default(60)
    .meta({ description: 'From the call that ends a server until EC2 stops billing it' }),
  /** `doubling`: a vector that is full doubles, as in kdb+; `smooth`: memory in proportion to rows. */
  memoryGrowth: z
    .enum(['smooth', 'doubling'], { error: 'one of smooth, doubling' })
    .default('smooth')
    .meta({ description: 'How memory grows with the rows: kdb+ doubles a vector that is full' }),
});

const group = z.strictObject({
  min: bounded({ min: 0, max: 10_000, integer: true }),
  max: bounded({ min: 1, max: 10_000, integer: true }),
  /** How long a rolled node writes down after the end of day. */
  writeDownSeconds: bounded({ min: 0, max: 86_400 }).default(0),
  /** A queued node that is to go waits in its hook until it has left the tickerplant's queue, as docs/kdb.md describes. */
  leavesQueue: z
    .boolean({ error: 'true or false' })
    .default(true)
    .meta({ description: 'RDBs leave the queue when they see their termination; false: queued ones stay' }),
});

const telemetry = z.strictObject({
  periodSeconds: bounded({ min: 1, max: 3_600 }).default(60),
  /** From a sample until CloudWatch shows it. */
  delaySeconds: bounded({ min: 0, max: 3_600 }).default(0),
  /** Share of reports that never arrive, drawn from the seed. */
  missingPercent: bounded({ min: 0, max: 99 }).default(0),
});

/** Which kinds a scenario may be of. */
export const TARGET_ALLOWED = 'rdb-group, which may be left out, kinesis-stream or memorydb-cluster';

/** The scenario's schema; `z.input` is what stands in the file, `z.output` has the defaults filled in. */
export const scenarioSchema = z
  .strictObject({
    /** Editors find the published schema by it. */
    $schema: z.string({ error: 'the address of a JSON Schema' }).optional(),
    name: z
      .string({ error: 'a name' })
      .min(1, { error: 'a name' })
      .max(200, { error: 'at most 200 characters' }),
    /** The kind of target that is simulated; another kind has a schema of its own. */
    target: z.literal('rdb-group', { error: TARGET_ALLOWED }).optional(),
    /** Path of the trace, absolute or relative to the scenario. */
    trace: z.string({ error: 'the path of a CSV file' }).min(1, { error: 'the path of a CSV file' }),
    bytesPerMessage: bounded({ above: 0, max: 1e15 }).optional(),
    endOfDay: z.string({ error: TIME_ALLOWED }).regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: TIME_ALLOWED }),
    timeZone: z.string({ error: ZONE_ALLOWED }).refine(isZone, { error: ZONE_ALLOWED }),
    node,
    group,
    policy: policyChoice.optional(),
    policies: z
      .array(policyChoice, { error: 'a list of policies' })
      .min(1, { error: 'at least one policy' })
      .max(100, { error: 'at most 100 policies' })
      .optional(),
    /** The one big server to compare with. */
    fixed: z
      .strictObject({
        memoryGiB: bounded({ above: 0, max: 32_768 }),
        pricePerHourUsd: bounded({ min: 0, max: 10_000 }),
      })
      .optional(),
    telemetry: telemetry.prefault({}),
    seed: bounded({ min: 0, max: 4_294_967_295, integer: true }).default(1),
  })
  .refine((s) => (s.policy === undefined) !== (s.policies === undefined), {
    path: ['policy'],
    error: 'either policy or policies, one of the two',
  })
  .refine((s) => s.group.min <= s.group.max, {
    path: ['group', 'min'],
    error: 'a number up to group.max',
  })
  .refine((s) => s.node.baselineMiB < s.node.memoryGiB * 1024 * 0.8, {
    path: ['node', 'baselineMiB'],
    error: 'less than 80 % of node.memoryGiB: an empty server must not be full',
  });

export type Scenario = z.output<typeof scenarioSchema>;
export type ScenarioInput = z.input<typeof scenarioSchema>;

/** The policies to run, in the order of the scenario. */
export function policiesOf(
  scenario: Pick<Scenario, 'policy' | 'policies'>,
): readonly z.output<typeof policyChoice>[] {
  return scenario.policies ?? (scenario.policy ? [scenario.policy] : []);
}
