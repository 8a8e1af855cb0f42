// CloudWatch alarms: one metric, or one Metrics Insights query whose every time series is a contributor.
// A change of state is told to subscribers, a state that stays is not: as with AWS, where an alarm's
// actions run only when its state changes. How that is done is in create-alarms.ts; shapes of events are
// not made in lib/sim.
// Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
//          https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Acting_Alarm_Changes.html
import type { Dimensions, Statistic } from './metric-store.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

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

/** `SELECT stat(metricName) FROM SCHEMA(namespace, groupBy, alsoBy…) GROUP BY groupBy`. */
export interface WatchedQuery {
  readonly kind: 'metrics-insights';
  readonly expression: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly groupBy: string;
  /** Dimensions that the schema names besides; time series that differ in them alone are one contributor. None by default. */
  readonly alsoBy?: readonly string[];
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
