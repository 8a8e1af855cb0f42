// A drill, as a kind of target brings it: what it sees, what it would do, how it breaks one thing, and what a look afterwards
// shows. Next: run-drill.ts, which asks in that order.
import type { Outcome } from '../../core/outcome.ts';
import type { DrillPlan, Moment } from '../../drill/drill-plan.ts';
import type { DrillResult } from '../../drill/drill-result.ts';

/** Seen at one moment. */
export interface Seen {
  /** Ms since the epoch. */
  readonly atMs: number;
}

/** What a look after the injection shows. */
export interface Showing {
  /** Those that have come by then, each with a sentence that says by what it is known. */
  readonly come: Partial<Readonly<Record<Moment, string>>>;
  /** Of what must be there, how much is; absent where it cannot be told now. */
  readonly count?: { readonly expected: number; readonly found: number };
  /** Facts worth a step besides, each told once. */
  readonly notes: readonly string[];
}

export interface Drill<Before extends Seen, Glance extends Seen = Before> {
  /** All that the plan rests on. Throws `PortError`. */
  look(): Promise<Before>;
  /** Pure. */
  plan(before: Before): DrillPlan;
  /** Breaks the one thing, once; throws for nothing that AWS can answer. */
  inject(before: Before): Promise<Outcome>;
  /** What following takes. A look that failed is no end: AWS may be asked too often. */
  glance(): Promise<Glance>;
  /** Pure. `earlier`: all glances since the injection, oldest first, this one left out. */
  follow(before: Before, glance: Glance, earlier: readonly Glance[]): Showing;
  /** Between two glances, ms. */
  readonly everyMs: number;
  /** Ends what ran beside it, if anything did. */
  end?(): Promise<void>;
}

/** How something is broken, and who asks. */
export interface DrillRequest {
  /** AWS's name of the target. */
  readonly name: string;
  /** One of the drill's ways; absent: its first. */
  readonly how?: string;
  /** Which part of the target, where it has several; absent: its first. */
  readonly part?: string;
}

/** A drill that a kind offers, by its name at the command line. */
export interface OfferedDrill {
  readonly name: string;
  /** Values of `--how`, the first the default; empty where there is one way. */
  readonly ways: readonly string[];
  /** Whether which of them is broken may be chosen. */
  readonly hasParts: boolean;
  /** What it breaks, a line of help. */
  readonly meaning: string;
  /** Looks, and tells. Nothing is broken yet. Throws `PortError`; `undefined`: there is no such target. */
  prepare(request: DrillRequest): Promise<PreparedDrill | undefined>;
}

export interface PreparedDrill {
  readonly plan: DrillPlan;
  /** Looks again, and breaks it if it may still be. `onStep` is told of each thing as it is seen, as a sentence. */
  execute(order: ExecuteOrder): Promise<Executed>;
  /** To be called where it is not executed. */
  end(): Promise<void>;
}

export interface ExecuteOrder {
  /** How long to look for what should follow, ms; absent: as long as the last of it may take. */
  readonly waitMs?: number;
  readonly onStep: (atMs: number, text: string) => void;
}

export type Executed =
  /** Something has changed since the plan was told: nothing was broken. */
  | { readonly kind: 'refused'; readonly plan: DrillPlan }
  | {
      readonly kind: 'run';
      readonly result: DrillResult;
      /** Why it did not pass, as sentences; empty: it did. */
      readonly missed: readonly string[];
      /** It was refused for who asked: nothing was broken. */
      readonly isForbidden: boolean;
    };
