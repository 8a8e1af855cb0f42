// One call to AWS: with a deadline, and its error turned into what the ports promise.
// How often a call is tried stands in clients.ts; what errors mean, in aws-errors.ts.
import { PortError } from '../core/errors.ts';
import { APPLIED, type Outcome } from '../core/outcome.ts';
import { WRITE_LIMIT_MS } from '../ports/write-limit.ts';
import { outcomeOf, portErrorOf } from './aws-errors.ts';

/** A read may take so long, all its tries together. */
export const READ_LIMIT_MS = 15_000;

/** Kept back of the invocation's time by reads and fleet writes, for recording what was done. */
export const RECORDING_RESERVE_MS = 2_000;

/** Kept back by the recording itself, for the log line. */
export const LOG_RESERVE_MS = 300;

export interface CallOptions {
  readonly abortSignal: AbortSignal;
}

export interface AwsCalls {
  /** Answers with what `send` answered. Throws `PortError`. `call` names it: `ec2:DescribeInstances`. */
  read<Answer>(call: string, send: (options: CallOptions) => Promise<Answer>): Promise<Answer>;
  /** Says what became of it; throws for nothing that AWS or the network can do. */
  write(call: string, send: (options: CallOptions) => Promise<unknown>): Promise<Outcome>;
  /** As `read`, for what must still be written when time is short: state, lease, journal, events. */
  record<Answer>(call: string, send: (options: CallOptions) => Promise<Answer>): Promise<Answer>;
}

/**
 * @param remainingTimeMs What the invocation has left, in real milliseconds, asked before each call: a
 * Lambda's `context.getRemainingTimeInMillis`. Without it only the limits above hold.
 */
export function createAwsCalls(remainingTimeMs: () => number = () => Number.POSITIVE_INFINITY): AwsCalls {
  const timeFor = (limitMs: number, reserveMs: number) =>
    Math.floor(Math.min(limitMs, remainingTimeMs() - reserveMs));

  async function answer<Answer>(
    call: string,
    timeMs: number,
    send: (options: CallOptions) => Promise<Answer>,
  ): Promise<Answer> {
    if (timeMs <= 0)
      throw new PortError(call, 'DeadlineExceeded', 'not sent, the invocation has no time left');
    const abortSignal = AbortSignal.timeout(timeMs);
    try {
      return await send({ abortSignal });
    } catch (error) {
      if (!abortSignal.aborted) throw portErrorOf(call, error);
      throw new PortError(call, 'DeadlineExceeded', `no answer within ${timeMs} ms`, { cause: error });
    }
  }

  return {
    read: (call, send) => answer(call, timeFor(READ_LIMIT_MS, RECORDING_RESERVE_MS), send),
    record: (call, send) => answer(call, timeFor(WRITE_LIMIT_MS, LOG_RESERVE_MS), send),
    write: async (call, send) => {
      const timeMs = timeFor(WRITE_LIMIT_MS, RECORDING_RESERVE_MS);
      if (timeMs <= 0) {
        return { kind: 'not-sent', why: 'deadline', message: `no time was left for ${call}` };
      }
      const abortSignal = AbortSignal.timeout(timeMs);
      try {
        await send({ abortSignal });
        return APPLIED;
      } catch (error) {
        if (abortSignal.aborted)
          return { kind: 'unknown', message: `${call}: no answer within ${timeMs} ms` };
        return outcomeOf(error);
      }
    },
  };
}
