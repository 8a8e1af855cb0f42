// Shows the day as it passes: a line per event worth seeing, and on a terminal a live bar per node.
import pc from 'picocolors';
import { usedBytes } from '../../lib/sim/rdb/rdb-node.ts';
import type { Tickerplant } from '../../lib/sim/rdb/tickerplant.ts';
import type { WorldEvent } from '../../lib/sim/world-events.ts';
import type { Terminal } from '../terminal.ts';
import type { Decision } from './demo-summary.ts';

const BAR_WIDTH = 40;
const MINUTE_MS = 60_000;

/** `memorydb:cache`, and longer ones push the line. */
const TARGET_WIDTH = 14;

const COLOURS: Readonly<Record<string, (text: string) => string>> = {
  'scale-out': pc.green,
  grow: pc.green,
  replicate: pc.green,
  retire: pc.yellow,
  shrink: pc.yellow,
};

export interface DayDisplay {
  event(event: WorldEvent): void;
  decision(decision: Decision): void;
  /** Redraws the bars; nothing where the output is no terminal. */
  bars(tickerplant: Tickerplant, nowMs: number): void;
  /** Removes the bars before the summary. */
  end(): void;
}

export interface DayDisplayOptions {
  /** The local clock's, in which times are shown. */
  readonly utcOffsetMinutes: number;
  /** Lines of events and decisions, or none of them. */
  readonly lines: 'shown' | 'none';
  /** Whether a line says which target it is about. */
  readonly targets: 'one' | 'many';
}

/** A display in the trace's local time. */
export function createDayDisplay(terminal: Terminal, options: DayDisplayOptions): DayDisplay {
  const { utcOffsetMinutes, lines: shown, targets } = options;
  const quiet = shown === 'none';
  const nameOf = (target: string) => (targets === 'many' ? `${pc.dim(target.padEnd(TARGET_WIDTH))}  ` : '');
  let barLineCount = 0;
  const time = (atMs: number) => new Date(atMs + utcOffsetMinutes * MINUTE_MS).toISOString().slice(11, 16);
  const clear = () => {
    if (barLineCount > 0) terminal.write(`\u001b[${barLineCount}A\u001b[J`);
    barLineCount = 0;
  };
  const line = (atMs: number, text: string) => {
    if (quiet) return;
    clear();
    terminal.write(`${pc.dim(time(atMs))}  ${text}\n`);
  };
  return {
    event: (event) => {
      const text = eventText(event);
      if (text !== undefined) line(event.atMs, `${nameOf(event.groupName)}${text}`);
    },
    decision: ({ at, group, kind, reason }) => {
      const colour = COLOURS[kind] ?? pc.cyan;
      line(Date.parse(at), `${nameOf(group)}${colour(pc.bold(kind.padEnd(9)))} ${reason.text}.`);
    },
    bars: (tickerplant, nowMs) => {
      if (quiet || !terminal.isInteractive) return;
      clear();
      const lines = barLines(tickerplant, time(nowMs));
      terminal.write(`${lines.join('\n')}\n`);
      barLineCount = lines.length;
    },
    end: clear,
  };
}

/** What a person is told of an event; nothing of those that others tell better. */
export function eventText(event: WorldEvent): string | undefined {
  const node = 'instanceId' in event ? pc.bold(event.instanceId) : '';
  switch (event.kind) {
    case 'launched':
      return `${node} is launching`;
    case 'queued':
      return `${node} waits in the tickerplant's queue: ${pc.green('a spare')}`;
    case 'live':
      return `${node} is live`;
    case 'rolled':
      return `${node} is full and rolled, with ${event.rows.toLocaleString('en-US')} rows`;
    case 'late-roll':
      return pc.red(`${node} is at its roll threshold and no spare is ready: a late roll`);
    case 'out-of-memory':
      return pc.bgRed(`${node} is out of memory`);
    case 'flushed':
      return `${node} has flushed its rows`;
    case 'left-queue':
      return `${node} has left the queue: its termination has begun`;
    case 'restarted':
      return pc.red(`${node} has restarted, and holds nothing`);
    case 'terminating':
      return undefined;
    case 'terminated':
      return event.rows > 0
        ? pc.bgRed(`${node} was terminated with ${event.rows} rows (${event.cause})`)
        : // What ran no RDB had nothing to be empty of.
          `${node} is terminated${event.stage === 'gone' ? '' : ', empty'}`;
    case 'end-of-day':
      return pc.bold('end of day: the RDBs write down and flush');
    case 'in-service':
      return undefined;
  }
}

function barLines(tickerplant: Tickerplant, time: string): readonly string[] {
  tickerplant.bringUpToDate();
  const nodes = [...tickerplant.nodes.values()];
  return [
    pc.dim(
      `${time}  ${nodes.length} nodes, ${(tickerplant.deliveredMessages() / 1e6).toFixed(2)} million messages`,
    ),
    ...nodes.map((node) => {
      const share = usedBytes(tickerplant.memory, node) / tickerplant.memory.totalBytes;
      const filled = node.stage === 'booting' ? 0 : Math.round(share * BAR_WIDTH);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
      const percent = node.stage === 'booting' ? '   ' : `${Math.round(100 * share)} %`.padStart(5);
      return `       ${node.instanceId}  ${node.stage === 'live' ? pc.green(bar) : bar} ${percent}  ${node.stage}`;
    }),
  ];
}
