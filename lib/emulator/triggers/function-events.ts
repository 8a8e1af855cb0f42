// Events that are not alarms, as functions receive them: lifecycle actions, the tick and the schedules.
// Sources: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html,
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html,
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
import type { AutoScalingEvent } from '../../sim/aws/auto-scaling-context.ts';
import { ACCOUNT_ID, REGION, eventTime, groupArn, instanceArn, stableUuid } from '../aws-names.ts';

/** An Auto Scaling event as EventBridge delivers it. */
export function buildAutoScalingEvent({ detailType, atMs, groupName, instanceId, detail }: AutoScalingEvent) {
  return {
    version: '0',
    id: stableUuid(`${detailType}/${groupName}/${instanceId}/${atMs}`),
    'detail-type': detailType,
    source: 'aws.autoscaling',
    account: ACCOUNT_ID,
    time: eventTime(atMs),
    region: REGION,
    resources: detailType.endsWith('Lifecycle Action')
      ? [groupArn(groupName)]
      : [groupArn(groupName), ...(instanceId === '' ? [] : [instanceArn(instanceId)])],
    detail,
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
