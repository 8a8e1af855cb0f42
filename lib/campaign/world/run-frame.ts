// What runs of all kinds of target have in common: a world with an end, faults that are on or off in it, what occurred, and
// what was found. What a kind knows besides is run.ts, and ../kinesis-stream/world/stream-run.ts.
import { createRandom, type Random } from '../../sim/random.ts';
import type { World } from '../../sim/world.ts';
import type { SharedFaultName } from '../options/shared-faults.ts';
import type { CheckName, Finding, SharedCheckName } from './finding.ts';

export interface FrameOptions<Fault extends string = SharedFaultName> {
  readonly seed: number;
  readonly dayCount: number;
  /** The faults that are on, each with how strong it is: above 0, up to 1. */
  readonly faults: { readonly [Name in Fault]?: number };
}

export interface FrameTimes {
  readonly startMs: number;
  readonly endMs: number;
  /** Faults end here; what is left of the run shows whether the target recovers. */
  readonly calmFromMs: number;
}

export interface RunFrame<
  Fault extends string = SharedFaultName,
  Check extends CheckName = SharedCheckName,
  Options = FrameOptions<Fault>,
> {
  readonly options: Options;
  readonly times: FrameTimes;
  readonly world: World;
  readonly nowMs: () => number;
  /** Whether its owner has opted the target in, and our functions can see it. */
  readonly isManaged: () => boolean;
  /** How strong a fault is now; 0: off. All are off once the calm has begun. */
  readonly strength: (fault: Fault) => number;
  /** The chance of one fault: its draws never shift those of another. */
  readonly chanceOf: (fault: Fault) => Random;
  /** Draws whether a fault happens now; one that does has occurred. */
  readonly happens: (fault: Fault, share: number) => boolean;
  /** Something that is counted, a fault or a state. */
  readonly occur: (what: string) => void;
  readonly fail: (check: Check, text: string) => void;
  /** What would be a failure and is excused; counted apart. */
  readonly excuse: (check: Check, text: string) => void;
  readonly findings: readonly Finding[];
  readonly excused: readonly Finding[];
  readonly occurred: ReadonlyMap<string, number>;
}

/** So many findings of one run are kept; one is enough to fail. */
const FINDINGS_MAX = 20;

export function createRunFrame<
  Fault extends string,
  Check extends CheckName,
  Options extends FrameOptions<Fault>,
>(given: {
  readonly options: Options;
  readonly times: FrameTimes;
  readonly world: World;
  readonly isManaged: () => boolean;
}): RunFrame<Fault, Check, Options> {
  const { options, times, world } = given;
  const nowMs = () => world.clock.nowMs();
  const chances = new Map<Fault, Random>();
  const findings: Finding[] = [];
  const excused: Finding[] = [];
  const occurred = new Map<string, number>();

  const occur = (what: string) => void occurred.set(what, (occurred.get(what) ?? 0) + 1);
  const strength = (fault: Fault) => (nowMs() < times.calmFromMs ? (options.faults[fault] ?? 0) : 0);
  const chanceOf = (fault: Fault) => {
    const chance = chances.get(fault) ?? createRandom(options.seed).fork(`fault/${fault}`);
    chances.set(fault, chance);
    return chance;
  };
  const note = (list: Finding[], check: CheckName, text: string) => {
    if (list.length < FINDINGS_MAX)
      list.push({ check, text: `${new Date(nowMs()).toISOString()} ${text}`, atMs: nowMs() });
  };

  return {
    ...given,
    nowMs,
    strength,
    chanceOf,
    happens(fault, share) {
      const strong = strength(fault);
      if (strong === 0 || chanceOf(fault).next() >= share * strong) return false;
      occur(fault);
      return true;
    },
    occur,
    fail: (check, text) => note(findings, check, text),
    excuse: (check, text) => note(excused, check, text),
    findings,
    excused,
    occurred,
  };
}
