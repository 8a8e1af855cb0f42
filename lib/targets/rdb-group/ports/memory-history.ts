// What a group's nodes reported of their memory for days back: for backtests, read once by hand.

/**
 * One-minute data is kept for 15 days, and ListMetrics knows metrics of the last two weeks.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
 */
export const EXPORT_DAYS_MAX = 14;

/** What one node said at one moment: the end of a period, ms since the epoch. */
export interface MemorySample {
  readonly atMs: number;
  readonly instanceId: string;
  readonly usedBytes: number;
}

export interface MemoryHistoryQuery {
  readonly groupName: string;
  /** Where the nodes publish. */
  readonly namespace: string;
  /** From the start of that UTC day. */
  readonly days: number;
  readonly nowMs: number;
}

/** In order of time; day by day, so that weeks of a large group stream. */
export type ReadMemoryHistory = (query: MemoryHistoryQuery) => AsyncIterable<MemorySample>;

/** A group's lines in the log of a function, of so many days. */
export interface LogLinesQuery {
  /** Of CloudWatch Logs: `/aws/lambda/spillway-prod-on-tick`. */
  readonly logGroupName: string;
  readonly groupName: string;
  /** As of memory. */
  readonly days: number;
  readonly nowMs: number;
}

/** Texts as they were logged, oldest first; those of other groups may be among them. */
export type ReadLogLines = (query: LogLinesQuery) => AsyncIterable<string>;
