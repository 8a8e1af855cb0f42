// CloudWatch actions on alarms: one metric, or a Metrics Insights query grouped by one dimension.
// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Alarms, AlarmSpec, AlarmStatus, WatchedMetric } from '../../../sim/aws/alarms.ts';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import { pageOf } from '../../wire/page.ts';
import { flag, float, integer, listOf, text } from '../../wire/params.ts';
import { alarmAnswer, contributorAnswers } from './alarm-answers.ts';
import { parseInsightsQuery } from './insights-query.ts';
import { dimensions, invalidRequest, metricStat, statistic } from './metric-shapes.ts';
import { serviceAction } from '../service-action.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const ALARMS_PAGE_SIZE_MAX = 100;
const ALARMS_PAGE_SIZE_DEFAULT = 50;

const alarmState = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);

const putRequest = z.object({
  AlarmName: text,
  AlarmDescription: text.optional(),
  ActionsEnabled: flag.default(true),
  AlarmActions: listOf(text),
  Namespace: text.optional(),
  MetricName: text.optional(),
  Dimensions: dimensions,
  Statistic: statistic.default('Average'),
  Period: integer.optional(),
  Metrics: listOf(
    z.object({
      Id: text,
      Expression: text.optional(),
      MetricStat: metricStat.optional(),
      Period: integer.optional(),
      ReturnData: flag.default(true),
    }),
  ),
  Threshold: float,
  ComparisonOperator: z.enum([
    'GreaterThanOrEqualToThreshold',
    'GreaterThanThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ]),
  EvaluationPeriods: integer.min(1),
  DatapointsToAlarm: integer.min(1).optional(),
  TreatMissingData: z.enum(['missing', 'notBreaching', 'breaching', 'ignore']).default('missing'),
});

export function alarmActions(alarms: Alarms) {
  return {
    PutMetricAlarm: serviceAction(putRequest, (given) => {
      alarms.put(specOf(given));
      return {};
    }),
    DescribeAlarms: serviceAction(
      z.object({
        AlarmNames: listOf(text),
        AlarmNamePrefix: z.string().default(''),
        StateValue: alarmState.optional(),
        AlarmTypes: listOf(z.enum(['CompositeAlarm', 'MetricAlarm'])),
        ActionPrefix: text.optional(),
        MaxRecords: integer.min(1).max(ALARMS_PAGE_SIZE_MAX).default(ALARMS_PAGE_SIZE_DEFAULT),
        NextToken: text.optional(),
      }),
      ({ AlarmNames, AlarmNamePrefix, StateValue, AlarmTypes, ActionPrefix, MaxRecords, NextToken }) => {
        // There are metric alarms alone here.
        const isOfType = AlarmTypes.length === 0 || AlarmTypes.includes('MetricAlarm');
        const found = alarms
          .describe(AlarmNames.length > 0 ? AlarmNames : undefined)
          .filter(({ spec }) => isOfType && spec.alarmName.startsWith(AlarmNamePrefix))
          .filter(({ spec }) => ActionPrefix === undefined || hasAction(spec, ActionPrefix))
          .filter(({ state }) => StateValue === undefined || state === StateValue);
        const page = pageOf(found, MaxRecords, NextToken);
        return {
          MetricAlarms: page.entries.map(alarmAnswer),
          CompositeAlarms: [],
          NextToken: page.nextToken,
        };
      },
    ),
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html
    DescribeAlarmsForMetric: serviceAction(
      z.object({
        Namespace: text,
        MetricName: text,
        Dimensions: dimensions,
        Statistic: statistic.optional(),
        Period: integer.optional(),
      }),
      (asked) => ({
        MetricAlarms: alarms
          .describe()
          .filter(({ spec: { watched } }) => watched.kind === 'metric' && isOnMetric(watched, asked))
          .map(alarmAnswer),
      }),
    ),
    DescribeAlarmContributors: serviceAction(z.object({ AlarmName: text }), ({ AlarmName }) => {
      const status = requireAlarm(alarms, AlarmName, 'ResourceNotFoundException');
      return { AlarmContributors: contributorAnswers(status) };
    }),
    SetAlarmState: serviceAction(
      z.object({ AlarmName: text, StateValue: alarmState, StateReason: z.string() }),
      ({ AlarmName, StateValue, StateReason }) => {
        requireAlarm(alarms, AlarmName);
        alarms.setState(AlarmName, StateValue, StateReason);
        return {};
      },
    ),
    DeleteAlarms: serviceAction(z.object({ AlarmNames: listOf(text) }), ({ AlarmNames }) => {
      for (const name of AlarmNames) requireAlarm(alarms, name);
      alarms.delete(AlarmNames);
      return {};
    }),
    DisableAlarmActions: enabling(alarms, false),
    EnableAlarmActions: enabling(alarms, true),
  };
}

/** Of the metric with exactly these dimensions. */
function isOnMetric(
  watched: WatchedMetric,
  asked: {
    readonly Namespace: string;
    readonly MetricName: string;
    readonly Dimensions: WatchedMetric['dimensions'];
    readonly Statistic?: string | undefined;
    readonly Period?: number | undefined;
  },
): boolean {
  return (
    watched.namespace === asked.Namespace &&
    watched.metricName === asked.MetricName &&
    isDeepStrictEqual(watched.dimensions, asked.Dimensions) &&
    (asked.Statistic ?? watched.stat) === watched.stat &&
    (asked.Period ?? watched.periodSeconds) === watched.periodSeconds
  );
}

/** Alarms that wake functions have none: those come by EventBridge. */
function hasAction({ alarmActions: actions = [] }: AlarmSpec, prefix: string): boolean {
  return actions.some((arn) => arn.startsWith(prefix));
}

/** Names of no alarm are passed over. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DisableAlarmActions.html */
function enabling(alarms: Alarms, actionsEnabled: boolean) {
  return serviceAction(z.object({ AlarmNames: listOf(text) }), ({ AlarmNames }) => {
    for (const { spec } of alarms.describe(AlarmNames)) alarms.put({ ...spec, actionsEnabled });
    return {};
  });
}

/** Throws `ResourceNotFound`; newer actions call it `ResourceNotFoundException`. */
function requireAlarm(alarms: Alarms, alarmName: string, code = 'ResourceNotFound'): AlarmStatus {
  const [status] = alarms.describe([alarmName]);
  if (!status) throw new AwsError(code, `Alarm ${alarmName} does not exist`, 404);
  return status;
}

type GivenAlarm = z.output<typeof putRequest>;

function specOf(given: GivenAlarm): AlarmSpec {
  const datapointsToAlarm = given.DatapointsToAlarm ?? given.EvaluationPeriods;
  if (datapointsToAlarm > given.EvaluationPeriods) {
    throw invalidRequest('The parameter DatapointsToAlarm must not be greater than EvaluationPeriods.');
  }
  return {
    alarmName: given.AlarmName,
    ...(given.AlarmDescription !== undefined && { description: given.AlarmDescription }),
    watched: watchedOf(given),
    threshold: given.Threshold,
    comparisonOperator: given.ComparisonOperator,
    evaluationPeriods: given.EvaluationPeriods,
    datapointsToAlarm,
    treatMissingData: given.TreatMissingData,
    alarmActions: given.AlarmActions,
    actionsEnabled: given.ActionsEnabled,
  };
}

function watchedOf(given: GivenAlarm): AlarmSpec['watched'] {
  const [first, ...others] = given.Metrics.filter(({ ReturnData }) => ReturnData);
  if (!first) {
    if (given.Namespace === undefined || given.MetricName === undefined || given.Period === undefined) {
      throw invalidRequest('Either MetricName, Namespace and Period, or Metrics, must be specified.');
    }
    return {
      kind: 'metric',
      namespace: given.Namespace,
      metricName: given.MetricName,
      dimensions: given.Dimensions,
      stat: given.Statistic,
      periodSeconds: given.Period,
    };
  }
  if (others.length > 0) throw invalidRequest('Exactly one of the Metrics must return data.');
  if (first.MetricStat) {
    const { Metric, Period, Stat } = first.MetricStat;
    return {
      kind: 'metric',
      namespace: Metric.Namespace,
      metricName: Metric.MetricName,
      dimensions: Metric.Dimensions,
      stat: Stat,
      periodSeconds: Period,
    };
  }
  return parseInsightsQuery(first.Expression ?? '', first.Period ?? 60);
}
