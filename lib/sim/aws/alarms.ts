// CloudWatch alarms: one metric, or one Metrics Insights query whose every time series is a contributor.
// A change of state is told to subscribers, a state that stays is not: as with AWS, where an alarm's
// actions run only when its state changes. Shapes of events are not made here.
// Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
//          https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Acting_Alarm_Changes.html
import { SECOND_MS } from '../../domain/units.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { AwsError } from './aws-error.ts';
import { evaluate, type AlarmState, type Evaluation } from './evaluate-alarm.ts';
import type { Dimensions, MetricStore, Series, Statistic } from './metric-store.ts';

/** An alarm as `PutMetricAlarm` defines it. */
export interface AlarmSpec {
  readonly alarmName: string;
  readonly description?: string;
  readonly watched: WatchedMetric | WatchedQuery;
  readonly threshold: number;
  readonly comparisonOperator:
    | 'GreaterThanOrEqualToThreshold'
    | 'GreaterThanThreshold'
    | 'LessThanThreshold'
    | 'LessThanOrEqualToThreshold';
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: 'missing' | 'notBreaching' | 'breaching' | 'ignore';
  /** Carried through to the change, for whoever delivers it. */
  readonly alarmActions?: readonly string[];
  /** Default: true. */
  readonly actionsEnabled?: boolean;
}

export interface WatchedMetric {
  readonly kind: 'metric';
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Dimensions;
  readonly stat: Statistic;
  readonly periodSeconds: number;
}

/** `SELECT stat(metricName) FROM SCHEMA(namespace, groupBy) GROUP BY groupBy`. */
export interface WatchedQuery {
  readonly kind: 'metrics-insights';
  readonly expression: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly groupBy: string;
  readonly stat: Statistic;
  readonly periodSeconds: number;
}

/** A change of state, of an alarm or of one contributor of it. */
export interface AlarmChange {
  readonly alarmName: string;
  readonly description?: string;
  readonly atMs: number;
  readonly state: AlarmState;
  readonly previousState: AlarmState;
  readonly reason: string;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly comparisonOperator: string;
  /** With `contributor`: the time series that changed; a query without is the parent's own change. */
  readonly watched: WatchedMetric | (WatchedQuery & { readonly contributor?: Dimensions });
  /** Newest first. */
  readonly recentDatapoints: readonly number[];
  readonly alarmActions: readonly string[];
  readonly actionsEnabled: boolean;
}

export interface AlarmStatus {
  readonly spec: AlarmSpec;
  readonly state: AlarmState;
  readonly reason: string;
  readonly changedAtMs: number;
  /** Contributors in ALARM, by the value of the dimension grouped by. */
  readonly contributorsInAlarm: readonly string[];
}

export interface Alarms {
  /** A new alarm starts in INSUFFICIENT_DATA; one of the same name is replaced and keeps its state. */
  put(spec: AlarmSpec): void;
  delete(alarmNames: readonly string[]): void;
  describe(alarmNames?: readonly string[]): readonly AlarmStatus[];
  /** `SetAlarmState`: lasts until the next evaluation. Throws `ResourceNotFound`. */
  setState(alarmName: string, state: AlarmState, reason: string): void;
}

interface Alarm {
  spec: AlarmSpec;
  state: AlarmState;
  reason: string;
  changedAtMs: number;
  readonly contributors: Map<string, AlarmState>;
}

/** Alarms are evaluated this long after each full minute. */
const EVALUATION_DELAY_MS = 5 * SECOND_MS;
const EVALUATION_PERIOD_MS = 60 * SECOND_MS;

export function createAlarms(options: {
  clock: VirtualClock;
  metrics: MetricStore;
  onChange: (change: AlarmChange) => void;
}): Alarms {
  const { clock, metrics, onChange } = options;
  const alarms = new Map<string, Alarm>();
  let isScheduled = false;

  function scheduleNext(): void {
    const minute = Math.floor((clock.nowMs() - EVALUATION_DELAY_MS) / EVALUATION_PERIOD_MS) + 1;
    isScheduled = true;
    clock.schedule(minute * EVALUATION_PERIOD_MS + EVALUATION_DELAY_MS, () => {
      isScheduled = false;
      for (const alarm of alarms.values()) evaluateAlarm(alarm);
      if (alarms.size > 0) scheduleNext();
    });
  }

  function evaluateAlarm(alarm: Alarm): void {
    const { watched } = alarm.spec;
    if (watched.kind === 'metric') {
      const series = metrics.find(watched.namespace, watched.metricName, watched.dimensions);
      const evaluation = evaluate({
        metrics,
        series,
        spec: alarm.spec,
        state: alarm.state,
        nowMs: clock.nowMs(),
      });
      changeState(alarm, evaluation);
      return;
    }
    for (const series of metrics.list(watched.namespace, watched.metricName))
      if (isContributor(series, watched.groupBy)) evaluateContributor(alarm, watched, series);
    const inAlarm = [...alarm.contributors.values()].filter((state) => state === 'ALARM').length;
    changeState(alarm, {
      state: inAlarm > 0 ? 'ALARM' : 'OK',
      reason: `${inAlarm} time series evaluated to ALARM`,
      datapoints: [],
    });
  }

  /** A contributor is in ALARM or OK only: without data there is no time series. */
  function evaluateContributor(alarm: Alarm, watched: WatchedQuery, series: Series): void {
    const name = series.dimensions[watched.groupBy] ?? '';
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
    alarm.reason = evaluation.reason;
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
      reason: evaluation.reason,
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
      if (!isScheduled) scheduleNext();
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
      changeState(alarm, { state, reason, datapoints: [] });
    },
  };
}

/** The query's SCHEMA names one dimension: metrics with others besides are not among its time series. */
function isContributor(series: Series, groupBy: string): boolean {
  return groupBy in series.dimensions && Object.keys(series.dimensions).length === 1;
}
