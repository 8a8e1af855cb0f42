// What a function counts of itself: one line for CloudWatch at the end of an invocation, where metrics are full.
import { publishTargetMetrics } from '../aws/target-metrics.ts';
import { METRIC_NAMESPACE_DEFAULT, REAL_CLOCK } from './wire-cycle.ts';

const UNITS = { GroupsServed: 'Count', GroupsFailed: 'Count', InvocationsFailed: 'Count' } as const;

export type FunctionCounts = { readonly [Name in keyof typeof UNITS]?: number };

/**
 * Counts with the dimension `service`. Lean, nothing is counted: the log line says it, Lambda counts the errors, and each of
 * these would be a metric a function. Outside Lambda nobody reads metrics out of standard output.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function createFunctionMetrics(
  functionName: string,
  env: Readonly<Record<string, string | undefined>>,
  writeLine: (line: string) => void = (line) => void process.stdout.write(`${line}\n`),
): (counts: FunctionCounts) => void {
  const isCounted = env['SPILLWAY_METRICS'] !== 'lean' && Boolean(env['AWS_LAMBDA_FUNCTION_NAME']);
  const namespace = env['SPILLWAY_METRIC_NAMESPACE'] || METRIC_NAMESPACE_DEFAULT;
  return (counts) => {
    if (!isCounted) return;
    const line = { dimensions: { service: functionName }, units: UNITS, values: counts };
    publishTargetMetrics({ namespace, metrics: 'full', writeLine, clock: REAL_CLOCK }, line);
  };
}
