// What is known of a group's nodes by those who ask where data is: which node holds rows of which table, from when to
// when, and how far that can be trusted. Types alone. The answer to a question is answer-question.ts, the JSON
// route-json.ts; who finds it out is a kind of target's own.

/**
 * What a node is to its group. `live` receives data; `queued` is empty and may be the next to; `rolled` holds data and
 * receives no more; `flushed` holds nothing and waits for nothing; `unknown`: nobody can say.
 */
export type NodeRole = 'live' | 'queued' | 'rolled' | 'flushed' | 'unknown';

/**
 * How far its word goes.
 *
 * - `ready`: it spoke in the latest look.
 * - `busy`: it did, and replays, writes down or still has to join: what it holds is changing.
 * - `launching`: on its way, and has said nothing yet.
 * - `silent`: it should have spoken, and has not, or is not believed.
 * - `leaving`: its termination has begun.
 * - `gone`: EC2 has stopped or ended it, and its group still has it: it answers nobody.
 */
export type NodeStatus = 'ready' | 'busy' | 'launching' | 'silent' | 'leaving' | 'gone';

/** What a node holds of one table. */
export interface Slice {
  readonly rows: number;
  /**
   * Times of the first and of the last row as they arrived, ms since the epoch, both included. Null where there are no
   * rows; where there are some, null says that nobody knows.
   */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** The node keeps the bounds of its rows itself: late rows are within them. */
  readonly isExact?: true;
}

/** Numbers of the first and of the last message that a node has taken in, of those that its stream counts. */
export interface MessageRange {
  readonly from: number;
  readonly to: number;
}

export interface KnownNode {
  readonly nodeId: string;
  readonly status: NodeStatus;
  readonly role: NodeRole;
  readonly azId: string | null;
  readonly launchedAtMs: number | null;
  /** Private address or host name; null where nobody looked it up. */
  readonly address: string | null;
  /** Of its first process; the others listen on the ports after it. */
  readonly port: number;
  readonly processes: number;
  /** When it last spoke, ms since the epoch; null: never. */
  readonly asOfMs: number | null;
  /** Absent where messages are not counted, or it has none. */
  readonly messages?: MessageRange;
  /** By table. Of a table that is not here nothing is known. */
  readonly tables: Readonly<Record<string, Slice>>;
  /** Of one that says nothing: what it held when last it spoke. Believed once it is gone, as it can then take no more. */
  readonly lastWord?: LastWord;
  /** Of one that is gone: a moment after which it was, ms since the epoch. */
  readonly goneByMs?: number;
}

export interface LastWord extends Pick<KnownNode, 'tables'> {
  readonly saidAtMs: number;
}

/** All that is known of a group, as one look left it. */
export interface Route {
  readonly group: string;
  /** When it was looked at, ms since the epoch. */
  readonly asOfMs: number;
  /** Grows with each change of what is below. */
  readonly version: number;
  /** Whether nodes tell their slices, or are told apart by their roles alone. */
  readonly basis: 'slices' | 'roles';
  /** How much later than its time a row may arrive, ms: slices that are not exact are widened by it. */
  readonly lateDataMs: number;
  readonly nodes: readonly KnownNode[];
  /** Nobody waits, and the live node may be full before the next look: whoever joins until then is live at once, seen or not. */
  readonly isTurnOpen?: true;
  /** A later look, at that time, has found something else, and what it found could not be kept. */
  readonly changedAtMs?: number;
}

/** Rows of which table, from when to when, both included; what is absent is not bounded. */
export interface Question {
  readonly table?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
}
