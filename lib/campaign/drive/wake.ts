// How functions are woken, whatever their target: each tick, and events that arrive once, never, late or three times. What
// they do then, and on what ports, is their kind's: run-days.ts.
import { MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import type { EndedFrame, SharedCheck } from '../checks/check.ts';
import type { RunFrame } from '../world/run-frame.ts';
import { createInvocation, type InvocationFrame, type Threads, type Trigger } from './invocation.ts';

const DELIVERY_MS = SECOND_MS;

/** What came of an invocation's work. */
export type Done<Ended extends EndedFrame> = Pick<Ended, 'results' | 'errors'> & {
  /** The function itself failed, which whoever handed it its event hears of. */
  readonly failed?: true;
};

/** What a function does once it is woken. */
export type Work<Ports, Ended extends EndedFrame> = (ports: Ports) => Promise<Done<Ended>>;

export interface Waking<Ports, Ended extends EndedFrame> {
  /** For an event that may be lost, late or repeated; `eventName` tells one event from another. */
  deliver(trigger: Exclude<Trigger, 'tick'>, work: Work<Ports, Ended>, eventName?: string): void;
  /** Each minute from the start to the end of the run, but for ticks that are lost. */
  tick(work: Work<Ports, Ended>): void;
  /** At once, for what another invocation has asked for; resolves once it is over. Whoever calls it has begun a thread. */
  goOn(trigger: Trigger, work: Work<Ports, Ended>): Promise<Done<Ended>>;
}

export function createWaking<Ports, Ended extends EndedFrame>(given: {
  readonly run: RunFrame;
  readonly threads: Threads;
  readonly checks: readonly SharedCheck<Ended>[];
  /** An invocation of this kind, and the ports that it works through. */
  readonly begin: (invocation: InvocationFrame) => {
    readonly invocation: Ended['invocation'];
    readonly ports: Ports;
  };
}): Waking<Ports, Ended> {
  const { run, threads, checks, begin } = given;
  const { world, times } = run;
  const underWay = new Set<Ended['invocation']>();

  function begun(
    trigger: Trigger,
    work: Work<Ports, Ended>,
    more: Pick<InvocationFrame, 'eventName' | 'goesOn'>,
  ) {
    const { invocation, ports } = begin(Object.assign(createInvocation(run, trigger, threads), more));
    underWay.add(invocation);
    return async (): Promise<Done<Ended>> => {
      const ended = await resultsOf(work, ports);
      underWay.delete(invocation);
      const whole = { invocation, ...ended, besides: [...underWay] } as unknown as Ended;
      for (const check of checks) check.onInvocation?.(whole);
      return ended;
    };
  }

  function invoke(trigger: Trigger, work: Work<Ports, Ended>, eventName?: string): Promise<void> {
    const carryOut = begun(trigger, work, eventName === undefined ? {} : { eventName });
    return threads.start(async () => void (await carryOut()));
  }

  return {
    deliver(trigger, work, eventName) {
      for (const delayMs of delaysOf(run)) {
        world.clock.schedule(run.nowMs() + delayMs, () => invoke(trigger, work, eventName));
      }
    },
    tick(work) {
      const phaseMs = world.random.fork('tick').integer({ min: 0, max: MINUTE_MS - 1 });
      const tickAt = (atMs: number): void => {
        if (atMs > times.endMs) return;
        world.clock.schedule(atMs, async () => {
          tickAt(atMs + MINUTE_MS);
          for (const check of checks) {
            const asking = check.onMinute?.();
            if (asking) await asking;
          }
          if (run.happens('ticks-lost', 0.6)) return;
          await invoke('tick', work);
        });
      };
      tickAt(times.startMs + phaseMs);
    },
    goOn: (trigger, work) => begun(trigger, work, { goesOn: true })(),
  };
}

async function resultsOf<Ports, Ended extends EndedFrame>(
  work: Work<Ports, Ended>,
  ports: Ports,
): Promise<Done<Ended>> {
  try {
    return await work(ports);
  } catch (error) {
    return { results: [], errors: [error], failed: true };
  }
}

/** When, from now, an event is delivered: once, never, late, or three times. */
function delaysOf(run: RunFrame): readonly number[] {
  if (run.happens('events-lost', 0.5)) return [];
  if (run.happens('events-late', 0.6)) {
    const lateMs = Math.round(DELIVERY_MS + 15 * run.chanceOf('events-late').next() ** 2 * MINUTE_MS);
    return [lateMs];
  }
  if (run.happens('events-threefold', 0.6)) return [DELIVERY_MS, DELIVERY_MS, DELIVERY_MS + 20 * SECOND_MS];
  return [DELIVERY_MS];
}
