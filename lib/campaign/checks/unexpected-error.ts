// No exception but those that a fault explains: refusals and time-outs that were injected, a function that was ended.
import { DeadlineError, PortError } from '../../core/errors.ts';
import { KilledError } from '../drive/invocation.ts';
import type { CreateSharedCheck } from './check.ts';

export const unexpectedError: CreateSharedCheck = (run, tally) => ({
  onInvocation({ invocation, errors }) {
    for (const error of errors) {
      if (isExpectedKind(error) && invocation.faultCount > 0) continue;
      tally.unexpectedErrors += 1;
      run.fail(
        'unexpected-error',
        `${invocation.trigger}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
      );
    }
  },
});

function isExpectedKind(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isExpectedKind);
  return error instanceof PortError || error instanceof DeadlineError || error instanceof KilledError;
}
