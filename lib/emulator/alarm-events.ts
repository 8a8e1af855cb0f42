// CloudWatch alarms as Lambda functions receive them, in all six shapes: a single-metric alarm and a
// Metrics Insights contributor, each by EventBridge, by direct Lambda action and by SNS; and the
// Metrics Insights parent's own event. Built after AWS's documented examples:
//   EventBridge  https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
//   Lambda       https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
//   SNS          https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
//   SNS envelope https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
import type { AlarmChange } from '../sim/aws/alarms.ts';
import {
  ACCOUNT_ID,
  REGION,
  SNS_TOPIC_ARN,
  alarmArn,
  eventTime,
  offsetTime,
  stableUuid,
} from './aws-names.ts';

/** The ways by which an alarm reaches a function. */
export type AlarmChannel = 'eventbridge' | 'lambda' | 'sns';

/** An alarm's change as the event of that channel. */
export function buildAlarmEvent(
  change: AlarmChange,
  channel: AlarmChannel,
): Readonly<Record<string, unknown>> {
  if (channel === 'eventbridge') return eventBridgeEvent(change);
  if (channel === 'lambda') return lambdaEvent(change);
  return snsEvent(change);
}

function eventBridgeEvent(change: AlarmChange) {
  return {
    version: '0',
    id: stableUuid(
      `${change.alarmName}/${change.atMs}/${JSON.stringify(contributorOf(change))}/${change.state}`,
    ),
    'detail-type': contributorOf(change)
      ? 'CloudWatch Alarm Contributor State Change'
      : 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: ACCOUNT_ID,
    time: eventTime(change.atMs),
    region: REGION,
    resources: [alarmArn(change.alarmName)],
    detail: alarmData(change),
  };
}

function lambdaEvent(change: AlarmChange) {
  return {
    source: 'aws.cloudwatch',
    alarmArn: alarmArn(change.alarmName),
    accountId: ACCOUNT_ID,
    time: offsetTime(change.atMs),
    region: REGION,
    alarmData: alarmData(change),
  };
}

/** `detail` by EventBridge, `alarmData` by Lambda. A contributor's has no `previousState`. */
function alarmData(change: AlarmChange) {
  const contributor = contributorOf(change);
  const reasonData = reasonDataOf(change);
  return {
    alarmName: change.alarmName,
    ...(contributor && {
      alarmContributor: { id: contributorId(change.alarmName, contributor), attributes: contributor },
    }),
    state: {
      value: change.state,
      reason: change.reason,
      ...(reasonData !== undefined && { reasonData }),
      timestamp: offsetTime(change.atMs),
    },
    ...(!contributor && {
      previousState: {
        value: change.previousState,
        reason: 'Unchecked: Initial alarm creation',
        timestamp: offsetTime(change.atMs - change.watched.periodSeconds * 1000),
      },
    }),
    configuration: {
      ...(change.description !== undefined && { description: change.description }),
      metrics: [configuredMetric(change)],
    },
  };
}

function configuredMetric({ alarmName, watched }: AlarmChange) {
  if (watched.kind === 'metrics-insights') {
    return { id: 'm1', expression: watched.expression, returnData: true, period: watched.periodSeconds };
  }
  return {
    id: stableUuid(`${alarmName}/metric`),
    metricStat: {
      metric: {
        namespace: watched.namespace,
        name: watched.metricName,
        dimensions: watched.dimensions,
      },
      period: watched.periodSeconds,
      stat: watched.stat,
    },
    returnData: true,
  };
}

function reasonDataOf({ watched, recentDatapoints, atMs, threshold }: AlarmChange): string | undefined {
  if (watched.kind !== 'metric' || recentDatapoints.length === 0) return undefined;
  return JSON.stringify({
    version: '1.0',
    queryDate: offsetTime(atMs),
    startDate: offsetTime(atMs - recentDatapoints.length * watched.periodSeconds * 1000),
    statistic: watched.stat,
    period: watched.periodSeconds,
    recentDatapoints,
    threshold,
  });
}

function snsEvent(change: AlarmChange) {
  const { alarmName, watched, atMs } = change;
  const contributor = contributorOf(change);
  const message = {
    AlarmName: alarmName,
    AlarmDescription: change.description ?? null,
    AWSAccountId: ACCOUNT_ID,
    AlarmConfigurationUpdatedTimestamp: offsetTime(atMs),
    NewStateValue: change.state,
    NewStateReason: change.reason,
    StateChangeTime: offsetTime(atMs),
    Region: 'US East (N. Virginia)',
    AlarmArn: alarmArn(alarmName),
    OldStateValue: change.previousState,
    OKActions: [],
    AlarmActions: [SNS_TOPIC_ARN],
    InsufficientDataActions: [],
    ...(contributor && {
      AlarmContributorId: contributorId(alarmName, contributor),
      AlarmContributorAttributes: contributor,
    }),
    Trigger: {
      ...(watched.kind === 'metric'
        ? {
            MetricName: watched.metricName,
            Namespace: watched.namespace,
            StatisticType: 'Statistic',
            Statistic: watched.stat.toUpperCase(),
            Unit: null,
            Dimensions: Object.entries(watched.dimensions).map(([name, value]) => ({ value, name })),
          }
        : {
            Metrics: [
              { Expression: watched.expression, Id: 'm1', Period: watched.periodSeconds, ReturnData: true },
            ],
          }),
      Period: watched.periodSeconds,
      EvaluationPeriods: change.evaluationPeriods,
      DatapointsToAlarm: change.datapointsToAlarm,
      ComparisonOperator: change.comparisonOperator,
      Threshold: change.threshold,
      TreatMissingData: 'missing',
      EvaluateLowSampleCountPercentile: '',
    },
  };
  return snsEnvelope(`${change.state}: "${alarmName}" in US East (N. Virginia)`, message, atMs);
}

/** A message as a Lambda function subscribed to an SNS topic receives it. */
export function snsEnvelope(subject: string, message: unknown, atMs: number) {
  const text = JSON.stringify(message);
  const messageId = stableUuid(`${subject}/${text}`);
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: `${SNS_TOPIC_ARN}:${stableUuid('subscription')}`,
        Sns: {
          Type: 'Notification',
          MessageId: messageId,
          TopicArn: SNS_TOPIC_ARN,
          Subject: subject,
          Message: text,
          Timestamp: new Date(atMs).toISOString(),
          SignatureVersion: '1',
          Signature: 'EXAMPLE',
          SigningCertUrl: 'EXAMPLE',
          UnsubscribeUrl: 'EXAMPLE',
          MessageAttributes: {},
        },
      },
    ],
  };
}

function contributorOf({ watched }: AlarmChange) {
  return watched.kind === 'metrics-insights' ? watched.contributor : undefined;
}

/** 16 hexadecimal digits, the same for the same time series. */
function contributorId(alarmName: string, attributes: Readonly<Record<string, string>>): string {
  return stableUuid(`${alarmName}/${JSON.stringify(attributes)}`)
    .replaceAll('-', '')
    .slice(0, 16);
}
