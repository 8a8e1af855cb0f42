// CloudWatch alarms at work: evaluated shortly after each full minute, those of a high resolution after each ten seconds;
// changes told to one listener. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
// What an alarm is, is in alarms.ts; what one evaluation concludes, in evaluate-alarm.ts.
import { SECOND_MS } from '../../core/units.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { AlarmChange, Alarms, AlarmSpec, AlarmState, WatchedQuery } from './alarms.ts';
import { AwsError } from './aws-error.ts';
import { evaluate, type Evaluation } from './evaluate-alarm.ts';
import type { MetricStore, Series } from './metric-store.ts';

interface Alarm {
  spec: AlarmSpec;
  state: AlarmState;
  reason: string;
  changedAtMs: number;
  readonly contributors: Map<string, AlarmState>;
}

interface Contributor {
  readonly name: string;
  readonly series: readonly Series[];
}

/** Alarms are evaluated this long after the full minute, or the full ten seconds. */
const EVALUATION_DELAY_MS = 5 * SECOND_MS;
const EVALUATION_PERIOD_MS = 60 * SECOND_MS;
/** "For any period of one minute or longer, an alarm is evaluated every minute": shorter ones are of a high resolution. */
const HIGH_RESOLUTION_EVALUATION_PERIOD_MS = 10 * SECOND_MS;

function evaluationPeriodMs({ watched }: AlarmSpec): number {
  return watched.periodSeconds * SECOND_MS < EVALUATION_PERIOD_MS
    ? HIGH_RESOLUTION_EVALUATION_PERIOD_MS
    : EVALUATION_PERIOD_MS;
}

export function createAlarms(options: {
  clock: VirtualClock;
  metrics: MetricStore;
  onChange: (change: AlarmChange) => void;
}): Alarms {
  const { clock, metrics, onChange } = options;
  const alarms = new Map<string, Alarm>();
  /** Evaluation periods of which the next is scheduled. */
  const scheduled = new Set<number>();

  function scheduleNext(periodMs: number): void {
    const next = Math.floor((clock.nowMs() - EVALUATION_DELAY_MS) / periodMs) + 1;
    scheduled.add(periodMs);
    clock.schedule(next * periodMs + EVALUATION_DELAY_MS, () => {
      scheduled.delete(periodMs);
      const due = [...alarms.values()].filter(({ spec }) => evaluationPeriodMs(spec) === periodMs);
      due.forEach(evaluateAlarm);
      if (due.length > 0) scheduleNext(periodMs);
    });
  }

  function evaluateAlarm(alarm: Alarm): void {
    const { watched } = alarm.spec;
    if (watched.kind === 'metric') {
      const series = metrics.find(watched.namespace, watched.metricName, watched.dimensions);
      const evaluation = evaluate({
        metrics,
        series: series ? [series] : [],
        spec: alarm.spec,
        state: alarm.state,
        nowMs: clock.nowMs(),
      });
      changeState(alarm, evaluation);
      return;
    }
    for (const [name, series] of contributorsOf(watched, metrics.list(watched.namespace, watched.metricName)))
      evaluateContributor(alarm, watched, { name, series });
    const inAlarm = [...alarm.contributors.values()].filter((state) => state === 'ALARM').length;
    changeState(alarm, {
      state: inAlarm > 0 ? 'ALARM' : 'OK',
      reason: () => `${inAlarm} time series evaluated to ALARM`,
      datapoints: [],
    });
  }

  /** A contributor is in ALARM or OK only: without data there is no time series. */
  function evaluateContributor(alarm: Alarm, watched: WatchedQuery, { name, series }: Contributor): void {
    const previousState = alarm.contributors.get(name) ?? 'OK';
    const evaluation = evaluate({
      metrics,
      series,
      spec: alarm.spec,
      state: previousState,
      nowMs: clock.nowMs(),
    });
    const state = evaluation.state === 'ALARM' ? 'ALARM' : 'OK';
    if (state === previousState) return;
    if (state === 'ALARM') alarm.contributors.set(name, state);
    else alarm.contributors.delete(name);
    onChange({
      ...changeOf(alarm.spec, { ...evaluation, state }, previousState),
      watched: { ...watched, contributor: { [watched.groupBy]: name } },
    });
  }

  function changeState(alarm: Alarm, evaluation: Evaluation): void {
    const previousState = alarm.state;
    if (evaluation.state === previousState) return;
    alarm.state = evaluation.state;
    alarm.reason = evaluation.reason();
    alarm.changedAtMs = clock.nowMs();
    onChange(changeOf(alarm.spec, evaluation, previousState));
  }

  function changeOf(spec: AlarmSpec, evaluation: Evaluation, previousState: AlarmState): AlarmChange {
    return {
      alarmName: spec.alarmName,
      ...(spec.description !== undefined && { description: spec.description }),
      atMs: clock.nowMs(),
      state: evaluation.state,
      previousState,
      reason: evaluation.reason(),
      threshold: spec.threshold,
      evaluationPeriods: spec.evaluationPeriods,
      datapointsToAlarm: spec.datapointsToAlarm,
      comparisonOperator: spec.comparisonOperator,
      watched: spec.watched,
      recentDatapoints: evaluation.datapoints,
      alarmActions: spec.alarmActions ?? [],
      actionsEnabled: spec.actionsEnabled ?? true,
    };
  }

  return {
    put(spec) {
      const known = alarms.get(spec.alarmName);
      if (known) known.spec = spec;
      else
        alarms.set(spec.alarmName, {
          spec,
          state: 'INSUFFICIENT_DATA',
          reason: 'Unchecked: Initial alarm creation',
          changedAtMs: clock.nowMs(),
          contributors: new Map(),
        });
      const periodMs = evaluationPeriodMs(spec);
      if (!scheduled.has(periodMs)) scheduleNext(periodMs);
    },
    delete: (alarmNames) => alarmNames.forEach((name) => alarms.delete(name)),
    describe: (alarmNames) =>
      (alarmNames ? alarmNames.flatMap((name) => alarms.get(name) ?? []) : [...alarms.values()]).map(
        (alarm) => ({
          spec: alarm.spec,
          state: alarm.state,
          reason: alarm.reason,
          changedAtMs: alarm.changedAtMs,
          contributorsInAlarm: [...alarm.contributors.keys()],
        }),
      ),
    setState(alarmName, state, reason) {
      const alarm = alarms.get(alarmName);
      if (!alarm) throw new AwsError('ResourceNotFound', `Alarm ${alarmName} does not exist`, 404);
      changeState(alarm, { state, reason: () => reason, datapoints: [] });
    },
  };
}

/** Time series by the value of the dimension grouped by. Metrics with other dimensions than the SCHEMA names are not among them. */
function contributorsOf(
  { groupBy, alsoBy = [] }: WatchedQuery,
  all: readonly Series[],
): ReadonlyMap<string, readonly Series[]> {
  const schema = [groupBy, ...alsoBy];
  const series = new Map<string, Series[]>();
  for (const one of all) {
    const { dimensions } = one;
    const isOfSchema =
      Object.keys(dimensions).length === schema.length && schema.every((name) => name in dimensions);
    if (!isOfSchema) continue;
    const name = dimensions[groupBy] ?? '';
    series.set(name, [...(series.get(name) ?? []), one]);
  }
  return series;
}
