// Events that are not alarms, as functions receive them: lifecycle actions, the tick and the schedules.
// Sources: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html,
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html,
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
import { ACCOUNT_ID, REGION, eventTime, groupArn, stableUuid } from './aws-names.ts';

/** A node that waits in a hook. */
export interface LifecycleAction {
  readonly groupName: string;
  readonly hookName: string;
  readonly instanceId: string;
  readonly transition: 'autoscaling:EC2_INSTANCE_LAUNCHING' | 'autoscaling:EC2_INSTANCE_TERMINATING';
  readonly token: string;
  readonly atMs: number;
  readonly metadata?: string;
}

/** `EC2 Instance-terminate Lifecycle Action`, by EventBridge. */
export function buildLifecycleEvent(action: LifecycleAction) {
  const isTerminating = action.transition === 'autoscaling:EC2_INSTANCE_TERMINATING';
  return {
    version: '0',
    id: stableUuid(`lifecycle/${action.token}/${action.atMs}`),
    'detail-type': `EC2 Instance-${isTerminating ? 'terminate' : 'launch'} Lifecycle Action`,
    source: 'aws.autoscaling',
    account: ACCOUNT_ID,
    time: eventTime(action.atMs),
    region: REGION,
    resources: [groupArn(action.groupName)],
    detail: {
      LifecycleActionToken: action.token,
      AutoScalingGroupName: action.groupName,
      LifecycleHookName: action.hookName,
      EC2InstanceId: action.instanceId,
      LifecycleTransition: action.transition,
      ...(action.metadata !== undefined && { NotificationMetadata: action.metadata }),
      Origin: isTerminating ? 'AutoScalingGroup' : 'EC2',
      Destination: isTerminating ? 'EC2' : 'AutoScalingGroup',
    },
  };
}

/** `Scheduled Event` of an EventBridge rule: what the tick is invoked with. */
export function buildTickEvent(atMs: number) {
  return {
    version: '0',
    id: stableUuid(`tick/${atMs}`),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT_ID,
    time: eventTime(atMs),
    region: REGION,
    resources: [`arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/spillway-tick`],
    detail: {},
  };
}

/**
 * A schedule's payload: EventBridge Scheduler hands the target's input over as it stands, with
 * `<aws.scheduler.scheduled-time>` replaced.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function buildScheduleEvent(input: Readonly<Record<string, unknown>>, scheduledAtMs: number): unknown {
  const text = JSON.stringify(input).replaceAll('<aws.scheduler.scheduled-time>', eventTime(scheduledAtMs));
  return JSON.parse(text) as unknown;
}
