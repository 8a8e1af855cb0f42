// The emulated account: its number, region, ARNs, and identifiers that are the same on every run.
import { createHash } from 'node:crypto';
import { ACCOUNT_ID, REGION } from '../sim/aws/account.ts';

export { ACCOUNT_ID, REGION };

/** The topic that alarms publish to, where they come by SNS. */
export const SNS_TOPIC_ARN = `arn:aws:sns:${REGION}:${ACCOUNT_ID}:spillway-alarms`;

export function alarmArn(alarmName: string): string {
  return `arn:aws:cloudwatch:${REGION}:${ACCOUNT_ID}:alarm:${alarmName}`;
}

export function groupArn(groupName: string): string {
  const id = stableUuid(`group/${groupName}`);
  return `arn:aws:autoscaling:${REGION}:${ACCOUNT_ID}:autoScalingGroup:${id}:autoScalingGroupName/${groupName}`;
}

export function instanceArn(instanceId: string): string {
  return `arn:aws:ec2:${REGION}:${ACCOUNT_ID}:instance/${instanceId}`;
}

export function functionArn(functionName: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${functionName}`;
}

export function streamArn(streamName: string): string {
  return `arn:aws:kinesis:${REGION}:${ACCOUNT_ID}:stream/${streamName}`;
}

/**
 * The zone's id, which is the same in all accounts: `us-east-1a` is `use1-az1` here.
 * https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html
 */
export function zoneIdOf(zone: string): string {
  const [area = '', direction = '', number = ''] = zone.split('-');
  return `${area}${direction.slice(0, 1)}${number.slice(0, -1)}-az${number.charCodeAt(number.length - 1) - 96}`;
}

/** The subnet of a zone: each has one, and all are in one VPC. */
export function networkOf(zone: string) {
  return { subnetId: `subnet-${zone}`, vpcId: `vpc-${REGION}` };
}

export function clusterArn(clusterName: string): string {
  return `arn:aws:memorydb:${REGION}:${ACCOUNT_ID}:cluster/${clusterName}`;
}

/** A UUID that depends on the text only: the same seed gives the same day, ids included. */
export function stableUuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

/**
 * IAM's id of a role, a user or a key: `AROA…`, `AIDA…`, `ASIA…`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export function uniqueId(prefix: string, name: string): string {
  const letters = stableUuid(`${prefix}/${name}`).replaceAll('-', '').toUpperCase();
  return `${prefix}${letters}`.slice(0, 20);
}

/** EventBridge's own `time`: whole seconds, `2019-10-02T17:04:40Z`. */
export function eventTime(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

/** CloudWatch's timestamps inside events: `2019-10-02T17:04:40.989+0000`. */
export function offsetTime(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '+0000');
}
