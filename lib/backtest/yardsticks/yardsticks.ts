// What AWS's own policies would set the desired capacity to: target tracking and step scaling, as pure
// functions of the metric. They know nothing of data: Auto Scaling picks whom a scale-in terminates.
//
// Sources:
// - https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html (target tracking:
//   in proportion out, more gradually in; scale-in waits for warm-up; an instance is not counted in the
//   group's metric until it is warm, and is counted as part of the capacity)
// - https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html (step adjustments are
//   relative to the alarm's threshold; what is warming up counts against the adjustment; no scale-in while
//   a scale-out is under way)
// - https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_StepAdjustment.html (bounds of a step)
// The alarms that target tracking makes, as they show in an account: high on 3 datapoints of a minute above
// the target, low on 15 below 90 % of it. The guide says not to rely on their numbers.
import type { PolicyChoice } from '../scenario/policy-choice.ts';

/** What a policy looks at each minute. */
export interface ScalingInput {
  readonly desiredCapacity: number;
  readonly minSize: number;
  readonly maxSize: number;
  /** Nodes in service for longer than the warm-up. */
  readonly warmCount: number;
  /** Nodes launched and not warm yet. */
  readonly warmingCount: number;
  /** Average memory use, percent, a datapoint a minute, newest first. */
  readonly percents: readonly number[];
}

const TRACKING_HIGH_DATAPOINTS = 3;
const TRACKING_LOW_DATAPOINTS = 15;
const TRACKING_LOW_SHARE = 0.9;

/** Datapoints that the yardsticks look at. */
export const DATAPOINTS_LOOKED_AT = TRACKING_LOW_DATAPOINTS;

/** Desired capacity by target tracking. */
export function targetTracking(
  input: ScalingInput,
  policy: Pick<Extract<PolicyChoice, { kind: 'target-tracking' }>, 'targetPercent' | 'disableScaleIn'>,
): number {
  const { percents, desiredCapacity, warmCount, warmingCount } = input;
  const { targetPercent } = policy;
  const latest = percents[0] ?? targetPercent;
  const inProportion = Math.ceil((warmCount * latest) / targetPercent);
  if (allOf(percents, TRACKING_HIGH_DATAPOINTS, (p) => p > targetPercent))
    return within(input, Math.max(desiredCapacity, inProportion));
  const isLow = allOf(percents, TRACKING_LOW_DATAPOINTS, (p) => p < TRACKING_LOW_SHARE * targetPercent);
  if (policy.disableScaleIn || !isLow || warmingCount > 0) return desiredCapacity;
  return within(input, Math.min(desiredCapacity, inProportion));
}

const STEP_HIGH_DATAPOINTS = 1;
const STEP_LOW_DATAPOINTS = 5;
/** From this far above the threshold on, two nodes are added instead of one. */
const STEP_LARGE_FROM_PERCENT = 10;

/** Desired capacity by step scaling: +1 at the threshold, +2 from ten points above it, -1 below the lower. */
export function step(
  input: ScalingInput,
  policy: Pick<
    Extract<PolicyChoice, { kind: 'step' }>,
    'scaleOutPercent' | 'scaleInPercent' | 'disableScaleIn'
  >,
): number {
  const { percents, desiredCapacity, warmingCount } = input;
  if (allOf(percents, STEP_HIGH_DATAPOINTS, (p) => p >= policy.scaleOutPercent)) {
    const over = (percents[0] ?? 0) - policy.scaleOutPercent;
    const adjustment = over >= STEP_LARGE_FROM_PERCENT ? 2 : 1;
    return within(input, desiredCapacity + Math.max(0, adjustment - warmingCount));
  }
  const isLow = allOf(percents, STEP_LOW_DATAPOINTS, (p) => p < policy.scaleInPercent);
  if (policy.disableScaleIn || !isLow || warmingCount > 0) return desiredCapacity;
  return within(input, desiredCapacity - 1);
}

function allOf(percents: readonly number[], count: number, holds: (percent: number) => boolean): boolean {
  return percents.length >= count && percents.slice(0, count).every(holds);
}

function within({ minSize, maxSize }: ScalingInput, capacity: number): number {
  return Math.min(maxSize, Math.max(minSize, capacity));
}
