// What befalls one call: it is slow, refused, fails, is not answered or lands late; its function ends; and the world moves
// on before it. Which fault strikes is call-faults.ts.
import { PortError } from '../../core/errors.ts';
import type { Outcome } from '../../core/outcome.ts';
import { SECOND_MS } from '../../core/units.ts';
import type { RunFrame } from '../world/run-frame.ts';
import { faultOf, isRefusedNow, SHARE, type Strike } from './call-faults.ts';
import { mustLive, type InvocationFrame, type Threads } from './invocation.ts';

export interface CallTerms {
  readonly run: RunFrame;
  readonly threads: Threads;
  readonly strike: Strike;
  /** Something that happens in the world between two calls, more often before a change. */
  readonly disturbWorld: (call: 'read' | 'write') => void;
}

/** A change as it goes out. */
export interface ChangeCall {
  /** IAM's, or the action's. */
  readonly name: string;
  /** What of it the world disturbs: a heartbeat is none. */
  readonly disturbs: 'read' | 'write';
  /** How AWS refuses it while it refuses every change. */
  readonly refusal: Extract<Outcome, { readonly kind: 'rejected' }>;
  readonly carryOut: () => Promise<Outcome>;
}

const SLOW_MS = { min: 100, max: 20 * SECOND_MS } as const;
/** A change that nobody waited for lands at the latest when the lease runs out: lib/cycle/lease/lease-limits.ts. */
const LANDS_LATE_MS = { min: SECOND_MS, max: 12 * SECOND_MS } as const;
/** How long a change is waited for: lib/cycle/lease/lease-limits.ts. */
const WRITE_DEADLINE_MS = 8 * SECOND_MS;

/** One call that answers or throws. Interfered with, it may have been carried out all the same. */
export async function call<T>(
  given: CallTerms,
  invocation: InvocationFrame,
  name: string,
  carryOut: () => Promise<T>,
  kind: 'read' | 'write' = 'read',
): Promise<T> {
  const { run } = given;
  await waitIfSlow(given, invocation);
  given.disturbWorld(kind);
  const fault = faultOf(run);
  if (run.happens('killed', SHARE.killed)) {
    invocation.isKilled = true;
    invocation.faultCount += 1;
    // What it had sent is carried out; over a wire that takes its time, and the world waits.
    if (run.chanceOf('killed').next() < 0.5) await carryOut().catch(() => undefined);
  }
  mustLive(run, invocation);
  if (!fault) return carryOut();
  invocation.faultCount += 1;
  return given.strike(fault, name, carryOut);
}

async function waitIfSlow({ run, threads }: CallTerms, invocation: InvocationFrame): Promise<void> {
  mustLive(run, invocation);
  if (!run.happens('calls-slow', SHARE.slow)) return;
  invocation.faultCount += 1;
  await threads.park(run.chanceOf('calls-slow').integer(SLOW_MS));
}

/** A read of the target or of what is told of it: without it there is no look. */
export async function look<T>(invocation: InvocationFrame, carryOut: () => Promise<T>): Promise<T> {
  const faultsBefore = invocation.faultCount;
  try {
    return await carryOut();
  } catch (error) {
    if (error instanceof PortError) {
      invocation.calls.failedToLook = true;
      invocation.calls.faultCount += invocation.faultCount - faultsBefore;
    }
    throw error;
  }
}

/** One change: what becomes of it is an outcome, as AWS's adapters answer. */
export async function change(
  given: CallTerms,
  invocation: InvocationFrame,
  { name, disturbs, refusal, carryOut }: ChangeCall,
): Promise<Outcome> {
  const { run } = given;
  if (isRefusedNow(run, 'writes-denied')) {
    invocation.faultCount += 1;
    run.occur('writes-denied');
    return refusal;
  }
  if (run.happens('calls-late', SHARE.late)) {
    invocation.faultCount += 1;
    const landsInMs = run.chanceOf('calls-late').integer(LANDS_LATE_MS);
    run.world.clock.schedule(run.nowMs() + landsInMs, async () => void (await carryOut()));
    await given.threads.park(WRITE_DEADLINE_MS);
    mustLive(run, invocation);
    return { kind: 'unknown', message: 'TimeoutError: The call was not answered in time' };
  }
  try {
    return await call(given, invocation, name, carryOut, disturbs);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return error.code === 'Throttling'
      ? { kind: 'rejected', code: error.code, message: error.message }
      : { kind: 'unknown', message: error.message };
  }
}
