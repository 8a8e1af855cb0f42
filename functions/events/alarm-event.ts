// A CloudWatch alarm in any of its six shapes → its state and the targets, or the node, that it names.
//
//                        EventBridge                   direct Lambda action    SNS (JSON in Sns.Message)
//   single metric        detail.configuration.metrics  alarmData.…             Trigger.Dimensions, .Metrics
//   Metrics Insights     detail.alarmContributor       alarmData.…             AlarmContributorAttributes
//   contributor
//
// Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
import * as z from 'zod';
import { UnknownEventError } from '../../lib/core/errors.ts';
import { KINDS } from '../../lib/wiring/kinds.ts';

/** What matters of an alarm's change. */
export interface Alarm {
  readonly alarmName: string;
  readonly state: string;
  /**
   * Dimensions or contributor attributes, whichever it has: each from its first metric that names one, and only those that
   * can name a target.
   */
  readonly names: Readonly<Record<string, string>>;
}

const NAMING = ['AutoScalingGroupName', 'InstanceId', ...KINDS.map(({ dimension }) => dimension)];

const EXPECTED =
  'a CloudWatch alarm: by EventBridge ("CloudWatch Alarm State Change" or "CloudWatch Alarm Contributor State ' +
  'Change"), by direct Lambda action (alarmData), or by SNS (Records[].Sns.Message)';

const attributes = z.record(z.string(), z.string());

const alarmData = z.object({
  alarmName: z.string(),
  state: z.object({ value: z.string() }),
  alarmContributor: z.object({ attributes: attributes.optional() }).optional(),
  configuration: z
    .object({
      metrics: z
        .array(
          z.object({
            metricStat: z.object({ metric: z.object({ dimensions: attributes.optional() }) }).optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});

const eventBridgeEvent = z.object({
  source: z.literal('aws.cloudwatch'),
  'detail-type': z.enum(['CloudWatch Alarm State Change', 'CloudWatch Alarm Contributor State Change']),
  detail: alarmData,
});

const lambdaActionEvent = z.object({ source: z.literal('aws.cloudwatch'), alarmData });

const snsEvent = z.object({
  Records: z.array(z.object({ Sns: z.object({ Message: z.string() }) })).min(1),
});

const dimensionList = z.array(
  z.union([
    z.object({ name: z.string(), value: z.string() }),
    z.object({ Name: z.string(), Value: z.string() }).transform((d) => ({ name: d.Name, value: d.Value })),
  ]),
);

const snsMessage = z.object({
  AlarmName: z.string(),
  NewStateValue: z.string(),
  AlarmContributorAttributes: attributes.optional(),
  Trigger: z
    .object({
      Dimensions: dimensionList.optional(),
      Metrics: z
        .array(
          z.object({
            MetricStat: z.object({ Metric: z.object({ Dimensions: dimensionList.optional() }) }).optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});

/**
 * The alarms of an event: one, but for SNS, which may bring several. Throws `UnknownEventError` for any
 * other event, so that the invocation fails and the dead-letter queue keeps it.
 */
export function parseAlarmEvent(event: unknown): readonly Alarm[] {
  const byEventBridge = eventBridgeEvent.safeParse(event);
  if (byEventBridge.success) return [alarmOfData(byEventBridge.data.detail)];
  const byAction = lambdaActionEvent.safeParse(event);
  if (byAction.success) return [alarmOfData(byAction.data.alarmData)];
  const bySns = snsEvent.safeParse(event);
  if (bySns.success) return bySns.data.Records.map((record) => alarmOfMessage(record.Sns.Message, event));
  throw new UnknownEventError(EXPECTED, event);
}

function alarmOfData(data: z.output<typeof alarmData>): Alarm {
  const dimensions = (data.configuration?.metrics ?? []).map((m) => m.metricStat?.metric.dimensions ?? {});
  return {
    alarmName: data.alarmName,
    state: data.state.value,
    names: namesOf([data.alarmContributor?.attributes ?? {}, ...dimensions]),
  };
}

function alarmOfMessage(text: string, event: unknown): Alarm {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new UnknownEventError(`${EXPECTED}; this message is not JSON`, event, { cause });
  }
  const parsed = snsMessage.safeParse(json);
  if (!parsed.success) throw new UnknownEventError(EXPECTED, event, { cause: parsed.error });
  const { AlarmName, NewStateValue, AlarmContributorAttributes, Trigger } = parsed.data;
  const metrics = (Trigger?.Metrics ?? []).map((m) => m.MetricStat?.Metric.Dimensions ?? []);
  const dimensions = [Trigger?.Dimensions ?? [], ...metrics].map((list) =>
    Object.fromEntries(list.map((d) => [d.name, d.value])),
  );
  return {
    alarmName: AlarmName,
    state: NewStateValue,
    names: namesOf([AlarmContributorAttributes ?? {}, ...dimensions]),
  };
}

function namesOf(sources: readonly Readonly<Record<string, string>>[]): Alarm['names'] {
  return Object.fromEntries(
    NAMING.flatMap((dimension) => {
      const name = sources.map((source) => source[dimension]).find((value) => value !== undefined);
      return name ? [[dimension, name]] : [];
    }),
  );
}
