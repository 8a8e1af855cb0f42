// What a check sees of a stream's run. One file per check; all-stream-checks.ts lists them, safety first.
import type { CycleResult } from '../../../cycle/run-cycle.ts';
import type { Outcome } from '../../../core/outcome.ts';
import type { KinesisStream } from '../../../targets/kinesis-stream/kinesis-stream.ts';
import type { EndedFrame, SharedCheck, SharedTally } from '../../checks/check.ts';
import type { StreamInvocation } from '../drive/stream-invocation.ts';
import type { StreamMoment, StreamRun } from '../world/stream-run.ts';

/** A change that one of our functions sends; it may be carried out later, or never. */
export interface SentCall {
  readonly atMs: number;
  readonly shards: number;
  readonly invocation: StreamInvocation;
}

/** What AWS made of it, whether or not the function heard. */
export interface Landed extends SentCall {
  readonly landedAtMs: number;
  /** The stream just before. */
  readonly before: StreamMoment;
  readonly outcome: Outcome;
}

export interface EndedStreamInvocation extends EndedFrame {
  readonly invocation: StreamInvocation;
  readonly results: readonly CycleResult<KinesisStream>[];
}

export interface StreamCheck extends SharedCheck<EndedStreamInvocation> {
  readonly onSent?: (call: SentCall) => void;
  readonly onLanded?: (landed: Landed) => void;
  /** A cycle wrote what it learned: the times of the changes in its ledger, ms since the epoch. */
  readonly onRecorded?: (ledgerTimesMs: readonly number[], invocation: StreamInvocation) => void;
}

export type CreateStreamCheck = (run: StreamRun, tally: StreamTally) => StreamCheck;

/** Figures that the checks add up over a stream's run, for the campaign's report. */
export interface StreamTally extends SharedTally {
  /** Changes that we sent and AWS took, and the most of any rolling 24 hours, whoever made them. */
  calls: number;
  callsMaxIn24h: number;
  overBudget: number;
  illegalRatios: number;
  callsWhileUpdating: number;
  ledgerShort: number;
  duplicatesActed: number;
  touchedUnasked: number;
  throttledMinutes: number;
  throttledMinutesAvoidable: number;
}

export const EMPTY_STREAM_TALLY: Readonly<StreamTally> = {
  calls: 0,
  callsMaxIn24h: 0,
  overBudget: 0,
  illegalRatios: 0,
  callsWhileUpdating: 0,
  ledgerShort: 0,
  duplicatesActed: 0,
  touchedUnasked: 0,
  throttledMinutes: 0,
  throttledMinutesAvoidable: 0,
  unexpectedErrors: 0,
  unlookedMinutesMax: 0,
};
