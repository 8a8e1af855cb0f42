// Room for the functions in the account: what is kept for each, and what the account may run at once.
import { answered, note, wrong, type Finding } from '../../doctor/check.ts';
import { RESERVED_DEFAULTS } from '../expected-stack.ts';
import { functionsThere, type NamedFunction, type StackCheck } from '../stack-check.ts';

/**
 * What AWS wants to leave to functions for which nothing is kept.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
const UNRESERVED_MIN = 100;

const ASK_FOR_MORE =
  'aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value <more>';

export const quotaChecks: StackCheck = {
  title: 'quota',
  findings: (examined) => {
    const functions = functionsThere(examined);
    const stopped = functions.filter(({ reservedConcurrency }) => reservedConcurrency === 0).map(isStopped);
    const quota = answered(examined.quota);
    return quota ? [...stopped, ...room(functions, quota)] : stopped;
  },
};

/** A way to stop a function by hand, which is easily forgotten. */
function isStopped({ own, name }: NamedFunction): Finding {
  const usual = RESERVED_DEFAULTS[own];
  return wrong(
    'function-stopped',
    `the function ${name} may not run at all: its reserved concurrency is 0`,
    usual === undefined
      ? `aws lambda delete-function-concurrency --function-name ${name}`
      : `aws lambda put-function-concurrency --function-name ${name} --reserved-concurrent-executions ${usual} # or as reservedConcurrency of the settings says; delete-function-concurrency where it is false`,
  );
}

function room(
  functions: readonly NamedFunction[],
  { total, unreserved }: { readonly total: number; readonly unreserved: number },
): readonly Finding[] {
  const reserved = functions.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
  if (reserved > 0) {
    if (unreserved >= UNRESERVED_MIN) return [];
    const text =
      `the account may run ${total} functions at once, of which ${reserved} are kept for this stack and ${unreserved} for ` +
      `nobody: AWS wants ${UNRESERVED_MIN} left, and refuses the next deployment`;
    return [wrong('quota-short', text, ASK_FOR_MORE)];
  }
  const needed = functions.reduce((sum, { own }) => sum + (RESERVED_DEFAULTS[own] ?? 0), 0);
  if (unreserved < needed) {
    const text = `the account may run ${unreserved} functions at once for which nothing is kept, and this stack alone may come to ${needed}`;
    return [wrong('quota-short', text, ASK_FOR_MORE)];
  }
  const text = `nothing is kept for this stack's functions: others of the account may take all ${unreserved}`;
  return [
    note('nothing-reserved', text, 'npm run deploy -- --stage <stage> # with reservedConcurrency: true'),
  ];
}
