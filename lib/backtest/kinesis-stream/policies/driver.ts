// What a policy is to the run: it looks at the stream as CloudWatch shows it, and may ask for a number of shards.
import type { StreamMinute } from '../../../targets/kinesis-stream/domain/stream.ts';
import type { Answer } from '../model-stream.ts';

/** What is seen at one moment. */
export interface View {
  readonly nowMs: number;
  /** Open shards; while it reshards, the lesser count. */
  readonly open: number;
  readonly isUpdating: boolean;
  /** Every minute that CloudWatch shows by now, oldest first; the newest is a minute old. */
  readonly minutes: readonly StreamMinute[];
}

export interface Driver {
  /** The earliest moment at which it wants to look again; absent: each minute. */
  readonly nextLookAtMs?: () => number;
  /** Shards to ask for; `undefined`: nothing. */
  readonly look: (view: View) => number | undefined;
  /** How AWS answered what was asked for. */
  readonly answered?: (shards: number, answer: Answer, view: View) => void;
}
