// What one invocation hands to the next on days over the emulator, and what befalls it on the way: it has no time, the event
// arrives never, late or three times, and out of order with others; its function fails, and Lambda tries again, or keeps the
// event as a dead letter. Nothing here draws from another's chances. What is handed on: functions/hand-on.ts.
import type { GoingOn } from '../../lib/campaign/drive/run-ports.ts';
import type { GroupWork } from '../../lib/campaign/drive/group-functions.ts';
import type { Trigger } from '../../lib/campaign/drive/invocation.ts';
import type { HandOnOptions } from '../../lib/campaign/options/options.ts';
import type { Run } from '../../lib/campaign/world/run.ts';
import { BATCH_TIME_MS } from '../../lib/cycle/batch-limits.ts';
import { FUNCTION_TIMEOUT_MAX_MS } from '../../lib/cycle/lease/lease-limits.ts';
import { MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import type { Emulator } from '../../lib/emulator/start-emulator.ts';
import { ASYNC_SETTINGS } from '../../lib/emulator/stack/async-settings.ts';
import type { AsyncTerms, DeliveryFault } from '../../lib/emulator/triggers/deliver-event.ts';
import { FUNCTION_NAMES, type EmulatorFunctions } from '../../lib/emulator/triggers/function-set.ts';
import { GENERATIONS_MAX, type NextInvocation } from '../../lib/ports/next-invocation.ts';
import { createRandom } from '../../lib/sim/random.ts';

const { onTick, onSchedule } = FUNCTION_NAMES;

/** An event that is late by more than its function takes is never handed over; some of each function's are. */
const LATE_MAX_MS: Readonly<Record<string, number>> = {
  [onTick]: 1.5 * MINUTE_MS,
  [onSchedule]: 16 * MINUTE_MS,
};

const NOTHING: HandOnOptions = { noTime: 0, lost: 0, late: 0, threefold: 0 };

export interface HandOn {
  /** For the emulator that the events go through. */
  readonly asynchronous: AsyncTerms;
  /** How much earlier than others an invocation of that function, for that event, comes to its end, ms. */
  readonly endsEarlierMs: (functionName: string, event: unknown) => number;
  /** Hands on, by what `next` answers for a function; answers whether the event arrives once, and at once. */
  readonly through: (
    emulator: Pick<Emulator, 'injectDeliveryFault'>,
    next: (functionName: string) => NextInvocation,
  ) => (functionName: string, event: object) => Promise<boolean>;
  /** The functions that take up what was handed on. */
  readonly takingUp: (
    works: Readonly<Record<'onTick' | 'onSchedule', (event: unknown) => GroupWork>>,
    given: GoingOn,
  ) => EmulatorFunctions;
  /** Counts, at the end, what Lambda tried again and what it gave up. */
  readonly countEnds: (emulator: Pick<Emulator, 'deadLetters' | 'failedAttempts'>) => void;
}

export function createHandOn(run: Pick<Run, 'options' | 'times' | 'nowMs' | 'occur'>): HandOn {
  const { options, times, nowMs, occur } = run;
  const random = createRandom(options.seed).fork('handed-on');
  let threads: GoingOn['threads'] | undefined;
  let latestLateMs = Number.NEGATIVE_INFINITY;
  const strength = (what: keyof HandOnOptions) =>
    nowMs() < times.calmFromMs ? (options.handOn ?? NOTHING)[what] : 0;

  /** Of one event; the draws are the same whichever of them counts. */
  function fateOf(functionName: string): DeliveryFault | undefined {
    const [lost, late, threefold, howLate] = [random.next(), random.next(), random.next(), random.next()];
    if (lost < strength('lost')) return { kind: 'lose' };
    if (late < strength('late'))
      return {
        kind: 'delay',
        delayMs: Math.round(SECOND_MS + howLate ** 2 * (LATE_MAX_MS[functionName] ?? 0)),
      };
    return threefold < strength('threefold') ? { kind: 'triplicate' } : undefined;
  }

  return {
    asynchronous: {
      settingsOf: (functionName) => ASYNC_SETTINGS[functionName],
      begin: (attempt) => threads?.start(attempt) ?? attempt(),
    },
    endsEarlierMs(functionName, event) {
      if (functionName !== onTick && functionName !== onSchedule) return 0;
      // Of schedules there are few.
      const share = (functionName === onSchedule ? 2 : 1) * strength('noTime');
      const [isShort, howMuch] = [random.next() < share, random.next()];
      // After the last generation there is nobody to hand on to: that it then fails is tried by itself.
      if (!isShort || generationOf(event) >= GENERATIONS_MAX) return 0;
      occur(`no time: ${functionName}`);
      const tooLateMs = FUNCTION_TIMEOUT_MAX_MS - BATCH_TIME_MS;
      return Math.round(tooLateMs + SECOND_MS + howMuch * (BATCH_TIME_MS - 2 * SECOND_MS));
    },
    through: (emulator, next) => async (functionName, event) => {
      await next(functionName).handOn(event);
      const fault = fateOf(functionName);
      occur(`handed on by ${functionName}`);
      if (generationOf(event) > 1) occur('handed on again');
      if (!fault) {
        if (nowMs() < latestLateMs) occur('handed on, and overtakes another');
        return true;
      }
      emulator.injectDeliveryFault({ functionName, fault });
      occur(`handed on, fault: ${fault.kind}`);
      if (fault.kind === 'delay') latestLateMs = Math.max(latestLateMs, nowMs() + fault.delayMs);
      return false;
    },
    takingUp(works, given) {
      ({ threads } = given);
      const taken =
        (trigger: Trigger, functionName: string, work: (event: unknown) => GroupWork) =>
        async (event: unknown) => {
          occur(`taken up by ${functionName}`);
          const { failed, errors } = await given.goOn(trigger, work(event));
          if (failed) throw new AggregateError(errors, `${functionName} failed`);
        };
      return {
        onTick: taken('tick', onTick, works.onTick),
        onSchedule: taken('schedule', onSchedule, works.onSchedule),
      };
    },
    countEnds({ deadLetters, failedAttempts }) {
      for (const { functionName } of deadLetters()) occur(`dead letter of ${functionName}`);
      const dead = new Set(deadLetters().map(({ error }) => error));
      for (const { functionName, error } of failedAttempts())
        if (!dead.has(error)) occur(`tried again: ${functionName}`);
    },
  };
}

function generationOf(event: unknown): number {
  const { generation } = (event ?? {}) as { readonly generation?: unknown };
  return typeof generation === 'number' ? generation : 0;
}
