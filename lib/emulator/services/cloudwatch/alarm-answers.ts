// Alarms and their contributors as CloudWatch answers them.
// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
import type { AlarmStatus } from '../../../sim/aws/alarms.ts';
import { alarmArn, stableUuid } from '../../aws-names.ts';
import { metricAnswer } from './metric-shapes.ts';

export function alarmAnswer({ spec, state, reason, changedAtMs }: AlarmStatus) {
  const { watched } = spec;
  return {
    AlarmName: spec.alarmName,
    AlarmArn: alarmArn(spec.alarmName),
    AlarmDescription: spec.description,
    ActionsEnabled: spec.actionsEnabled ?? true,
    OKActions: [],
    AlarmActions: spec.alarmActions ?? [],
    InsufficientDataActions: [],
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: new Date(changedAtMs),
    StateTransitionedTimestamp: new Date(changedAtMs),
    EvaluationPeriods: spec.evaluationPeriods,
    DatapointsToAlarm: spec.datapointsToAlarm,
    Threshold: spec.threshold,
    ComparisonOperator: spec.comparisonOperator,
    TreatMissingData: spec.treatMissingData,
    ...(watched.kind === 'metric'
      ? { ...metricAnswer(watched), Period: watched.periodSeconds, Statistic: watched.stat }
      : {
          Metrics: [
            { Id: 'q1', Expression: watched.expression, Period: watched.periodSeconds, ReturnData: true },
          ],
        }),
  };
}

export function contributorAnswers({ spec, changedAtMs, contributorsInAlarm }: AlarmStatus) {
  const { watched } = spec;
  if (watched.kind === 'metric') return [];
  return contributorsInAlarm.map((name) => ({
    ContributorId: contributorId(spec.alarmName, name),
    ContributorAttributes: { [watched.groupBy]: name },
    StateReason: 'Threshold Crossed',
    StateTransitionedTimestamp: new Date(changedAtMs),
  }));
}

/** The same wherever it is told of. `name`: the value of the dimension that the alarm's query groups by. */
export function contributorId(alarmName: string, name: string): string {
  return stableUuid(`${alarmName}/${name}`).slice(0, 8);
}
