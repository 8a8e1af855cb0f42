// Hands events to the functions as Lambda's asynchronous invocation does: at least once, retried twice, then
// dead-lettered; and, when a test asks for it, lost, late, or three times at once.
//
//   attempt 1 ──fails── 1 min ── attempt 2 ──fails── 2 min ── attempt 3 ──fails──▶ dead letter
//       └── older than the function takes, at any attempt ─────────────────────────▶ dead letter
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
import { HOUR_MS, MINUTE_MS } from '../../core/units.ts';
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

/** How a function is told to take events that wait for it. */
export interface AsyncSettings {
  /** `MaximumRetryAttempts`: 0 to 2. */
  readonly retriesMax: number;
  /** `MaximumEventAgeInSeconds`, in ms: an event that has waited for longer is no longer handed over. */
  readonly eventAgeMaxMs: number;
}

/** What holds where nothing is set: six hours. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html */
const ASYNC_DEFAULTS: AsyncSettings = { retriesMax: 2, eventAgeMaxMs: 6 * HOUR_MS };

/** An event waited for longer than its function takes. */
export class EventAgeError extends Error {
  override readonly name = 'EventAgeExceeded';
}

/** Waits before the second and the third attempt. */
export const RETRY_WAITS_MS = [1 * MINUTE_MS, 2 * MINUTE_MS] as const;
/** Time that a function may take. */
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

export interface AsyncTerms {
  /** By a function's own name; Lambda's defaults where it answers nothing. */
  readonly settingsOf?: (functionName: string) => AsyncSettings | undefined;
  /**
   * Begins an attempt. By default the world's time waits until the attempt is over; functions that wait for that time
   * themselves are begun so that it resolves as soon as they wait.
   */
  readonly begin?: (attempt: () => Promise<void>) => Promise<void>;
  /** The time by which an invocation's runs down; by default it does not, as the world's stands still meanwhile. */
  readonly realNowMs?: () => number;
}

export interface DeliveryParts extends AsyncTerms {
  readonly functions: Readonly<Record<string, EmulatedFunction>>;
  readonly clock: Pick<VirtualClock, 'nowMs' | 'schedule'>;
  /** Told of each invocation once it is over. */
  readonly onRun?: (functionName: string, run: { readonly atMs: number; readonly failed: boolean }) => void;
}

/** An event that was accepted for a function. */
interface Waiting {
  readonly functionName: string;
  readonly event: unknown;
  readonly acceptedAtMs: number;
}

export function createDelivery(given: DeliveryParts): Delivery {
  const { clock, onRun, settingsOf, begin, realNowMs = () => 0, ...parts } = given;
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
      const endsAtMs = realNowMs() + FUNCTION_TIMEOUT_MS;
      const remainingMs = () => Math.max(0, endsAtMs - realNowMs());
      const context = contextOf(functionName, invocationCount, remainingMs);
      const answer = await handler(structuredClone(event), context);
      failed = false;
      return answer;
    } finally {
      running.splice(running.indexOf(functionName), 1);
      onRun?.(functionName, { atMs, failed });
    }
  };

  const attempt = ({ functionName, event, acceptedAtMs }: Waiting, attemptIndex = 0): Promise<void> => {
    const { retriesMax, eventAgeMaxMs } = settingsOf?.(functionName) ?? ASYNC_DEFAULTS;
    const dead = (error: unknown) =>
      void deadLetters.push({ functionName, event, error, atMs: clock.nowMs() });
    const carryOut = async (): Promise<void> => {
      const ageMs = clock.nowMs() - acceptedAtMs;
      if (ageMs > eventAgeMaxMs) {
        dead(new EventAgeError(`${functionName} takes events of up to ${eventAgeMaxMs} ms, not of ${ageMs}`));
        return;
      }
      try {
        await run(functionName, event);
      } catch (error) {
        failedAttempts.push({ functionName, attempt: attemptIndex + 1, error, atMs: clock.nowMs() });
        const waitMs = attemptIndex < retriesMax ? RETRY_WAITS_MS[attemptIndex] : undefined;
        if (waitMs === undefined) dead(error);
        else
          clock.schedule(clock.nowMs() + waitMs, () =>
            attempt({ functionName, event, acceptedAtMs }, attemptIndex + 1),
          );
      }
    };
    return begin ? begin(carryOut) : carryOut();
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
    const waiting: Waiting = { functionName, event, acceptedAtMs: clock.nowMs() };
    const fault = takeFault(functionName);
    if (fault?.kind === 'lose') return;
    if (fault?.kind === 'delay') {
      clock.schedule(clock.nowMs() + fault.delayMs, () => attempt(waiting));
      return;
    }
    const copies = Array.from({ length: fault?.kind === 'triplicate' ? 3 : 1 }, () => waiting);
    // Whoever is begun apart goes on beside the next, once it waits.
    if (begin) for (const copy of copies) await attempt(copy);
    else await Promise.all(copies.map((copy) => attempt(copy)));
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

function contextOf(functionName: string, invocation: number, remainingMs: () => number): FunctionContext {
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(functionName),
    memoryLimitInMB: '256',
    awsRequestId: stableUuid(`invocation/${invocation}`),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'emulator',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: remainingMs,
  };
}
