// The rules of a tickerplant's queue: who waits, who is live, how the turn passes on, who writes the day down. The same rules as
// q/queue.q, in the same order; no socket and no log. Next: emulated-tickerplant.ts.
import type { QueueMessage } from './queue-messages.ts';

export type MemberRole = 'waiting' | 'live' | 'rolled';

/** One connection of an RDB. `id` is its process's own, also on its next connection. */
export interface Member {
  readonly handle: number;
  readonly queue: string;
  readonly id: string;
  role: MemberRole;
}

/** Which messages of the day an RDB that has rolled holds. */
export interface Held {
  readonly queue: string;
  readonly id: string;
  readonly low: number;
  readonly high: number;
}

/** The log as far as the queue needs it. */
export interface QueueLog {
  readonly day: () => string;
  /** Messages of the day so far. */
  readonly count: () => number;
  readonly file: () => string;
}

export type Resumed = readonly ['live' | 'rolled' | 'replaced', string, number];

export interface MemberQueue {
  join(handle: number, told: QueueMessage<'join'>): void;
  full(handle: number): void;
  cut(handle: number, upto: number): void;
  /** Whether no turn can come any more. */
  leave(handle: number): boolean;
  resume(handle: number, told: QueueMessage<'resume'>): Resumed;
  back(handle: number, told: QueueMessage<'back'>): void;
  written(handle: number): void;
  /** Whether somebody waited; an operator's call. */
  rollNow(queue: string): boolean;
  gone(handle: number): void;
  endDay(day: string): void;
  members(): readonly Member[];
  held(): readonly Held[];
}

interface Ending {
  readonly queue: string;
  readonly handle: number;
  readonly day: string;
}

export function createMemberQueue(given: {
  readonly log: QueueLog;
  readonly send: (handle: number, message: QueueMessage<'rolled' | 'end'>) => void;
  /** Its turn has come: the schemas and the log are the tickerplant's to add. */
  readonly sendLive: (handle: number, after: number) => void;
}): MemberQueue {
  const { log, send, sendLive } = given;
  let members: Member[] = [];
  let held: Held[] = [];
  let ending: Ending[] = [];
  const wanted = new Set<string>();

  const firstOf = (queue: string, role: MemberRole) =>
    members.find((member) => member.queue === queue && member.role === role);
  const liveAt = (handle: number) =>
    members.find((member) => member.handle === handle && member.role === 'live');
  /** How far the day is with RDBs that have rolled. */
  const upto = (queue: string) =>
    Math.max(0, ...held.filter((each) => each.queue === queue).map(({ high }) => high));

  function add(
    handle: number,
    { queue, id }: { readonly queue: string; readonly id: string },
    role: MemberRole,
  ) {
    members = [...members.filter((member) => member.handle !== handle), { handle, queue, id, role }];
  }

  function goOn(queue: string): void {
    if (!firstOf(queue, 'waiting')) return;
    const live = firstOf(queue, 'live');
    if (!live) promote(queue);
    else if (wanted.has(queue)) roll(live, log.count());
  }

  /** The live RDB keeps what it has, up to `high`, and receives no more. */
  function roll(live: Member, high: number): void {
    const { queue, id, handle } = live;
    held.push({ queue, id, low: 1 + upto(queue), high });
    live.role = 'rolled';
    wanted.delete(queue);
    send(handle, { kind: 'rolled', upto: high });
    promote(queue);
  }

  function promote(queue: string): void {
    const next = firstOf(queue, 'waiting');
    if (!next) return;
    next.role = 'live';
    sendLive(next.handle, upto(queue));
  }

  function mustWrite(queue: string, handle: number, day: string): void {
    const isFirst = !ending.some((each) => each.queue === queue);
    ending.push({ queue, handle, day });
    if (isFirst) send(handle, { kind: 'end', day });
  }

  /** Who had the word to write has written, or is gone: it passes to the next of the queue. */
  function passWord(handle: number): void {
    const firsts = ending.filter(
      (each, index) => ending.findIndex(({ queue }) => queue === each.queue) === index,
    );
    const queues = new Set(firsts.filter((each) => each.handle === handle).map(({ queue }) => queue));
    ending = ending.filter((each) => each.handle !== handle);
    for (const queue of queues) {
      const next = ending.find((each) => each.queue === queue);
      if (next) send(next.handle, { kind: 'end', day: next.day });
    }
  }

  return {
    join(handle, told) {
      add(handle, told, 'waiting');
      goOn(told.queue);
    },
    full(handle) {
      const live = liveAt(handle);
      if (!live) return;
      wanted.add(live.queue);
      goOn(live.queue);
    },
    cut(handle, high) {
      const live = liveAt(handle);
      if (live) roll(live, high);
    },
    leave(handle) {
      const waits = members.some((member) => member.handle === handle && member.role === 'waiting');
      if (waits) members = members.filter((member) => member.handle !== handle);
      return waits;
    },
    resume(handle, told) {
      const { queue, id, day, low, high } = told;
      // A log that does not have what it holds is not the log that it came from: nobody has read that.
      if (day !== log.day() || high > log.count()) {
        add(handle, told, 'rolled');
        return ['rolled', log.file(), high];
      }
      const own = held.find((each) => each.queue === queue && each.id === id);
      if (own) {
        add(handle, told, 'rolled');
        return ['rolled', log.file(), own.high];
      }
      // Nobody has read what it holds if nobody is live, and none has rolled since it began.
      if (firstOf(queue, 'live') || low !== 1 + upto(queue)) return ['replaced', log.file(), 0];
      add(handle, told, 'live');
      return ['live', log.file(), log.count()];
    },
    back(handle, { queue, day }) {
      mustWrite(queue, handle, day);
    },
    written: passWord,
    rollNow(queue) {
      const live = firstOf(queue, 'live');
      const waits = firstOf(queue, 'waiting') !== undefined;
      if (waits && live) roll(live, log.count());
      return waits;
    },
    gone(handle) {
      const live = liveAt(handle);
      members = members.filter((member) => member.handle !== handle);
      // It took its rows with it: the position has not moved, so the next one reads them again.
      if (live) {
        wanted.delete(live.queue);
        promote(live.queue);
      }
      passWord(handle);
    },
    endDay(day) {
      const lives = members.filter(({ role }) => role === 'live');
      const rolled = members.filter(({ role }) => role === 'rolled');
      members = lives;
      held = [];
      wanted.clear();
      // The live one has the word at once: what it is sent after this message is of the new day.
      ending = [...lives.map(({ queue, handle }) => ({ queue, handle, day })), ...ending];
      for (const { handle } of lives) send(handle, { kind: 'end', day });
      for (const { queue, handle } of rolled) mustWrite(queue, handle, day);
    },
    members: () => members,
    held: () => held,
  };
}
