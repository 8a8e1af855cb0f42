// What a day on the local AWS came to, in AWS's own units. Prices stand in prices.ts, the bill in bill-of.ts.

/** Of one day. */
export interface Counted {
  readonly servers: number;
  /** Lambda's, by function. */
  readonly invocations: Readonly<Record<string, number>>;
  /** Calls of AWS by functions, without those of the probe function. */
  readonly functionCalls: number;
  readonly probeInvocations: number;
  readonly scheduled: number;
  readonly logBytes: number;
  readonly logEvents: number;
  /** Hours in which a metric was sent, summed over metrics; by name. */
  readonly metricHours: Readonly<Record<string, number>>;
  readonly metricsRead: number;
  readonly putMetricDataCalls: number;
  /** Of the functions. */
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Of the servers themselves. */
  readonly nodeWriteUnits: number;
  readonly customEvents: number;
  readonly secretsCalls: number;
}

/** Metrics that an alarm analyses by a query: it is charged for each of them, while they are there. */
export const ANALYSED: readonly string[] = ['LiveMemoryUsedPercent', 'Attention', 'CycleDurationMs'];
