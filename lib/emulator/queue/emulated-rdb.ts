// An emulated RDB's side of the queue: waits, is live, keeps what it has, reads from the log what it missed, writes down. It says and
// does what q/rdb.q does, without a timer: who drives it says when it is full. Its tickerplant: emulated-tickerplant.ts, or
// q/tickerplant.q with q/logserver.q.
import { chars, countOf, type QAnswer, type QValue } from '../../kdb/ipc/values.ts';
import { connectPeer, type IpcPeer } from './ipc-peer.ts';
import { readLog } from './read-log.ts';
import { ofQ, QueueMessageError, toQ, type QueueMessage } from './queue-messages.ts';

export interface RdbOptions {
  readonly tickerplant: { readonly host: string; readonly port: number };
  /** Who streams the log; default: the tickerplant. */
  readonly logServer?: { readonly host: string; readonly port: number };
  readonly queue: string;
  /** The process's own name, and none's after it. */
  readonly id: string;
  /** Answers how many rows it wrote down, or `null` where it could not. Default: all of them. */
  readonly writeDown?: (day: string, rows: number) => number | null;
  /** Told of each message that it could not take, and why. */
  readonly onRefused?: (why: string) => void;
}

export interface EmulatedRdbState {
  readonly live: boolean;
  readonly queued: boolean;
  readonly day: string;
  /** The messages of the day that it holds: from `low` to `high`; 1 and 0 for none. */
  readonly low: number;
  readonly high: number;
  readonly rows: number;
}

export interface EmulatedRdb {
  state(): EmulatedRdbState;
  /** Opens its connection and joins the queue; with rows, asks whether they are its own still. */
  connect(): Promise<void>;
  /** It waits again. */
  join(): void;
  /** It is at its roll threshold. */
  full(): void;
  /** It takes in no more, whoever waits. */
  cut(): void;
  /** Whether no turn can come any more. */
  leave(): Promise<boolean>;
  /** Once the tickerplant has done all that was said before, and this RDB all that it was told by then. */
  settled(): Promise<void>;
  /** How many messages it has been sent. */
  heardCount(): number;
  /** Its connection ends; rows stay with the process. */
  disconnect(): Promise<void>;
}

export function createEmulatedRdb(options: RdbOptions): EmulatedRdb {
  const { queue, id, onRefused } = options;
  let peer: IpcPeer | undefined;
  let state: EmulatedRdbState = { live: false, queued: true, day: '', low: 1, high: 0, rows: 0 };
  let file = '';
  let heard = 0;
  let takesUpdates = true;
  /** Messages are worked through one after the other, also while the log is read. */
  let work: Promise<void> = Promise.resolve();

  const say = (message: QueueMessage) => peer?.tell(toQ(message));
  const change = (next: Partial<EmulatedRdbState>) => {
    state = { ...state, ...next };
  };
  const clear = () => change({ low: 1, high: 0, rows: 0 });

  function inTurn(task: () => void | Promise<void>): void {
    work = work.then(task).catch((error: unknown) => {
      onRefused?.(error instanceof Error ? error.message : String(error));
    });
  }

  async function take(message: QueueMessage): Promise<void> {
    switch (message.kind) {
      case 'live':
        file = message.file;
        takesUpdates = true;
        change({ live: true, queued: false, day: message.day, rows: 0 });
        change({ low: message.after + 1, high: message.after });
        await replay(message.upto);
        return;
      case 'upd':
        if (takesUpdates) update(message);
        return;
      case 'rolled':
        change({ live: false });
        await replay(message.upto);
        return;
      case 'end':
        endDay(message.day);
        return;
      case 'join':
      case 'full':
      case 'cut':
      case 'leave':
      case 'resume':
      case 'back':
      case 'written':
      case 'read':
      case 'roll':
      case 'feed':
        throw new QueueMessageError(`${message.kind} is for tickerplants`);
    }
  }

  function update({ columns }: QueueMessage<'upd'>): void {
    change({ high: state.high + 1, rows: state.rows + rowsIn(columns) });
  }

  /** In this order: what is not written stays. */
  function endDay(day: string): void {
    if (!state.live) change({ queued: false });
    const rows = options.writeDown ? options.writeDown(day, state.rows) : state.rows;
    if (rows !== null) clear();
    // One that keeps an old day takes no new one in: it holds none of its messages.
    else if (state.live) {
      change({ high: 0 });
      cut();
    }
    say({ kind: 'written', day, rows });
  }

  function cut(): void {
    takesUpdates = false;
    change({ live: false });
    say({ kind: 'cut', upto: state.high });
  }

  /** Reads the log after what it holds; where that fails, it takes in no more, and another one reads it. */
  async function replay(upto: number): Promise<void> {
    if (upto <= state.high) return;
    try {
      const from = options.logServer ?? options.tickerplant;
      const read = { kind: 'read', file, after: state.high, upto } as const;
      for (const message of await readLog(from, read)) update(message);
    } catch (error) {
      cut();
      throw error;
    }
  }

  /** The connection broke while it had rows, or was live. They are its own still, or another one has read them. */
  async function resume(opened: IpcPeer): Promise<void> {
    const { day, low, high } = state;
    const told = await opened.ask(toQ({ kind: 'resume', queue, id, day, low, high }));
    const [as, log, upto] = told.kind === 'list' ? told.items.map(scalarOf) : [];
    if (typeof as !== 'string' || typeof log !== 'string' || typeof upto !== 'bigint')
      throw new QueueMessageError(
        `no answer to .queue.resume: ${told.kind === 'error' ? told.text : told.kind}`,
      );
    file = log;
    takesUpdates = true;
    change({ live: as === 'live' });
    if (as === 'replaced') {
      clear();
      join();
    } else await replay(Number(upto));
  }

  function join(): void {
    change({ queued: true });
    say({ kind: 'join', queue, id });
  }

  return {
    state: () => state,
    async connect() {
      const opened = await connectPeer(options.tickerplant, {
        onMessage: (value) => {
          const message = ofQ(value);
          heard += 1;
          inTurn(() => take(message));
          return undefined;
        },
        ...(onRefused && { onRefused }),
      });
      peer = opened;
      if (!state.live && state.high < state.low) {
        if (state.queued) join();
        return;
      }
      const today = scalarOf(await opened.ask(chars('.u.d')));
      if (typeof today === 'number' && today > daysOf(state.day)) {
        change({ live: false });
        say({ kind: 'back', queue, day: state.day });
      } else {
        inTurn(() => resume(opened));
        await work;
      }
    },
    join,
    full: () => say({ kind: 'full' }),
    cut,
    async leave() {
      const answer = peer && scalarOf(await peer.ask(toQ({ kind: 'leave' })));
      if (answer === true) change({ queued: false });
      return answer === true;
    },
    async settled() {
      await peer?.ask(chars(''));
      await work;
    },
    heardCount: () => heard,
    async disconnect() {
      const ending = peer;
      peer = undefined;
      ending?.close();
      await ending?.closed;
    },
  };
}

/** Columns have as many rows as the first of them; of one row the values are atoms. */
function rowsIn(columns: QValue): number {
  if (columns.kind === 'table') return countOf(columns) ?? 0;
  const first = columns.kind === 'list' ? columns.items[0] : undefined;
  return first === undefined ? 1 : (countOf(first) ?? 1);
}

function scalarOf(value: QAnswer) {
  return value.kind === 'atom' ? value.value : undefined;
}

function daysOf(day: string): number {
  const [, value] = toQ({ kind: 'end', day }).items;
  return Number(value && scalarOf(value));
}
