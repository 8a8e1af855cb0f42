// What MemoryDB's own codes mean, where the code of all services does not say it.
// Source: https://docs.aws.amazon.com/memorydb/latest/APIReference/API_UpdateCluster.html
import { PortError } from '../../core/errors.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { AwsCalls } from '../aws-calls.ts';

const NOT_FOUND = 'ClusterNotFoundFault';
const RATE_EXCEEDED = 'APICallRateForCustomerExceededFault';

/** Reads, of which one that names no cluster says so. */
export function readingClusters(calls: Pick<AwsCalls, 'read'>): Pick<AwsCalls, 'read'> {
  return {
    read: async (call, send) => {
      try {
        return await calls.read(call, send);
      } catch (error) {
        if (!(error instanceof PortError)) throw error;
        const failure = failureOf(error.code);
        if (!failure) throw error;
        const { message } = error.cause instanceof Error ? error.cause : error;
        throw new PortError(call, error.code, message, { cause: error.cause, failure });
      }
    },
  };
}

/** All others of its codes are refusals before anything was done: a state, a quota, a value. */
export function updateOutcome(outcome: Outcome): Outcome {
  if (outcome.kind !== 'rejected') return outcome;
  const failure = failureOf(outcome.code);
  return failure ? { ...outcome, failure } : outcome;
}

function failureOf(code: string): 'absent' | 'throttled' | undefined {
  if (code === NOT_FOUND) return 'absent';
  return code === RATE_EXCEEDED ? 'throttled' : undefined;
}
