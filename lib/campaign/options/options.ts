// What one run of the campaign is: days over one group, as data. Drawn from a seed by draw-options.ts; a shrunk run is
// the same data with fewer faults. Everything else follows from it and its seed.
import type { FaultName } from './fault-names.ts';

/** Times of day are minutes after midnight UTC; all the other times are seconds, unless a name says otherwise. */
export interface RunOptions {
  readonly seed: number;
  readonly dayCount: number;
  readonly group: GroupOptions;
  readonly stream: StreamOptions;
  readonly schedule: ScheduleOptions;
  /** The faults that are on, each with how strong it is: above 0, up to 1. */
  readonly faults: Faults;
  /** Which of leanings.ts made it what it is; absent: none. It says so, and does nothing. */
  readonly leansTo?: string;
  /** Of days over the emulator alone: draw-hand-on.ts. Absent: every invocation has the time that it needs. */
  readonly handOn?: HandOnOptions;
}

/** What becomes of work that one invocation leaves to the next, until the calm. Shares, from 0 to 1. */
export interface HandOnOptions {
  /** Of ticks and schedules, those that begin with no time for a batch. */
  readonly noTime: number;
  /** Of what is handed on, that which never arrives, arrives late, or three times. */
  readonly lost: number;
  readonly late: number;
  readonly threefold: number;
}

export type Faults = { readonly [Name in FaultName]?: number };

export interface GroupOptions {
  readonly minSize: number;
  readonly maxSize: number;
  readonly readyNodeCount: number;
  /** `ours`: spillway-keep-data. `adopted`: another name, and the tag. `only`: another name. `beside`: ours and another's. */
  readonly hook: 'none' | 'ours' | 'adopted' | 'only' | 'beside';
  readonly heartbeatTimeoutSeconds: number;
  readonly retains: boolean;
  /** Nodes launch protected from scale-in. */
  readonly isProtected: boolean;
  /** Seconds after a termination began; `never`: nothing tells its RDB. */
  readonly leavesQueueAfterSeconds: number | 'never';
  readonly endOfDayEmptiesQueue: boolean;
  readonly bootSeconds: number;
  readonly replaySeconds: number;
  readonly writeDownSeconds: number;
  readonly metrics: 'all' | 'no-queue' | 'memory';
  readonly metricsDelaySeconds: number;
  /** What nodes say unasked they write into the state table, as fleets do that have changed over. */
  readonly writesItems?: true;
  readonly memoryGrowth: 'smooth' | 'doubling';
  readonly keepsHeap: boolean;
  /** The fleet's alarm wakes us too. */
  readonly hasAlarm: boolean;
  readonly rollThresholdPercent: number;
  /** The owner's tags, `spillway:managed` aside. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface StreamOptions {
  /** Nodes that an average day fills. */
  readonly nodesPerDay: number;
  readonly shape: 'session' | 'flat' | 'spiky' | 'around-the-clock';
  /** Nothing at all comes between the close and the morning. Absent: a little does. */
  readonly isSilentAtNight?: true;
  /** The busiest spikes are so many times the volume around them. */
  readonly spikeFactor: number;
  /** On this day, from 0, the stream ends at noon and the day an hour later; absent: on none. */
  readonly halfDay?: number;
}

export interface ScheduleOptions {
  readonly endOfDayMinute: number;
  /** Scheduled end of each day: a scale-in window, a scale-to-zero, or nothing. */
  readonly atEndOfDay: 'scale-in' | 'scale-to-zero' | 'scale-in-then-zero' | 'nothing';
  readonly windowMinutes: number;
  /** Each morning's ensure-capacity; absent: none. */
  readonly morning?: { readonly minute: number; readonly nodeCount: number; readonly holdMinutes: number };
}
