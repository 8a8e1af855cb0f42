// Which of the faults that were asked for still last, so that they can be told and ended before their time. How each is done to the
// world, and undone: fault-kinds.ts.

/** A fault that lasts: until its time has come, its calls were made, or it is mended. */
export interface LastingFault {
  readonly kind: string;
  /** Of one that strikes a group, or one node of it. */
  readonly group?: string;
  /** Instance id. */
  readonly node?: string;
  /** When it ends by itself, ms since the epoch. */
  readonly untilMs?: number;
  /** How many calls it is still to strike. */
  readonly callsLeft?: () => number;
  /** Ends it now; again is no harm. */
  readonly end: () => void | Promise<void>;
}

/** The same in plain JSON. */
export interface ToldFault extends Pick<LastingFault, 'kind' | 'group' | 'node'> {
  /** Counts up from 1. */
  readonly id: number;
  /** ISO 8601, virtual. */
  readonly until?: string;
  readonly callsLeft?: number;
}

export interface LastingFaults {
  readonly add: (fault: LastingFault) => void;
  /** Oldest first. */
  readonly list: () => readonly ToldFault[];
  /** Ends those to which all that is given applies, and says which they were. */
  readonly mend: (which: Which) => Promise<readonly ToldFault[]>;
}

/** All of them, where nothing is given. */
export interface Which {
  readonly id?: number | undefined;
  readonly kind?: string | undefined;
  readonly group?: string | undefined;
}

export function createLastingFaults(nowMs: () => number): LastingFaults {
  let count = 0;
  let entries: readonly { readonly id: number; readonly fault: LastingFault }[] = [];

  const lasts = ({ untilMs = Number.POSITIVE_INFINITY, callsLeft }: LastingFault): boolean =>
    nowMs() < untilMs && callsLeft?.() !== 0;
  const forgetThoseOver = (): void => {
    entries = entries.filter(({ fault }) => lasts(fault));
  };

  return {
    add(fault) {
      forgetThoseOver();
      count += 1;
      entries = [...entries, { id: count, fault }];
    },
    list() {
      forgetThoseOver();
      return entries.map(told);
    },
    async mend({ id, kind, group }) {
      forgetThoseOver();
      const mended = entries.filter(
        (entry) =>
          (id === undefined || entry.id === id) &&
          (kind === undefined || entry.fault.kind === kind) &&
          (group === undefined || entry.fault.group === group),
      );
      entries = entries.filter((entry) => !mended.includes(entry));
      const toldOfThem = mended.map(told);
      for (const { fault } of mended) await fault.end();
      return toldOfThem;
    },
  };
}

function told({ id, fault }: { readonly id: number; readonly fault: LastingFault }): ToldFault {
  const { kind, group, node, untilMs, callsLeft } = fault;
  return {
    id,
    kind,
    ...(group !== undefined && { group }),
    ...(node !== undefined && { node }),
    ...(untilMs !== undefined && { until: new Date(untilMs).toISOString() }),
    ...(callsLeft && { callsLeft: callsLeft() }),
  };
}
