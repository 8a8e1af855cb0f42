// A counted day as the bill of a month, line by line. Pure.
import { ANALYSED, type Counted } from './counted.ts';
import { ASSUMED, DAYS, HOURS, PRICES } from './prices.ts';

/** What is there whatever happens. */
export interface Standing {
  readonly alarmMetrics: number;
  readonly dashboards: number;
  readonly secrets: number;
}

/** US dollars a month, by what they are paid for. */
export type Bill = Readonly<Record<BillLine, number>>;

export const BILL_LINES = [
  'Lambda',
  'the probe',
  'DynamoDB',
  'reports in the state table',
  'custom metrics',
  'publishing by servers',
  'reading metrics',
  'alarms on groups',
  'logs',
  'schedules, events, calls for secrets',
  'alarms on the autoscaler',
  'dashboard',
  'secret',
] as const;
export type BillLine = (typeof BILL_LINES)[number];

const GB = 1e9;

export function billOf(day: Counted, standing: Standing): Bill {
  const metricHours = Object.entries(day.metricHours);
  const sum = (hours: readonly (readonly [string, number])[]) =>
    hours.reduce((total, [, count]) => total + count, 0);
  const invocations = sum(Object.entries(day.invocations));
  const seconds =
    invocations * ASSUMED.invocationSeconds +
    day.functionCalls * ASSUMED.callSeconds +
    day.probeInvocations * ASSUMED.probeSeconds;
  const logBytes =
    day.logBytes +
    day.logEvents * ASSUMED.logEventBytes +
    (invocations + day.probeInvocations) * ASSUMED.platformLogBytes;
  const lambda = (count: number, gbSeconds: number) =>
    DAYS * (count * PRICES.lambdaRequest + gbSeconds * PRICES.lambdaGbSecond);
  return {
    Lambda: lambda(invocations, seconds * ASSUMED.functionGb),
    'the probe': lambda(day.probeInvocations, day.probeInvocations * ASSUMED.probeSeconds * ASSUMED.probeGb),
    DynamoDB: DAYS * (day.writeUnits * PRICES.writeUnit + day.readUnits * PRICES.readUnit),
    'reports in the state table': DAYS * day.nodeWriteUnits * PRICES.writeUnit,
    'custom metrics': (sum(metricHours) * DAYS * PRICES.customMetric) / HOURS,
    'publishing by servers': DAYS * day.putMetricDataCalls * PRICES.putMetricDataCall,
    'reading metrics': DAYS * day.metricsRead * PRICES.metricRead,
    'alarms on groups':
      (sum(metricHours.filter(([name]) => ANALYSED.includes(name))) * DAYS * PRICES.alarmMetric) / HOURS,
    logs: (DAYS * logBytes * (PRICES.logGb + PRICES.logGbKept)) / GB,
    'schedules, events, calls for secrets':
      DAYS *
      (day.scheduled * PRICES.schedulerInvocation +
        day.customEvents * PRICES.customEvent +
        day.secretsCalls * PRICES.secretsCall),
    'alarms on the autoscaler': standing.alarmMetrics * PRICES.alarmMetric,
    dashboard: standing.dashboards * PRICES.dashboard,
    secret: standing.secrets * PRICES.secret,
  };
}

export function totalOf(bill: Bill): number {
  return Object.values(bill).reduce((sum, usd) => sum + usd, 0);
}

/** What one more group adds: a bill with one group, less the bill with none. */
export function less(bill: Bill, other: Bill): Bill {
  return Object.fromEntries(BILL_LINES.map((line) => [line, bill[line] - other[line]])) as Bill;
}
