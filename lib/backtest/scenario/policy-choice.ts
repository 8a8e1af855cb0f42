// The policies that a backtest can run: the two that Spillway deploys, and the yardsticks beside them.
import * as z from 'zod';
import { LAST_SPARE_MARGIN_DEFAULT } from '../../targets/rdb-group/domain/policy.ts';
import { bounded } from './scenario-values.ts';

const percent = bounded({ min: 1, max: 100 });
/** KX's and ours: where AWS's own policies are compared, the RDBs roll at the same threshold. */
const ROLL_DEFAULT_PERCENT = 80;
const roll = { rollThresholdPercent: percent.default(ROLL_DEFAULT_PERCENT) };
const named = { name: z.string({ error: 'a name' }).min(1, { error: 'a name' }).optional() };
const sparesMin = bounded({ min: 0, max: 100, integer: true }).default(0);
const scaleIn = z
  .enum(['scheduled', 'continuous'], { error: 'one of scheduled, continuous' })
  .default('scheduled');
const below = { path: ['scaleThresholdPercent'], error: 'a percentage below rollThresholdPercent' };
const isBelow = (p: { scaleThresholdPercent: number; rollThresholdPercent: number }) =>
  p.scaleThresholdPercent < p.rollThresholdPercent;

const threshold = z
  .strictObject({
    kind: z.literal('threshold'),
    ...named,
    scaleThresholdPercent: percent.default(60),
    ...roll,
    sparesMin,
    scaleIn,
  })
  .refine(isBelow, below);

const BURST_FACTOR_DEFAULT = 3;
const BACKSTOP_DEFAULT_PERCENT = 75;

const leadTime = z
  .strictObject({
    kind: z.literal('lead-time'),
    ...named,
    /** Overrides the learned one. */
    leadTimeSeconds: bounded({ above: 0, max: 86_400 }).optional(),
    burstFactor: bounded({ min: 1, max: 100 }).default(BURST_FACTOR_DEFAULT),
    scaleThresholdPercent: percent.default(BACKSTOP_DEFAULT_PERCENT),
    ...roll,
    sparesMin,
    scaleIn,
    /** No last spare of the day where past days, times this, say that the live node lasts; 100: off. */
    lastSpareMargin: bounded({ min: 1, max: 100 }).default(LAST_SPARE_MARGIN_DEFAULT),
  })
  .refine(isBelow, below);

/** On the group's average memory use; see target-tracking.ts. */
const targetTracking = z.strictObject({
  kind: z.literal('target-tracking'),
  ...named,
  targetPercent: percent.default(60),
  warmupSeconds: bounded({ min: 0, max: 86_400 }).default(300),
  disableScaleIn: z.boolean({ error: 'true or false' }).default(false),
});

/** On the group's average memory use; see step.ts. */
const step = z
  .strictObject({
    kind: z.literal('step'),
    ...named,
    scaleOutPercent: percent.default(60),
    scaleInPercent: bounded({ min: 0, max: 100 }).default(30),
    warmupSeconds: bounded({ min: 0, max: 86_400 }).default(300),
    disableScaleIn: z.boolean({ error: 'true or false' }).default(false),
  })
  .refine((p) => p.scaleInPercent < p.scaleOutPercent, {
    path: ['scaleInPercent'],
    error: 'a percentage below scaleOutPercent',
  });

/** Knows the future; see oracle.ts. */
const oracle = z.strictObject({ kind: z.literal('oracle'), ...named, ...roll });

const KINDS = 'one of threshold, lead-time, target-tracking, step, oracle';

/** One policy of a scenario, told apart by its `kind`. */
export const policyChoice = z.discriminatedUnion(
  'kind',
  [threshold, leadTime, targetTracking, step, oracle],
  {
    error: `a policy whose kind is ${KINDS}`,
  },
);

export type PolicyChoice = z.output<typeof policyChoice>;
export type PolicyKind = PolicyChoice['kind'];

/** Percent of memory at which the live RDB unsubscribes under this policy. */
export function rollThresholdOf(policy: PolicyChoice): number {
  return 'rollThresholdPercent' in policy ? policy.rollThresholdPercent : ROLL_DEFAULT_PERCENT;
}

