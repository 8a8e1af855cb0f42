// A topic of SNS: who may publish to it, who is told, and what becomes of what could not be handed over.
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  type SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns';
import { PortError } from '../../core/errors.ts';
import type { StackTopic, TopicSubscription } from '../../ports/deployed-stack.ts';
import type { AwsCalls } from '../aws-calls.ts';
import { statementsOf } from './policy-statements.ts';
import { unlessAbsent } from './unless-absent.ts';

const ATTRIBUTES = 'sns:GetTopicAttributes';
const LIST = 'sns:ListSubscriptionsByTopic';
const SUBSCRIPTION = 'sns:GetSubscriptionAttributes';

/** Of a hundred subscriptions each: a topic with more tells many already, and is told of as not read. */
const PAGES_MAX = 20;

/**
 * `undefined` if there is no such topic.
 * https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
 */
export async function readTopic(
  client: Pick<SNSClient, 'send'>,
  calls: Pick<AwsCalls, 'read'>,
  topicArn: string,
): Promise<StackTopic | undefined> {
  const ask = new GetTopicAttributesCommand({ TopicArn: topicArn });
  const answer = await unlessAbsent(calls.read(ATTRIBUTES, (options) => client.send(ask, options)));
  if (!answer) return undefined;
  const { Policy, KmsMasterKeyId } = answer.Attributes ?? {};
  return {
    statements: statementsOf(Policy, ATTRIBUTES, topicArn),
    keyId: KmsMasterKeyId === '' ? undefined : KmsMasterKeyId,
    subscriptions: (await readSubscriptions(client, calls, topicArn)).map(subscriptionOf),
  };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
async function readSubscriptions(
  client: Pick<SNSClient, 'send'>,
  calls: Pick<AwsCalls, 'read'>,
  topicArn: string,
): Promise<readonly Subscription[]> {
  const all: Subscription[] = [];
  let token: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const list = new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, NextToken: token });
    const answer = await unlessAbsent(calls.read(LIST, (options) => client.send(list, options)));
    all.push(...(answer?.Subscriptions ?? []));
    token = answer?.NextToken;
    if (!token) return all;
  }
  throw new PortError(LIST, 'TooManyPages', `${topicArn} has more than ${PAGES_MAX} pages of subscriptions`);
}

/** Its ARN is there once it is confirmed: before, and once it was deleted, a word stands in its place. */
function subscriptionOf({
  Protocol = '',
  Endpoint = '',
  SubscriptionArn = '',
}: Subscription): TopicSubscription {
  const arn = SubscriptionArn.startsWith('arn:') ? SubscriptionArn : undefined;
  return { protocol: Protocol, endpoint: Endpoint, arn };
}

/**
 * A subscription that is gone meanwhile keeps nothing, either.
 * https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html
 */
export async function readRedrive(
  client: Pick<SNSClient, 'send'>,
  calls: Pick<AwsCalls, 'read'>,
  subscriptionArn: string,
): Promise<string | undefined> {
  const ask = new GetSubscriptionAttributesCommand({ SubscriptionArn: subscriptionArn });
  const answer = await unlessAbsent(calls.read(SUBSCRIPTION, (options) => client.send(ask, options)));
  const policy = answer?.Attributes?.['RedrivePolicy'];
  if (policy === undefined || policy === '') return undefined;
  try {
    return (JSON.parse(policy) as { readonly deadLetterTargetArn?: string }).deadLetterTargetArn;
  } catch (cause) {
    throw new PortError(SUBSCRIPTION, 'BadPolicy', `the redrive policy of ${subscriptionArn} is no JSON`, {
      cause,
    });
  }
}
