// The stack's topics: that which tells of its alarms, and that to which alarms of the account's own publish. Nothing is sent by them.
// How they are asked for and changed: services/stack/topics.ts.
import { ACCOUNT_ID, REGION, stableUuid } from '../aws-names.ts';

export interface EmulatedTopic {
  /** As JSON. */
  policy: string;
  keyId: string | undefined;
  readonly subscriptions: EmulatedSubscription[];
}

export interface EmulatedSubscription {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
  isConfirmed: boolean;
  /** As JSON: which queue takes what could not be handed over. */
  redrivePolicy?: string | undefined;
}

/** Whoever is on call, as far as a local AWS has anybody. */
const ON_CALL = { protocol: 'email', endpoint: 'on-call@example.com' } as const;

export function topicArn(name: string): string {
  return `arn:aws:sns:${REGION}:${ACCOUNT_ID}:${name}`;
}

export function notificationTopicArn(stackName: string): string {
  return topicArn(`${stackName}-notifications`);
}

/** CloudFormation makes the end of the name up. */
export function alarmTopicArn(stackName: string): string {
  return topicArn(`${stackName}-AlarmTopic-${stableUuid('topic/AlarmTopic').slice(0, 8).toUpperCase()}`);
}

/** By ARN. */
export function deployedTopics(
  stackName: string,
  { wokenArn, deadLettersArn }: { readonly wokenArn: string; readonly deadLettersArn: string },
): Map<string, EmulatedTopic> {
  const topic = (arn: string, first: EmulatedSubscription): [string, EmulatedTopic] => [
    arn,
    { policy: ofAlarms(arn), keyId: undefined, subscriptions: [first] },
  ];
  const [telling, waking] = [notificationTopicArn(stackName), alarmTopicArn(stackName)];
  const calling = subscription(waking, { protocol: 'lambda', endpoint: wokenArn }, true);
  const redrivePolicy = JSON.stringify({ deadLetterTargetArn: deadLettersArn });
  return new Map([
    topic(telling, subscription(telling, ON_CALL, true)),
    topic(waking, { ...calling, redrivePolicy }),
  ]);
}

export function subscription(
  arn: string,
  { protocol, endpoint }: Pick<EmulatedSubscription, 'protocol' | 'endpoint'>,
  isConfirmed: boolean,
): EmulatedSubscription {
  return { arn: `${arn}:${stableUuid(`${arn}/${protocol}/${endpoint}`)}`, protocol, endpoint, isConfirmed };
}

function ofAlarms(arn: string): string {
  const statement = {
    ...{ Sid: 'AlarmsOfThisAccount', Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } },
    ...{ Action: 'sns:Publish', Resource: arn },
    Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT_ID } },
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

/**
 * Why an alarm cannot publish to it, in CloudWatch's words; `undefined` where it can. Of keys SNS's own is known here, which lets no alarm in;
 * policies are not enforced.
 * https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
 */
export function whyUnpublished(topics: ReadonlyMap<string, EmulatedTopic>, arn: string): string | undefined {
  return /(^|:)alias\/aws\/sns$/.test(topics.get(arn)?.keyId ?? '')
    ? 'CloudWatch Alarms does not have authorization to access the SNS topic encryption key.'
    : undefined;
}
