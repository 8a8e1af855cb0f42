// The gate that every simulated AWS call passes: counts it by action, and lets tests interfere.

/** A call about to be made. */
export interface AwsCall {
  /** AWS's action name, such as `SetDesiredCapacity`. */
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** How many calls of this action were made before. */
  readonly earlierCalls: number;
  readonly atMs: number;
}

/**
 * What becomes of a call that was interfered with. `refuse`: the error is thrown and nothing happens.
 * `lose-answer`: the call is carried out, and the error thrown all the same (an unknown outcome).
 */
export interface CallFault {
  readonly kind: 'refuse' | 'lose-answer';
  readonly error: Error;
}

/** Sees each call before it is carried out; may change the world (a roll just before a terminate). */
export type Interceptor = (call: AwsCall) => CallFault | undefined;

export interface CallGate {
  /** Counts, asks the interceptors, carries out. Throws the fault's error or AWS's own. */
  invoke<T>(action: string, input: Readonly<Record<string, unknown>>, carryOut: () => T): T;
  /** Counts and asks the interceptors; the caller carries out (the wire does). */
  admit(action: string, input: Readonly<Record<string, unknown>>): CallFault | undefined;
  /** Adds an interceptor; the function returned removes it. The first fault wins. */
  intercept(interceptor: Interceptor): () => void;
  /**
   * Lets every call, of the simulated ports or to the emulator, wait for this before it is made, as a call over a network
   * does.
   */
  slowBy(wait: (() => Promise<void>) | undefined): void;
  /** What a call waits for; `undefined` where calls take no time. */
  slowness(): (() => Promise<void>) | undefined;
  /** Calls made so far, by action. */
  counts(): Readonly<Record<string, number>>;
}

export function createCallGate(nowMs: () => number): CallGate {
  const countOfAction = new Map<string, number>();
  const interceptors = new Set<Interceptor>();
  let slowness: (() => Promise<void>) | undefined;

  function admit(action: string, input: Readonly<Record<string, unknown>>): CallFault | undefined {
    const earlierCalls = countOfAction.get(action) ?? 0;
    countOfAction.set(action, earlierCalls + 1);
    let fault: CallFault | undefined;
    for (const interceptor of interceptors) {
      fault = interceptor({ action, input, earlierCalls, atMs: nowMs() }) ?? fault;
      if (fault) break;
    }
    return fault;
  }

  return {
    admit,
    invoke(action, input, carryOut) {
      const fault = admit(action, input);
      if (fault?.kind === 'refuse') throw fault.error;
      const answer = carryOut();
      if (fault) throw fault.error;
      return answer;
    },
    intercept(interceptor) {
      interceptors.add(interceptor);
      return () => interceptors.delete(interceptor);
    },
    slowBy(wait) {
      slowness = wait;
    },
    slowness: () => slowness,
    counts: () => Object.fromEntries([...countOfAction].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
