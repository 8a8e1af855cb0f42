// Those who watch the local AWS: each open page is told of what happens as it does, and of how things stand a few times a second.
// Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
import type { ServerResponse } from 'node:http';
import { MINUTE_MS } from '../../lib/core/units.ts';
import type { WorldEvent } from '../../lib/sim/world-events.ts';
import type { Decision } from '../demo/demo-summary.ts';
import { eventText } from '../demo/show-day.ts';

/** A line of what happened. */
export interface Happening {
  /** ISO 8601. */
  readonly at: string;
  /** On the trace's own clock: `09:31`. */
  readonly localTime: string;
  readonly target: string;
  /** A decision's kind, or `event`; `bad` for what should not happen. */
  readonly kind: string;
  readonly text: string;
}

const TOLD_EVERY_MS = 250;
const HAPPENINGS_KEPT = 60;
/** A browser opens six connections to a host at the most; more are a loop. */
const FOLLOWERS_MAX = 20;

const BAD: ReadonlySet<WorldEvent['kind']> = new Set(['late-roll', 'out-of-memory', 'restarted']);

export interface Followers {
  readonly add: (outgoing: ServerResponse) => void;
  readonly decided: (decision: Decision) => void;
  readonly happened: (event: WorldEvent) => void;
  /** How things stand, if it was not told just before. */
  readonly tell: () => void;
  readonly end: () => void;
}

export function createFollowers(given: {
  readonly state: () => object;
  readonly realNowMs: () => number;
  readonly utcOffsetMinutes: number;
}): Followers {
  const followers = new Set<ServerResponse>();
  const happenings: Happening[] = [];
  let toldAtMs = Number.NEGATIVE_INFINITY;

  const send = (outgoing: ServerResponse, name: string, content: unknown): void => {
    // One that reads too slowly misses how things stood, and is told how they stand.
    if (name === 'state' && outgoing.writableNeedDrain) return;
    outgoing.write(`event: ${name}\ndata: ${JSON.stringify(content)}\n\n`);
  };
  const timesOf = (atMs: number) => ({
    at: new Date(atMs).toISOString(),
    localTime: new Date(atMs + given.utcOffsetMinutes * MINUTE_MS).toISOString().slice(11, 16),
  });
  const note = (happening: Happening): void => {
    happenings.push(happening);
    if (happenings.length > HAPPENINGS_KEPT) happenings.shift();
    for (const outgoing of followers) send(outgoing, 'happening', happening);
  };

  return {
    add: (outgoing) => {
      if (followers.size >= FOLLOWERS_MAX) {
        outgoing.writeHead(503).end();
        return;
      }
      outgoing.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      followers.add(outgoing);
      outgoing.on('close', () => followers.delete(outgoing));
      send(outgoing, 'before', happenings);
      send(outgoing, 'state', given.state());
    },
    decided: ({ at, group, kind, reason }) =>
      note({ ...timesOf(Date.parse(at)), target: group, kind, text: `${reason.text}.` }),
    happened: (event) => {
      const text = eventText(event);
      if (text === undefined) return;
      const isBad = BAD.has(event.kind) || (event.kind === 'terminated' && event.rows > 0);
      note({
        ...timesOf(event.atMs),
        target: event.groupName,
        kind: isBad ? 'bad' : 'event',
        text: withoutColours(text),
      });
    },
    tell: () => {
      if (followers.size === 0 || given.realNowMs() - toldAtMs < TOLD_EVERY_MS) return;
      toldAtMs = given.realNowMs();
      const state = given.state();
      for (const outgoing of followers) send(outgoing, 'state', state);
    },
    end: () => {
      for (const outgoing of followers) outgoing.end();
    },
  };
}

function withoutColours(text: string): string {
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}
