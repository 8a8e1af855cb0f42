// A kind of target as functions serve it that serve all kinds, whatever it is: ticks over all that are managed, and cycles
// of those that an alarm names. The kinds there are: kinds.ts.
import type { CyclePorts } from '../cycle/ports.ts';
import { runCycle, type CycleResult } from '../cycle/run-cycle.ts';
import { ALL_TARGETS, type CyclesResult } from '../cycle/triggers/run-batches.ts';
import type { runTick, TickTerms } from '../cycle/triggers/run-tick.ts';
import { settle } from '../ports/settled.ts';
import type { Target, TargetTypes } from '../targets/target.ts';
import type { WiringParts } from './wire-cycle.ts';

/** What a kind is called where operators read of it. */
export interface KindWords {
  /** In sentences; with `Name` after it the name's field in a log line: `stream`. */
  readonly one: string;
  /** The log line's field for all of them: `streams`. */
  readonly many: string;
  /** What a name has before it at the command line, and in what needs attention: `kinesis:`. */
  readonly namePrefix: string;
  /** The dimension by which alarms name one: `StreamName`. */
  readonly dimension: string;
}

/** What a kind says of itself, in a folder of its own beside this file. */
export interface KindSpec<T extends TargetTypes> extends KindWords {
  /** By `import()`: a cold start that serves none of the kind does not read it. */
  readonly load: () => Promise<Target<T>>;
  /** Sends nothing yet. */
  readonly portsOf: (parts: WiringParts) => CyclePorts<T>;
}

/** A kind to be served, with its own types out of sight. */
export interface ServedKind extends KindWords {
  /** Once per process. */
  readonly open: (parts: WiringParts) => OpenKind;
}

/** A kind with its ports. */
export interface OpenKind extends KindWords {
  /**
   * One tick, by the function given: what an alarm wakes has no ticks in its package. Failures are named as at the command
   * line, the listing's own as the tick's; what is left, by its plain name. Throws nothing.
   */
  readonly tick: (run: typeof runTick, terms?: TickTerms) => Promise<CyclesResult>;
  /** One cycle for an alarm's sake, without listing. Throws `PortError`. */
  readonly wakeOne: (name: string) => Promise<CycleResult>;
}

export function servedKind<T extends TargetTypes>(spec: KindSpec<T>): ServedKind {
  return { ...wordsOf(spec), open: (parts) => openKind(spec, spec.portsOf(parts)) };
}

export function openKind<T extends TargetTypes>(spec: KindSpec<T>, given: CyclePorts<T>): OpenKind {
  const { load, namePrefix } = spec;
  const { announcer } = given;
  // Two targets of two kinds may have one name.
  const ports: CyclePorts<T> = {
    ...given,
    announcer: {
      ...announcer,
      publishAttention: (entries, atMs) => {
        const named = entries.map(({ target, kind }) => ({ target: `${namePrefix}${target}`, kind }));
        announcer.publishAttention(named, atMs);
      },
    },
  };
  return {
    ...wordsOf(spec),
    tick: async (run, terms) => {
      const loaded = await settle(load);
      if (!loaded.ok)
        return { targetCount: 0, results: [], failures: [{ name: ALL_TARGETS, error: loaded.error }] };
      const served = await run(loaded.value, ports, terms);
      const failures = served.failures.map(({ name, error }) => ({
        name: name === ALL_TARGETS ? name : `${namePrefix}${name}`,
        error,
      }));
      return { ...served, failures };
    },
    wakeOne: async (name) => runCycle(await load(), { name, trigger: 'alarm' }, ports),
  };
}

function wordsOf({ one, many, namePrefix, dimension }: KindWords): KindWords {
  return { one, many, namePrefix, dimension };
}
