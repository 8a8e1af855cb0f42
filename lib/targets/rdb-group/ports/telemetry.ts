// What the nodes say of themselves.
import { eachSettled, type Settled } from '../../../ports/settled.ts';
import type { OddReport, Report } from '../domain/node.ts';
import type { ProbeSettings } from '../domain/policy.ts';

export interface TelemetryQuery {
  readonly groupName: string;
  readonly instanceIds: readonly string[];
  /** The group's ARN, where it is known: its nodes' own ARNs begin like it. */
  readonly groupArn?: string;
  /** Observations from then on; the bound keeps what is read small. */
  readonly fromMs: number;
  readonly nowMs: number;
  /** How its RDBs are asked, by the channel that does. */
  readonly probe: ProbeSettings;
  /** Its nodes publish metrics: a channel that reads these and items asks for the items of those alone that do not. */
  readonly metricsFirst?: true;
}

export interface Telemetry {
  /** It shares no call between groups, or is kept waiting by the slowest of them: who needs one group asks for it alone. */
  readonly isReadByGroup?: true;
  /**
   * Reads several groups, in as few calls as the channel allows. For each, in their order: all observations in the time
   * asked for, in order of `observedAtMs`, and none for a node that is silent; values that cannot be true are left out and
   * named in `odd`. Or the `PortError` for want of a complete answer: what fails for one group is no other's failure.
   */
  readReports(queries: readonly TelemetryQuery[]): Promise<readonly Settled<TelemetryAnswer>[]>;
}

/** Groups read at once through a channel that reads each by itself. */
export const READ_AT_ONCE = 10;

/** A channel that reads each group by itself: no call of it tells of two. */
export function eachByItself(read: (query: TelemetryQuery) => Promise<TelemetryAnswer>): Telemetry {
  return { isReadByGroup: true, readReports: (queries) => eachSettled(queries, READ_AT_ONCE, read) };
}

export interface TelemetryAnswer {
  readonly reports: readonly Report[];
  readonly odd: readonly OddReport[];
  /** Nodes of which two channels say contradicting things. */
  readonly disputed?: ReadonlySet<string>;
  /** Private addresses by instance id, of a channel that had to look them up. */
  readonly addresses?: ReadonlyMap<string, string>;
}

/** Metrics that a node publishes, by their CloudWatch names: the contract of docs/tags.md. */
export const NODE_METRICS = [
  'MemoryUsedPercent',
  'MemoryUsedBytes',
  'MemoryTotalBytes',
  'Rows',
  'Live',
  'Queued',
  'Busy',
] as const;
