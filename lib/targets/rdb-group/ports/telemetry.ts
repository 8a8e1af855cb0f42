// What the nodes say of themselves.
import type { OddReport, Report } from '../domain/node.ts';

export interface TelemetryQuery {
  readonly groupName: string;
  readonly instanceIds: readonly string[];
  /** Observations from then on; the bound keeps what is read small. */
  readonly fromMs: number;
  readonly nowMs: number;
}

export interface Telemetry {
  /**
   * All observations in the time asked for, in order of `observedAtMs`; none for a node that is silent.
   * Values that cannot be true are left out and named in `odd`.
   * Throws `PortError` when the channel itself gave no complete answer.
   */
  readReports(query: TelemetryQuery): Promise<TelemetryAnswer>;
}

export interface TelemetryAnswer {
  readonly reports: readonly Report[];
  readonly odd: readonly OddReport[];
  /** Nodes of which two channels say contradicting things. */
  readonly disputed?: ReadonlySet<string>;
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
