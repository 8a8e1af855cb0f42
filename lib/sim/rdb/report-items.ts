// What RDBs write of themselves into their items of the state table: by node, the texts as they came. The text is what
// infra/data-plane/server/bin/send-report writes: the latest fifteen observations, oldest first.
import { SECOND_MS } from '../../core/units.ts';

/** Observations that an item holds. */
const KEPT = 15;
/** Texts that may still be on their way: older ones were replaced long ago. */
const ON_THEIR_WAY_MAX = 64;

/** One observation: bytes, and 0 or 1; absent: the RDB does not know. */
export interface Observation {
  /** By the node's own clock, ms since the epoch. */
  readonly stampedMs: number;
  readonly used: number;
  readonly total: number;
  readonly rows?: number;
  readonly live?: number;
  readonly queued?: number;
  readonly busy?: number;
}

/** `undefined` where nothing has arrived. */
export type ReadItem = (instanceId: string, nowMs: number) => string | undefined;

export interface ReportItems {
  /** A writer for one start of a node's sender. */
  readonly open: (instanceId: string) => ItemWriter;
  readonly read: ReadItem;
}

export interface ItemWriter {
  /** The observation is kept by the sender. */
  readonly observe: (observation: Observation) => void;
  /** What the sender keeps is written, and there from `arrivedAtMs`, not before what was written before it. */
  readonly write: (arrivedAtMs: number) => void;
}

interface Written {
  readonly arrivedAtMs: number;
  readonly text: string;
}

export function createReportItems(): ReportItems {
  const items = new Map<string, Written[]>();

  return {
    open(instanceId) {
      const written = items.get(instanceId) ?? [];
      items.set(instanceId, written);
      let lines: string[] = [];
      let latestMs = Number.NEGATIVE_INFINITY;
      return {
        observe(observation) {
          // Its clock was set back: what was told by it is older than it says.
          if (observation.stampedMs < latestMs) lines = [];
          latestMs = observation.stampedMs;
          lines = [...lines, lineOf(observation)].slice(-KEPT);
        },
        write(arrivedAtMs) {
          const afterLast = Math.max(arrivedAtMs, written.at(-1)?.arrivedAtMs ?? 0);
          written.push({ arrivedAtMs: afterLast, text: lines.join(';') });
          if (written.length > ON_THEIR_WAY_MAX) written.shift();
        },
      };
    },
    read: (instanceId, nowMs) =>
      items.get(instanceId)?.findLast(({ arrivedAtMs }) => arrivedAtMs <= nowMs)?.text,
  };
}

function lineOf({ stampedMs, used, total, ...others }: Observation): string {
  const { rows, live, queued, busy } = others;
  const words = [
    Math.floor(stampedMs / SECOND_MS),
    Math.round(used),
    Math.round(total),
    rows,
    live,
    queued,
    busy,
  ];
  return words.map((word) => word ?? '-').join(' ');
}
