// Hands events to the functions as Lambda's asynchronous invocation does: at least once, retried twice, then
// dead-lettered; and, when a test asks for it, lost, late, or three times at once.
//
//   attempt 1 ──fails── 1 min ── attempt 2 ──fails── 2 min ── attempt 3 ──fails──▶ dead letter
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
import { MINUTE_MS } from '../../core/units.ts';
import type { VirtualClock } from '../../sim/virtual-clock.ts';
import { functionArn, stableUuid } from '../aws-names.ts';

/** What Lambda passes as the second argument; the part of it that handlers use. */
export interface FunctionContext {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly callbackWaitsForEmptyEventLoop: boolean;
  readonly getRemainingTimeInMillis: () => number;
}

/** A Lambda handler, run in this process. */
export type EmulatedFunction = (event: unknown, context: FunctionContext) => Promise<unknown>;

/** An event that no attempt could handle. */
export interface DeadLetter {
  readonly functionName: string;
  readonly event: unknown;
  readonly error: unknown;
  readonly atMs: number;
}

/** An attempt of a function that failed. */
export interface FailedAttempt {
  readonly functionName: string;
  /** 1 to 3. */
  readonly attempt: number;
  readonly error: unknown;
  readonly atMs: number;
}

/** What goes wrong with the next deliveries to a function. */
export type DeliveryFault =
  | { readonly kind: 'lose' }
  | { readonly kind: 'triplicate' }
  | { readonly kind: 'delay'; readonly delayMs: number };

export interface DeliveryFaultOrder {
  readonly functionName: string;
  readonly fault: DeliveryFault;
  /** How many deliveries; 1 by default. */
  readonly times?: number;
}

/** Waits before the second and the third attempt. */
export const RETRY_WAITS_MS = [1 * MINUTE_MS, 2 * MINUTE_MS] as const;
/** Time that a function may take; it does not run down, as virtual time stands still meanwhile. */
export const FUNCTION_TIMEOUT_MS = 60_000;

export interface Delivery {
  readonly names: () => readonly string[];
  readonly has: (functionName: string) => boolean;
  /** Synchronous invocation: returns or throws what the function does. */
  readonly run: (functionName: string, event: unknown) => Promise<unknown>;
  /** Asynchronous invocation; resolves when the first attempt is over. Nothing if there is no such function. */
  readonly deliver: (functionName: string, event: unknown) => Promise<void>;
  /** The same, for Invoke with InvocationType Event: accepted at once, run when time moves on. */
  readonly runAsync: (functionName: string, event: unknown) => Promise<void>;
  /** Replaces the functions; those running now run on. */
  readonly setFunctions: (functions: Readonly<Record<string, EmulatedFunction>>) => void;
  readonly injectFault: (order: DeliveryFaultOrder) => void;
  readonly deadLetters: () => readonly DeadLetter[];
  readonly failedAttempts: () => readonly FailedAttempt[];
  /** Names of functions that are running now. */
  readonly running: () => readonly string[];
}

export interface DeliveryParts {
  readonly functions: Readonly<Record<string, EmulatedFunction>>;
  readonly clock: Pick<VirtualClock, 'nowMs' | 'schedule'>;
  /** Told of each invocation once it is over. */
  readonly onRun?: (functionName: string, run: { readonly atMs: number; readonly failed: boolean }) => void;
}

export function createDelivery({ clock, onRun, ...parts }: DeliveryParts): Delivery {
  let functions = parts.functions;
  const deadLetters: DeadLetter[] = [];
  const failedAttempts: FailedAttempt[] = [];
  const running: string[] = [];
  let orders: { readonly order: DeliveryFaultOrder; left: number }[] = [];
  let invocationCount = 0;

  const run = async (functionName: string, event: unknown): Promise<unknown> => {
    const handler = functions[functionName];
    if (!handler)
      throw new Error(`No function ${functionName}; there are ${Object.keys(functions).join(', ')}`);
    invocationCount += 1;
    running.push(functionName);
    const atMs = clock.nowMs();
    let failed = true;
    try {
      const answer = await handler(structuredClone(event), contextOf(functionName, invocationCount));
      failed = false;
      return answer;
    } finally {
      running.splice(running.indexOf(functionName), 1);
      onRun?.(functionName, { atMs, failed });
    }
  };

  const attempt = async (functionName: string, event: unknown, attemptIndex: number): Promise<void> => {
    try {
      await run(functionName, event);
    } catch (error) {
      failedAttempts.push({ functionName, attempt: attemptIndex + 1, error, atMs: clock.nowMs() });
      const waitMs = RETRY_WAITS_MS[attemptIndex];
      if (waitMs === undefined) {
        deadLetters.push({ functionName, event, error, atMs: clock.nowMs() });
        return;
      }
      clock.schedule(clock.nowMs() + waitMs, () => attempt(functionName, event, attemptIndex + 1));
    }
  };

  const takeFault = (functionName: string): DeliveryFault | undefined => {
    const entry = orders.find(({ order, left }) => left > 0 && order.functionName === functionName);
    if (!entry) return undefined;
    entry.left -= 1;
    orders = orders.filter(({ left }) => left > 0);
    return entry.order.fault;
  };

  const deliver = async (functionName: string, event: unknown): Promise<void> => {
    if (!functions[functionName]) return;
    const fault = takeFault(functionName);
    if (fault?.kind === 'lose') return;
    if (fault?.kind === 'delay') {
      clock.schedule(clock.nowMs() + fault.delayMs, () => attempt(functionName, event, 0));
      return;
    }
    const copies = fault?.kind === 'triplicate' ? 3 : 1;
    await Promise.all(Array.from({ length: copies }, () => attempt(functionName, event, 0)));
  };

  return {
    names: () => Object.keys(functions),
    has: (functionName) => functions[functionName] !== undefined,
    run,
    deliver,
    runAsync: async (functionName, event) => {
      clock.schedule(clock.nowMs(), () => deliver(functionName, event));
    },
    setFunctions: (replacements) => {
      functions = replacements;
    },
    injectFault: (order) => {
      orders.push({ order, left: order.times ?? 1 });
    },
    deadLetters: () => deadLetters,
    failedAttempts: () => failedAttempts,
    running: () => running,
  };
}

function contextOf(functionName: string, invocation: number): FunctionContext {
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(functionName),
    memoryLimitInMB: '256',
    awsRequestId: stableUuid(`invocation/${invocation}`),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'emulator',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => FUNCTION_TIMEOUT_MS,
  };
}