/**
 * That there is an oracle for each roll threshold, a sentence; nothing where all policies roll at the same. One that fills nodes
 * further takes fewer of them, and so does its oracle.
 */
export function whichOracle(policies: readonly PolicyChoice[]): readonly string[] {
  const thresholds = [...new Set(policies.map(rollThresholdOf))].sort((a, b) => a - b);
  if (thresholds.length < 2) return [];
  return [
    `Each policy is compared with the oracle that rolls where it does: at ${thresholds.slice(0, -1).join(', ')} or ${thresholds.at(-1) ?? ''} % of memory.`,
  ];
}

/** What a table calls the policy: its own name, or its kind with what tells it from others of the kind. */
export function policyLabel(policy: PolicyChoice): string {
  if (policy.name !== undefined) return policy.name;
  switch (policy.kind) {
    case 'threshold':
      return [
        `threshold ${policy.scaleThresholdPercent}/${policy.rollThresholdPercent}`,
        ...sparesTold(policy),
      ].join(', ');
    case 'lead-time':
      return ['lead-time', ...leadTimeTold(policy), ...sparesTold(policy)].join(', ');
    case 'target-tracking':
      return `target-tracking ${policy.targetPercent}`;
    case 'step':
      return `step ${policy.scaleOutPercent}/${policy.scaleInPercent}`;
    case 'oracle':
      return ['oracle', ...rollTold(policy)].join(', ');
  }
}

type LeadTime = Extract<PolicyChoice, { kind: 'lead-time' }>;

/** What is not the default. */
function leadTimeTold(policy: LeadTime): readonly string[] {
  const { leadTimeSeconds, burstFactor, scaleThresholdPercent, lastSpareMargin } = policy;
  return [
    ...(burstFactor === BURST_FACTOR_DEFAULT ? [] : [`burst factor ${burstFactor}`]),
    ...(leadTimeSeconds === undefined ? [] : [`lead time ${leadTimeSeconds} s`]),
    ...(scaleThresholdPercent === BACKSTOP_DEFAULT_PERCENT ? [] : [`scale ${scaleThresholdPercent}`]),
    ...rollTold(policy),
    ...(lastSpareMargin === LAST_SPARE_MARGIN_DEFAULT ? [] : [`last-spare margin ${lastSpareMargin}`]),
  ];
}

function rollTold({ rollThresholdPercent }: { readonly rollThresholdPercent: number }): readonly string[] {
  return rollThresholdPercent === ROLL_DEFAULT_PERCENT ? [] : [`roll ${rollThresholdPercent}`];
}

function sparesTold({ sparesMin, scaleIn }: Pick<LeadTime, 'sparesMin' | 'scaleIn'>): readonly string[] {
  return [
    ...(sparesMin > 0 ? [`spares-min ${sparesMin}`] : []),
    ...(scaleIn === 'continuous' ? ['continuous'] : []),
  ];
}

/** Tags that make a group run this policy; for the two kinds that can be deployed. */
export function tagsOf(policy: PolicyChoice, leavesQueue: boolean): Readonly<Record<string, string>> {
  if (policy.kind !== 'threshold' && policy.kind !== 'lead-time') return {};
  return {
    'spillway:managed': 'true',
    'spillway:policy': policy.kind,
    'spillway:scale-threshold': String(policy.scaleThresholdPercent),
    'spillway:roll-threshold': String(policy.rollThresholdPercent),
    'spillway:spares-min': String(policy.sparesMin),
    'spillway:scale-in': policy.scaleIn,
    'spillway:leaves-queue': String(leavesQueue),
    ...(policy.kind === 'lead-time' && { 'spillway:burst-factor': String(policy.burstFactor) }),
    ...(policy.kind === 'lead-time' && {
      'spillway:last-spare-margin': String(policy.lastSpareMargin),
    }),
    ...(policy.kind === 'lead-time' &&
      policy.leadTimeSeconds !== undefined && { 'spillway:lead-time': `${policy.leadTimeSeconds}s` }),
  };
}
