// List prices of us-east-1, US dollars, each with its page: the one place that knows a price. As known in November 2026; they
// differ by region and change. Free tiers are left out.

/** A month is thirty days. */
export const DAYS = 30;
export const HOURS = DAYS * 24;

export const PRICES = {
  // https://aws.amazon.com/cloudwatch/pricing/
  /** A month; prorated by the hour in which it is sent. */
  customMetric: 0.3,
  /** A month, each metric that an alarm watches, or that the query of one analyses. */
  alarmMetric: 0.1,
  dashboard: 3,
  /** `GetMetricData`, each metric asked for. */
  metricRead: 0.01 / 1_000,
  putMetricDataCall: 0.01 / 1_000,
  /** Taken in, and kept a month. */
  logGb: 0.5,
  logGbKept: 0.03,
  // https://aws.amazon.com/lambda/pricing/ (arm64)
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2 / 1e6,
  // https://aws.amazon.com/dynamodb/pricing/on-demand/
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  // https://aws.amazon.com/eventbridge/pricing/
  schedulerInvocation: 1 / 1e6,
  customEvent: 1 / 1e6,
  // https://aws.amazon.com/secrets-manager/pricing/
  secret: 0.4,
  secretsCall: 0.05 / 10_000,
} as const;

/** What no emulator can tell: how long the calls of an invocation take on AWS. Each call after the other, none at once. */
export const ASSUMED = {
  /** A function's own work. */
  invocationSeconds: 0.1,
  callSeconds: 0.03,
  /** The probe's time, for which its caller waits. */
  probeSeconds: 0.2,
  functionGb: 0.5,
  probeGb: 0.25,
  /** START, END and REPORT, which Lambda writes of each invocation. */
  platformLogBytes: 300,
  /** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
  logEventBytes: 26,
} as const;
