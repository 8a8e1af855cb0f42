// What is tried: settings of our two policies, when nodes may be retired, and how reports come, for each server size. Reports
// come at first in the way that takes least to install; a candidate that fails is tried with better ones.
import { LAST_SPARE_MARGIN_DEFAULT } from '../../targets/rdb-group/domain/policy.ts';
import { policyLabel, type PolicyChoice } from '../scenario/policy-choice.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** A server size that may be chosen. */
export interface NodeSize {
  readonly name: string;
  readonly memoryGiB: number;
  readonly pricePerHourUsd: number;
}

export interface Candidate {
  readonly node: NodeSize;
  readonly policy: PolicyChoice;
  readonly telemetry: Scenario['telemetry'];
  readonly label: string;
}

/** How reports come: what takes least to install first. */
const REPORTS: readonly { readonly label: string; readonly telemetry: Scenario['telemetry'] }[] = [
  {
    label: 'metrics each minute',
    telemetry: { periodSeconds: 60, delaySeconds: 60, missingPercent: 0 },
  },
  { label: 'metrics each 10 s', telemetry: { periodSeconds: 10, delaySeconds: 10, missingPercent: 0 } },
  { label: 'the probe', telemetry: { periodSeconds: 60, delaySeconds: 0, missingPercent: 0 } },
];

type ScaleIn = 'scheduled' | 'continuous';

/** Of those that cost the same the first is taken: the default, and the one that asks nothing of the RDBs. */
const POLICIES: readonly PolicyChoice[] = [
  ...([3, 2, 5, 8] as const).flatMap((burstFactor) => [
    leadTime({ burstFactor, scaleIn: 'scheduled' }),
    leadTime({ burstFactor, scaleIn: 'continuous' }),
  ]),
  leadTime({ burstFactor: 3, sparesMin: 1, scaleIn: 'scheduled' }),
  threshold(50),
  threshold(60),
  threshold(70),
];

/** All of them, as they are tried at first. */
export function candidatesOf(sizes: readonly NodeSize[]): readonly Candidate[] {
  return sizes.flatMap((node) => POLICIES.flatMap((policy) => candidateOf(node, policy, 0) ?? []));
}

/** The same with reports that come sooner or more often; `undefined` where there are none better. */
export function withBetterReports({ node, policy, telemetry }: Candidate): Candidate | undefined {
  return candidateOf(node, policy, 1 + REPORTS.findIndex((reports) => reports.telemetry === telemetry));
}

function candidateOf(node: NodeSize, policy: PolicyChoice, reportsIndex: number): Candidate | undefined {
  const reports = REPORTS[reportsIndex];
  if (!reports) return undefined;
  return {
    node,
    policy,
    telemetry: reports.telemetry,
    label: `${node.name}, ${labelOf(policy)}, ${reports.label}`,
  };
}

/** The same but for when nodes may be retired, in a window at the end of day, and for its reports. */
export function isScheduledTwin(of: Candidate, other: Candidate): boolean {
  const { policy } = other;
  return (
    of.node === other.node &&
    policy.kind === 'lead-time' &&
    of.policy.kind === 'lead-time' &&
    policy.scaleIn === 'scheduled' &&
    policy.burstFactor === of.policy.burstFactor &&
    policy.sparesMin === of.policy.sparesMin
  );
}

function labelOf(policy: PolicyChoice): string {
  if (policy.kind !== 'lead-time') return policyLabel(policy);
  const spares = policy.sparesMin > 0 ? `, spares-min ${policy.sparesMin}` : '';
  return `lead-time, burst factor ${policy.burstFactor}${spares}, ${policy.scaleIn}`;
}

function leadTime(change: { burstFactor: number; sparesMin?: number; scaleIn: ScaleIn }): PolicyChoice {
  return {
    kind: 'lead-time',
    scaleThresholdPercent: 75,
    rollThresholdPercent: 80,
    sparesMin: 0,
    lastSpareMargin: LAST_SPARE_MARGIN_DEFAULT,
    ...change,
  };
}

function threshold(scaleThresholdPercent: number): PolicyChoice {
  return {
    kind: 'threshold',
    scaleThresholdPercent,
    rollThresholdPercent: 80,
    sparesMin: 0,
    scaleIn: 'scheduled',
  };
}
