// The stack's alarms that tell somebody, as infra/watching-functions.yml and infra/watching-groups.yml deploy them. Those that wake
// the autoscaler are the world's (lib/sim/aws), since it runs without a stack as well.
import type { AlarmSpec, WatchedMetric } from '../../sim/aws/alarms.ts';
import type { EmulatedStack } from './emulated-stack.ts';
import { notificationTopicArn } from './topics.ts';

type Watching = Pick<AlarmSpec, 'watched' | 'threshold' | 'evaluationPeriods'> & Partial<AlarmSpec>;

/** In the order of the templates. */
export function stackAlarms(
  stack: Pick<EmulatedStack, 'name' | 'nameOf' | 'queueName'>,
): readonly AlarmSpec[] {
  const of = (own: string) => ({ FunctionName: stack.nameOf(own) });
  const lambda = (metricName: string, changes: Partial<WatchedMetric> = {}): WatchedMetric => ({
    ...{
      kind: 'metric',
      namespace: 'AWS/Lambda',
      metricName,
      dimensions: {},
      stat: 'Sum',
      periodSeconds: 300,
    },
    ...changes,
  });
  const alarm = (name: string, { watched, threshold, evaluationPeriods, ...rest }: Watching): AlarmSpec => ({
    ...{ alarmName: `spillway-${name}`, watched, threshold, evaluationPeriods },
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    datapointsToAlarm: evaluationPeriods,
    treatMissingData: 'notBreaching',
    alarmActions: [notificationTopicArn(stack.name)],
    ...rest,
  });
  const errors = (own: string, evaluationPeriods = 1) =>
    alarm(`errors-${own}`, {
      watched: lambda('Errors', { dimensions: of(own) }),
      threshold: 1,
      evaluationPeriods,
    });
  return [
    ...['on-alarm', 'on-schedule', 'on-lifecycle', 'on-tick'].map((own) => errors(own)),
    errors('discover', 3),
    errors('probe'),
    // The template adds the functions' own up, by an expression. The metric of all functions is the same here: there are no others.
    alarm('throttles', { watched: lambda('Throttles'), threshold: 1, evaluationPeriods: 2 }),
    alarm('dead-letters', {
      watched: {
        ...lambda('ApproximateNumberOfMessagesVisible', { stat: 'Maximum' }),
        namespace: 'AWS/SQS',
        dimensions: { QueueName: stack.queueName },
      },
      threshold: 1,
      evaluationPeriods: 1,
    }),
    alarm('cycles-late', {
      watched: lambda('AsyncEventAge', { dimensions: of('on-tick'), stat: 'Maximum', periodSeconds: 60 }),
      threshold: 30_000,
      comparisonOperator: 'GreaterThanThreshold',
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
    }),
    alarm('tick-missing', {
      watched: lambda('Invocations', { dimensions: of('on-tick') }),
      threshold: 1,
      comparisonOperator: 'LessThanThreshold',
      evaluationPeriods: 3,
      treatMissingData: 'missing',
    }),
    alarm('cycles-slow', {
      watched: query('CycleDurationMs', 'AutoScalingGroupName', { periodSeconds: 60 }),
      threshold: 20_000,
      comparisonOperator: 'GreaterThanThreshold',
      evaluationPeriods: 10,
      datapointsToAlarm: 2,
    }),
    alarm('attention', {
      watched: query('Attention', 'Target', { alsoBy: ['Kind'], periodSeconds: 300 }),
      threshold: 1,
      evaluationPeriods: 2,
      datapointsToAlarm: 1,
    }),
  ];
}

function query(
  metricName: string,
  groupBy: string,
  given: { readonly alsoBy?: readonly string[]; readonly periodSeconds: number },
): AlarmSpec['watched'] {
  const schema = ['Spillway', groupBy, ...(given.alsoBy ?? [])].join(', ');
  return {
    ...given,
    kind: 'metrics-insights',
    expression: `SELECT MAX(${metricName}) FROM SCHEMA(${schema}) GROUP BY ${groupBy}`,
    ...{ namespace: 'Spillway', metricName, groupBy },
    stat: 'Maximum',
  };
}
