// The queue of dead letters as SQS keeps it: what waits, what somebody has received and not deleted yet, and what is gone.
// The delivery keeps all dead letters that there ever were, in order. How the queue is asked: services/stack/queues.ts.
import type { DeadLetter } from '../triggers/deliver-event.ts';

export interface ReceivedLetter {
  readonly letter: DeadLetter;
  /** How many dead letters there were before it: what it is known by. */
  readonly index: number;
  /** This time included. */
  readonly receivedCount: number;
}

export interface DeadLetterQueue {
  /** Those that a receiver would be given. */
  readonly waitingCount: () => number;
  /** Those that were received, and neither deleted nor back yet. */
  readonly inFlightCount: () => number;
  /** The oldest first; they wait again so long after. */
  readonly receive: (order: { readonly countMax: number; readonly hiddenMs: number }) => ReceivedLetter[];
  readonly delete: (index: number) => void;
  readonly purge: () => void;
}

export function createDeadLetterQueue(given: {
  readonly deadLetters: () => readonly DeadLetter[];
  readonly nowMs: () => number;
}): DeadLetterQueue {
  const { deadLetters, nowMs } = given;
  let purgedCount = 0;
  const deleted = new Set<number>();
  const received = new Map<number, { count: number; hiddenUntilMs: number }>();

  const kept = () =>
    deadLetters()
      .map((letter, index) => ({ letter, index }))
      .filter(({ index }) => index >= purgedCount && !deleted.has(index));
  const isHidden = ({ index }: { readonly index: number }) =>
    (received.get(index)?.hiddenUntilMs ?? Number.NEGATIVE_INFINITY) > nowMs();

  return {
    waitingCount: () => kept().filter((one) => !isHidden(one)).length,
    inFlightCount: () => kept().filter(isHidden).length,
    receive: ({ countMax, hiddenMs }) =>
      kept()
        .filter((one) => !isHidden(one))
        .slice(0, countMax)
        .map(({ letter, index }) => {
          const count = (received.get(index)?.count ?? 0) + 1;
          received.set(index, { count, hiddenUntilMs: nowMs() + hiddenMs });
          return { letter, index, receivedCount: count };
        }),
    delete: (index) => void deleted.add(index),
    purge: () => {
      purgedCount = deadLetters().length;
    },
  };
}
