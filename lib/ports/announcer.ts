// Telling others: group metrics for graphs and alarms, decisions for chat and runbooks.
import type { JournalEntry } from './journal.ts';

/** Names and units of the group metrics: the contract of the design, section 7. */
export const GROUP_METRIC_UNITS = {
  SparesHave: 'Count',
  SparesWanted: 'Count',
  TimeToRollSeconds: 'Seconds',
  NodesInService: 'Count',
  NodesSuspect: 'Count',
  NodesRetained: 'Count',
  ScaleOuts: 'Count',
  Retirements: 'Count',
  LateRolls: 'Count',
  HeldUnproven: 'Count',
  AtMaximum: 'Count',
  LaunchFailures: 'Count',
  TwoLive: 'Count',
  CycleDurationMs: 'Milliseconds',
} as const;

export type GroupMetrics = { readonly [Name in keyof typeof GROUP_METRIC_UNITS]?: number };

export interface Announcer {
  /** Publishes a cycle's metrics with the dimension `AutoScalingGroupName`. */
  publishMetrics(groupName: string, metrics: GroupMetrics): void;
  /** Puts a decision that acted, or a launch failure, on the event bus. Throws `PortError`. */
  announce(event: Announcement): Promise<void>;
}

export type Announcement =
  | { readonly type: 'Spillway Scaling Decision'; readonly entry: JournalEntry }
  | {
      readonly type: 'Spillway Launch Failure';
      readonly groupName: string;
      readonly atMs: number;
      readonly message: string;
    };
