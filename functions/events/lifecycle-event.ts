// Auto Scaling's events by EventBridge: a node waits in its terminating hook, or a launch failed.
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html
import * as z from 'zod';
import { UnknownEventError } from '../../lib/core/errors.ts';

export interface LifecycleEvent {
  readonly groupName: string;
  /** The node that waits, and since when; absent for a launch failure. */
  readonly waiting?: { readonly instanceId: string; readonly sinceMs: number };
}

const EXPECTED =
  'an Auto Scaling event by EventBridge: "EC2 Instance-terminate Lifecycle Action" or "EC2 Instance Launch Unsuccessful"';

const terminateAction = z.object({
  source: z.literal('aws.autoscaling'),
  'detail-type': z.literal('EC2 Instance-terminate Lifecycle Action'),
  time: z.iso.datetime({ offset: true }),
  detail: z.object({ AutoScalingGroupName: z.string().min(1), EC2InstanceId: z.string().min(1) }),
});

const launchFailure = z.object({
  source: z.literal('aws.autoscaling'),
  'detail-type': z.literal('EC2 Instance Launch Unsuccessful'),
  detail: z.object({ AutoScalingGroupName: z.string().min(1) }),
});

/** Throws `UnknownEventError` for any other event. */
export function parseLifecycleEvent(event: unknown): LifecycleEvent {
  const waiting = terminateAction.safeParse(event);
  if (waiting.success) {
    const { time, detail } = waiting.data;
    return {
      groupName: detail.AutoScalingGroupName,
      waiting: { instanceId: detail.EC2InstanceId, sinceMs: Date.parse(time) },
    };
  }
  const failed = launchFailure.safeParse(event);
  if (failed.success) return { groupName: failed.data.detail.AutoScalingGroupName };
  throw new UnknownEventError(EXPECTED, event, { cause: waiting.error });
}
