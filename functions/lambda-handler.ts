// What the four cycle functions share: ports for the invocation, Powertools' logger as middy's
// middleware, one structured log line, and failure that counts as failure.
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { GroupPorts } from '../lib/targets/rdb-group/ports/group-ports.ts';
import type { CycleResult } from '../lib/cycle/run-cycle.ts';
import type { CyclesResult, TargetFailure } from '../lib/cycle/triggers/run-batches.ts';
import type { ListedBefore } from '../lib/cycle/triggers/listed-before.ts';
import type { NextInvocation } from '../lib/ports/next-invocation.ts';
import { createInvocationPorts } from './invocation-ports.ts';
import type { RdbGroup } from '../lib/targets/rdb-group/rdb-group.ts';
import { createFunctionMetrics } from '../lib/wiring/function-metrics.ts';
import type { KindWords, OpenKind } from '../lib/wiring/served-kind.ts';

/** What an invocation did. */
export interface Served {
  readonly results: readonly CycleResult<RdbGroup>[];
  /** Of each other kind that was served; absent or empty where none was. */
  readonly others?: readonly OthersServed[];
  readonly failures?: readonly TargetFailure[];
  /** Failures that somebody else is told of: errors in the log, and no failure of the invocation. */
  readonly toldFailures?: readonly TargetFailure[];
  readonly groupCount?: number;
  /** Targets that another invocation was asked to serve. */
  readonly handedOnCount?: number;
  /** Said once, of an event that asks for nothing. */
  readonly note?: string;
}

/** What was done for targets of another kind than groups. */
export interface OthersServed {
  readonly kind: Pick<KindWords, 'one' | 'many'>;
  readonly results: readonly CycleResult[];
}

/** Those of groups, and, for a function that serves every kind, the other kinds with theirs. */
export interface ServedPorts extends GroupPorts {
  readonly kinds?: readonly OpenKind[];
  /** For a function that hands on what it has no time for; absent outside Lambda. */
  readonly nextInvocation?: NextInvocation;
  /** For the tick: the groups that its process has listed before; absent outside Lambda. */
  readonly listedBefore?: ListedBefore;
}

export interface InvocationTerms {
  readonly requestId: string;
  /** What the invocation has left. */
  readonly remainingTimeMs: () => number;
}

/** Serves one event on the ports given: the function's own part. Throws what is unexpected. */
export type Serve = (event: unknown, ports: ServedPorts, invocation: InvocationTerms) => Promise<Served>;

/** Ports for one invocation; deadlines come from the time that the invocation has left. */
export type PortsOf = (context: Pick<Context, 'getRemainingTimeInMillis'>) => ServedPorts;

/**
 * A Lambda handler around `serve`. It fails if the event was refused, if AWS or the state table gave no
 * answer, or, once all groups were served, if any of them failed. A group held for its tags is no failure, and
 * its log line is an error all the same.
 */
export function lambdaHandler(functionName: string, serve: Serve, portsOf: PortsOf = createInvocationPorts) {
  const logger = new Logger({ serviceName: functionName });
  const count = createFunctionMetrics(functionName, process.env);

  async function serveCounted(event: unknown, context: Context): Promise<Served> {
    try {
      const served = await serve(event, portsOf(context), {
        requestId: context.awsRequestId,
        remainingTimeMs: () => context.getRemainingTimeInMillis(),
      });
      count({ GroupsServed: allResults(served).length, GroupsFailed: allFailures(served).length });
      return served;
    } catch (error) {
      count({ InvocationsFailed: 1 });
      logger.error(`${functionName}: failed`, { error });
      throw error;
    }
  }

  return middy(async (event: unknown, context: Context): Promise<Served> => {
    const served = await serveCounted(event, context);
    const failures = served.failures ?? [];
    const summary = summarise(served);
    if (failures.length > 0) {
      logger.error(`${functionName}: failed for ${failures.map((f) => f.name).join(', ')}`, summary);
      throw new AggregateError(
        failures.map((f) => f.error),
        `${failures.length} of ${failures.length + allResults(served).length} ${targetsWord(served)} failed: ${failures.map(sentence).join('; ')}`,
      );
    }
    const told = served.toldFailures ?? [];
    if (told.length > 0)
      logger.error(`${functionName}: failed for ${told.map((f) => f.name).join(', ')}`, summary);
    const held = allResults(served).flatMap(heldText);
    const unanswered = allResults(served).flatMap(unansweredTexts);
    if (held.length > 0) logger.error(`${functionName}: ${held.join('; and ')}`, summary);
    else if (unanswered.length > 0) logger.warn(`${functionName}: ${unanswered.join('; and ')}`, summary);
    else if (told.length === 0) logger.info(served.note ?? `${functionName}: ${servedText(served)}`, summary);
    return served;
  }).use(injectLambdaContext(logger));
}

