// What IAM is asked about a recorded call: action, resource, context. Next: role-policy.ts, which answers.
// Sources: the actions and resources of each service in
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
import * as z from 'zod';
import { ACCOUNT_ID, REGION, clusterArn, groupArn, streamArn } from '../../../lib/emulator/aws-names.ts';
import type { RecordedCall } from '../../../lib/emulator/call-log.ts';
import type { RecordedDay } from './driven-day.ts';

export interface IamRequest {
  /** `autoscaling:SetDesiredCapacity`. */
  readonly action: string;
  /** An ARN, or `*` where the service has no resource for the action. */
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** Each different request of a day, with the function that made it. */
export function iamRequests(day: RecordedDay): ReadonlyMap<string, readonly IamRequest[]> {
  const byCaller = new Map<string, Map<string, IamRequest>>();
  for (const call of day.calls) {
    const requests = byCaller.get(call.caller) ?? new Map<string, IamRequest>();
    byCaller.set(call.caller, requests);
    for (const request of requestsOf(call, day)) requests.set(JSON.stringify(request), request);
  }
  return new Map([...byCaller].map(([caller, requests]) => [caller, [...requests.values()]]));
}

/** Throws for a call that nobody has said the resource of: a new action needs a line here. */
function requestsOf(call: RecordedCall, day: RecordedDay): readonly IamRequest[] {
  const { service, action } = call;
  switch (service) {
    case 'autoscaling':
      return [autoScalingRequest(call, day)];
    case 'cloudwatch':
    case 'ec2':
      return [{ action: `${service}:${action}`, resource: '*', context: {} }];
    case 'dynamodb':
      return tablesOf(call).map((table) => ({
        action: `dynamodb:${action}`,
        resource: arn('dynamodb', `table/${table}`),
        context: {},
      }));
    case 'events':
      return [eventsRequest(call)];
    case 'kinesis':
      return [kinesisRequest(call)];
    case 'memorydb':
      return [memoryDbRequest(call)];
    case 'tag':
      return [{ action: `tag:${action}`, resource: '*', context: {} }];
    case 'lambda':
      return [{ action: 'lambda:InvokeFunction', resource: probeArn(call), context: {} }];
    case 'secretsmanager':
      return [{ action: `secretsmanager:${action}`, resource: secretArn(call), context: {} }];
  }
  throw new Error(`No resource is known for ${service}:${action}`);
}

function arn(service: string, rest: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${rest}`;
}

const groupCall = z.object({
  AutoScalingGroupName: z.string().optional(),
  InstanceId: z.string().optional(),
});

/** Auto Scaling's reads have no resource; its writes have the group, and its tags as context. */
function autoScalingRequest({ action, params }: RecordedCall, day: RecordedDay): IamRequest {
  if (action.startsWith('Describe')) return { action: `autoscaling:${action}`, resource: '*', context: {} };
  const { AutoScalingGroupName, InstanceId } = groupCall.parse(params);
  const groupName = AutoScalingGroupName ?? day.groupOfInstance.get(InstanceId ?? '');
  const tags = day.tagsOfGroup.get(groupName ?? '');
  if (!groupName || !tags) throw new Error(`No group is known of ${action} ${JSON.stringify(params)}`);
  return { action: `autoscaling:${action}`, resource: groupArn(groupName), context: tagContext(tags) };
}

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/control-access-using-iam.html */
export function tagContext(tags: Readonly<Record<string, string>>): IamRequest['context'] {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([name, value]) =>
      ['autoscaling', 'aws'].map((prefix) => [`${prefix}:ResourceTag/${name}`, value] as const),
    ),
  );
}

const streamCall = z.object({ StreamName: z.string().optional(), StreamARN: z.string().optional() });

/** Of changing the shard count AWS names no resource. */
function kinesisRequest({ action, params }: RecordedCall): IamRequest {
  if (action === 'UpdateShardCount') return { action: `kinesis:${action}`, resource: '*', context: {} };
  const { StreamName, StreamARN } = streamCall.parse(params);
  if (StreamName === undefined && StreamARN === undefined) throw new Error(`No stream is known of ${action}`);
  return { action: `kinesis:${action}`, resource: StreamARN ?? streamArn(StreamName ?? ''), context: {} };
}

const clusterCall = z.object({ ClusterName: z.string().optional(), ResourceArn: z.string().optional() });

/** Every cluster of a recorded day is managed. */
function memoryDbRequest({ action, params }: RecordedCall): IamRequest {
  const { ClusterName, ResourceArn } = clusterCall.parse(params);
  if (ClusterName === undefined && ResourceArn === undefined)
    throw new Error(`No cluster is known of ${action}`);
  return {
    action: `memorydb:${action}`,
    resource: ResourceArn ?? clusterArn(ClusterName ?? ''),
    context: tagContext({ 'spillway:managed': 'true' }),
  };
}

const tableCall = z.object({
  TableName: z.string().optional(),
  RequestItems: z.record(z.string(), z.unknown()).optional(),
});

function tablesOf({ params }: RecordedCall): readonly string[] {
  const { TableName, RequestItems } = tableCall.parse(params);
  return TableName === undefined ? Object.keys(RequestItems ?? {}) : [TableName];
}

const putEventsCall = z.object({
  Entries: z.array(
    z.object({ Source: z.string(), DetailType: z.string(), EventBusName: z.string().optional() }),
  ),
});

function eventsRequest({ action, params }: RecordedCall): IamRequest {
  const { Entries } = putEventsCall.parse(params);
  const [bus = 'default', ...others] = new Set(Entries.map(({ EventBusName }) => EventBusName ?? 'default'));
  if (others.length > 0) throw new Error('Events for several buses in one call: one request for each');
  return {
    action: `events:${action}`,
    resource: arn('events', `event-bus/${bus}`),
    context: { 'events:source': Entries.map(({ Source }) => Source) },
  };
}

/** The stage's own name of the function stands before the emulator's. */
function probeArn({ params }: RecordedCall): string {
  const { FunctionName } = z.object({ FunctionName: z.string() }).parse(params);
  return arn('lambda', `function:spillway-other-${FunctionName}`);
}

/** Secrets Manager adds six characters to a secret's name. */
function secretArn({ params }: RecordedCall): string {
  const { SecretId } = z.object({ SecretId: z.string() }).parse(params);
  return arn('secretsmanager', `secret:${SecretId}-a1B2c3`);
}
