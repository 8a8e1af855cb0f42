// How often what only days over the emulator have must occur on them: each handler woken by the event that AWS sends, reports by
// items of the state table, work handed on, and what befell it. Such days are few, and much of it a run has or has not. So each
// is asked for from so many days on that it is missed by chance less than once in ten thousand campaigns.
import { rarerThan } from './minimums.ts';

interface WireMinimum {
  /** Least occurrences in a thousand days. */
  readonly ofAThousand: number;
  /** Campaigns shorter than this are too short to tell. */
  readonly fromDays: number;
}

const WIRE_MINIMUMS: Readonly<Record<string, WireMinimum>> = {
  'handler: on-tick': { ofAThousand: 500_000, fromDays: 1 },
  'handler: on-schedule': { ofAThousand: 300, fromDays: 10 },
  'handler: on-lifecycle': { ofAThousand: 100, fromDays: 25 },
  'handler: on-alarm': { ofAThousand: 50, fromDays: 40 },
  // One run in three asks where its data is, and one in five has nodes that write items.
  'handler: discover': { ofAThousand: 25_000, fromDays: 40 },
  'report of the table': { ofAThousand: 50_000, fromDays: 60 },
  'handed on by on-tick': { ofAThousand: 5_000, fromDays: 12 },
  'taken up by on-tick': { ofAThousand: 4_000, fromDays: 15 },
  'handed on again': { ofAThousand: 500, fromDays: 15 },
  'handed on, fault: delay': { ofAThousand: 1_000, fromDays: 25 },
  'handed on, fault: triplicate': { ofAThousand: 1_000, fromDays: 25 },
  'handed on, fault: lose': { ofAThousand: 500, fromDays: 40 },
  'handed on, and overtakes another': { ofAThousand: 100, fromDays: 40 },
  'dead letter of on-tick': { ofAThousand: 200, fromDays: 25 },
  'handed on by on-schedule': { ofAThousand: 50, fromDays: 50 },
};

/** What occurred less often than it must in so many days over the emulator, in words. */
export function tooRareOverWire(occurred: Readonly<Record<string, number>>, days: number): readonly string[] {
  return Object.entries(WIRE_MINIMUMS).flatMap(([what, { ofAThousand, fromDays }]) =>
    days < fromDays ? [] : rarerThan(occurred, { what, ofAThousand, days }),
  );
}