/** The log line's fields: what was decided for each group, or why nothing was, and what failed. */
function summarise(served: Served) {
  const { results, others = [], groupCount, handedOnCount = 0 } = served;
  const failures = allFailures(served);
  return {
    ...(groupCount !== undefined && { groupCount }),
    ...(handedOnCount > 0 && { handedOnCount }),
    groups: results.map((result) => ({ groupName: result.name, ...targetSummary(result) })),
    ...Object.fromEntries(
      others.map(({ kind: { one, many }, results: ofKind }) => [
        many,
        ofKind.map((result) => ({ [`${one}Name`]: result.name, ...targetSummary(result) })),
      ]),
    ),
    ...(failures.length > 0 && { failures: failures.map(sentence) }),
  };
}

function allFailures({ failures = [], toldFailures = [] }: Served): readonly TargetFailure[] {
  return [...failures, ...toldFailures];
}

function allResults({ results, others = [] }: Served): readonly CycleResult[] {
  return [...results, ...others.flatMap((other) => other.results)];
}

/** Where other kinds were served as well, failures are of either. */
function targetsWord({ others = [] }: Served): string {
  return others.length > 0 ? 'targets' : 'groups';
}

function servedText({ results, others = [] }: Served): string {
  const counts = others.map(({ kind, results: ofKind }) => `${ofKind.length} ${kind.many}`);
  return `served ${[`${results.length} groups`, ...counts].join(' and ')}`;
}

function targetSummary(result: CycleResult) {
  if (result.kind !== 'decided') return { kind: result.kind };
  const { plan, actions, remarks, durationMs } = result;
  return {
    kind: plan.kind,
    reason: plan.reason,
    ...remarks,
    ...(actions.length > 0 && {
      actions: actions.map(({ action, reason, outcome }) => ({ ...action, reason, outcome })),
    }),
    durationMs,
  };
}

/** A target held until its owner puts something right: no failure, and an error in the log all the same. */
function heldText(result: CycleResult): readonly string[] {
  if (result.kind !== 'decided') return [];
  const { code, text } = result.plan.reason;
  return code === 'bad-tag' || code === 'bad-item' ? [text] : [];
}

/** What was asked of AWS and refused, or not answered: what was asked, and what came. */
function unansweredTexts(result: CycleResult): readonly string[] {
  if (result.kind !== 'decided') return [];
  return result.actions.flatMap(({ action, outcome }) => {
    if (outcome.kind !== 'rejected' && outcome.kind !== 'unknown') return [];
    const came = outcome.kind === 'rejected' ? `${outcome.code}: ${outcome.message}` : outcome.message;
    return [
      `${result.name}: ${JSON.stringify(action)} was ${outcome.kind === 'rejected' ? 'refused' : 'not answered'}: ${came}`,
    ];
  });
}

function sentence({ name, error }: TargetFailure): string {
  return `${name}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
}

/** A tick's or schedule's result as what was served. */
export function servedGroups({ targetCount: groupCount, results, failures }: CyclesResult<RdbGroup>): Served {
  return { groupCount, results, failures };
}
