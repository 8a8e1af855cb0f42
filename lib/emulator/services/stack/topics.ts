// SNS: the stack's topics, who may publish to them and who is subscribed. Nothing is published.
// Sources: https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
//   https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
//   https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
//   https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html
//   https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import { ACCOUNT_ID } from '../../aws-names.ts';
import type { EmulatedStack } from '../../stack/emulated-stack.ts';
import { subscription, type EmulatedSubscription, type EmulatedTopic } from '../../stack/topics.ts';
import { isJson } from '../../wire/is-json.ts';
import { pageOf } from '../../wire/page.ts';
import { text } from '../../wire/params.ts';
import { serviceAction, type ServiceActions } from '../service-action.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
const PAGE_SIZE = 100;

/** Endpoints of the account's own, which nobody has to confirm. */
const UNASKED: ReadonlySet<string> = new Set(['lambda', 'sqs']);
const PROTOCOLS = ['email', 'email-json', 'http', 'https', 'lambda', 'sms', 'sqs'] as const;

const ofTopic = z.object({ TopicArn: text });
const ofSubscription = z.object({ SubscriptionArn: text });
const listing = z.object({ NextToken: text.optional() });

export function topicActions({ topics }: Pick<EmulatedStack, 'topics'>): ServiceActions<'sns'> {
  const find = (topicArn: string): EmulatedTopic => {
    const topic = topics.get(topicArn);
    if (!topic) throw absent('Topic');
    return topic;
  };
  const findSubscription = (subscriptionArn: string): readonly [string, EmulatedSubscription] => {
    for (const [topicArn, { subscriptions }] of topics) {
      const found = subscriptions.find(({ arn, isConfirmed }) => isConfirmed && arn === subscriptionArn);
      if (found) return [topicArn, found];
    }
    throw absent('Subscription');
  };
  return {
    GetTopicAttributes: serviceAction(ofTopic, ({ TopicArn }) => {
      const { policy, keyId, subscriptions } = find(TopicArn);
      const confirmedCount = subscriptions.filter(({ isConfirmed }) => isConfirmed).length;
      return {
        Attributes: new Map([
          ['TopicArn', TopicArn],
          ['Owner', ACCOUNT_ID],
          ['Policy', policy],
          ['SubscriptionsConfirmed', String(confirmedCount)],
          ['SubscriptionsPending', String(subscriptions.length - confirmedCount)],
          ['SubscriptionsDeleted', '0'],
          ...(keyId === undefined ? [] : [['KmsMasterKeyId', keyId] as const]),
        ]),
      };
    }),
    SetTopicAttributes: serviceAction(
      ofTopic.extend({ AttributeName: z.enum(['Policy', 'KmsMasterKeyId']), AttributeValue: z.string() }),
      ({ TopicArn, AttributeName, AttributeValue }) => {
        const topic = find(TopicArn);
        if (AttributeName === 'KmsMasterKeyId') topic.keyId = AttributeValue || undefined;
        else if (isJson(AttributeValue)) topic.policy = AttributeValue;
        else throw new AwsError('InvalidParameter', 'Invalid parameter: Policy Error: null');
        return {};
      },
    ),
    ListSubscriptionsByTopic: serviceAction(
      ofTopic.extend({ NextToken: text.optional() }),
      ({ TopicArn, NextToken }) => {
        const page = pageOf(find(TopicArn).subscriptions, PAGE_SIZE, NextToken);
        return {
          Subscriptions: page.entries.map((one) => subscriptionAnswer(TopicArn, one)),
          NextToken: page.nextToken,
        };
      },
    ),
    // https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html
    ListTopics: serviceAction(listing, ({ NextToken }) => {
      const page = pageOf([...topics.keys()], PAGE_SIZE, NextToken);
      return { Topics: page.entries.map((TopicArn) => ({ TopicArn })), NextToken: page.nextToken };
    }),
    // https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html
    ListSubscriptions: serviceAction(listing, ({ NextToken }) => {
      const all = [...topics].flatMap(([arn, { subscriptions }]) =>
        subscriptions.map((one) => subscriptionAnswer(arn, one)),
      );
      const page = pageOf(all, PAGE_SIZE, NextToken);
      return { Subscriptions: page.entries, NextToken: page.nextToken };
    }),
    Subscribe: serviceAction(
      ofTopic.extend({ Protocol: z.enum(PROTOCOLS), Endpoint: text }),
      ({ TopicArn, Protocol, Endpoint }) => {
        const { subscriptions } = find(TopicArn);
        const wanted = subscription(
          TopicArn,
          { protocol: Protocol, endpoint: Endpoint },
          UNASKED.has(Protocol),
        );
        const there = subscriptions.find(({ arn }) => arn === wanted.arn);
        if (!there) subscriptions.push(wanted);
        const { arn, isConfirmed } = there ?? wanted;
        return { SubscriptionArn: isConfirmed ? arn : 'pending confirmation' };
      },
    ),
    ConfirmSubscription: serviceAction(ofTopic.extend({ Token: text }), ({ TopicArn, Token }) => {
      const asked = find(TopicArn).subscriptions.find(({ endpoint }) => endpoint === Token);
      if (!asked) throw new AwsError('InvalidParameter', 'Invalid parameter: Token');
      asked.isConfirmed = true;
      return { SubscriptionArn: asked.arn };
    }),
    GetSubscriptionAttributes: serviceAction(ofSubscription, ({ SubscriptionArn }) => {
      const [TopicArn, { endpoint, protocol, redrivePolicy }] = findSubscription(SubscriptionArn);
      return {
        Attributes: new Map([
          ...Object.entries({ SubscriptionArn, TopicArn, Protocol: protocol, Endpoint: endpoint }),
          ...Object.entries({ Owner: ACCOUNT_ID, PendingConfirmation: 'false' }),
          ...(redrivePolicy === undefined ? [] : [['RedrivePolicy', redrivePolicy] as const]),
        ]),
      };
    }),
    SetSubscriptionAttributes: serviceAction(
      ofSubscription.extend({
        AttributeName: z.literal('RedrivePolicy'),
        AttributeValue: z.string().default(''),
      }),
      ({ SubscriptionArn, AttributeValue }) => {
        const [, found] = findSubscription(SubscriptionArn);
        if (AttributeValue !== '' && !isJson(AttributeValue))
          throw new AwsError('InvalidParameter', 'Invalid parameter: RedrivePolicy');
        found.redrivePolicy = AttributeValue || undefined;
        return {};
      },
    ),
    Unsubscribe: serviceAction(ofSubscription, ({ SubscriptionArn }) => {
      // AWS answers the same where there is none.
      for (const { subscriptions } of topics.values()) remove(subscriptions, SubscriptionArn);
      return {};
    }),
    DeleteTopic: serviceAction(ofTopic, ({ TopicArn }) => {
      topics.delete(TopicArn);
      return {};
    }),
  };
}

function remove(subscriptions: EmulatedSubscription[], subscriptionArn: string): void {
  const at = subscriptions.findIndex(({ arn, isConfirmed }) => isConfirmed && arn === subscriptionArn);
  if (at >= 0) subscriptions.splice(at, 1);
}

function subscriptionAnswer(
  TopicArn: string,
  { arn, protocol, endpoint, isConfirmed }: Readonly<EmulatedSubscription>,
) {
  return {
    ...{ TopicArn, Protocol: protocol, Endpoint: endpoint, Owner: ACCOUNT_ID },
    SubscriptionArn: isConfirmed ? arn : 'PendingConfirmation',
  };
}

function absent(what: string): AwsError {
  return new AwsError('NotFound', `${what} does not exist`, 404);
}
