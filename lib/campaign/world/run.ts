// One run under way: its world and what is known of it that no cycle can know. Drivers, faults and checks share it.
import { MANAGED_TAG } from '../../targets/rdb-group/domain/group.ts';
import { createRandom, type Random } from '../../sim/random.ts';
import type { GroupState } from '../../sim/aws/group-state.ts';
import type { Tickerplant } from '../../sim/rdb/tickerplant.ts';
import type { World } from '../../sim/world.ts';
import type { FaultName } from '../options/fault-names.ts';
import type { RunOptions } from '../options/options.ts';
import { createActors, type Actors } from './actors.ts';
import { createDay, GROUP_NAME, timesOf, type RunTimes } from './create-day.ts';
import type { CheckName, Finding } from './finding.ts';

export interface Run {
  readonly options: RunOptions;
  readonly times: RunTimes;
  readonly world: World;
  readonly tickerplant: Tickerplant;
  readonly actors: Actors;
  readonly nowMs: () => number;
  readonly group: () => Readonly<GroupState>;
  readonly isManaged: () => boolean;
  /** How strong a fault is now; 0: off. All are off once the calm has begun. */
  readonly strength: (fault: FaultName) => number;
  /** The chance of one fault: its draws never shift those of another. */
  readonly chanceOf: (fault: FaultName) => Random;
  /** Draws whether a fault happens now; one that does has occurred. */
  readonly happens: (fault: FaultName, share: number) => boolean;
  /** Spares may be lost, or not come, until then (default: now) for no fault of a cycle's. */
  readonly disturb: (untilMs?: number) => void;
  readonly disturbedUntilMs: () => number;
  readonly disturbanceCount: () => number;
  /** Something that is counted, a fault or a state. */
  readonly occur: (what: string) => void;
  readonly fail: (check: CheckName, text: string) => void;
  /** What would be a failure and is excused; counted apart. */
  readonly excuse: (check: CheckName, text: string) => void;
  readonly findings: readonly Finding[];
  readonly excused: readonly Finding[];
  readonly occurred: ReadonlyMap<string, number>;
}

/** So many findings of one run are kept; one is enough to fail. */
const FINDINGS_MAX = 20;

export function createRun(options: RunOptions, trueEndOfDaysMs: readonly number[]): Run {
  const world = createDay(options, trueEndOfDaysMs);
  const tickerplant = world.tickerplants.get(GROUP_NAME);
  if (!tickerplant) throw new Error('The world has no tickerplant');
  const times = timesOf(options);
  const nowMs = () => world.clock.nowMs();
  const chances = new Map<FaultName, Random>();
  const findings: Finding[] = [];
  const excused: Finding[] = [];
  const occurred = new Map<string, number>();
  let disturbances = 0;
  let disturbedUntilMs = Number.NEGATIVE_INFINITY;

  const occur = (what: string) => void occurred.set(what, (occurred.get(what) ?? 0) + 1);
  const strength = (fault: FaultName) => (nowMs() < times.calmFromMs ? (options.faults[fault] ?? 0) : 0);
  const chanceOf = (fault: FaultName) => {
    const chance = chances.get(fault) ?? createRandom(options.seed).fork(`fault/${fault}`);
    chances.set(fault, chance);
    return chance;
  };
  // One object for the whole run: it is changed, never replaced.
  const [known] = world.autoScaling.describeGroups([GROUP_NAME]);
  const state = (): Readonly<GroupState> => {
    if (!known) throw new Error('The world has no group');
    return known;
  };
  const note = (list: Finding[], check: CheckName, text: string) => {
    if (list.length < FINDINGS_MAX)
      list.push({ check, text: `${new Date(nowMs()).toISOString()} ${text}`, atMs: nowMs() });
  };

  return {
    options,
    times,
    world,
    tickerplant,
    actors: createActors(world, state),
    nowMs,
    group: state,
    isManaged: () => state().tags.get(MANAGED_TAG) === 'true',
    strength,
    chanceOf,
    happens(fault, share) {
      const strong = strength(fault);
      if (strong === 0 || chanceOf(fault).next() >= share * strong) return false;
      occur(fault);
      return true;
    },
    disturb(untilMs = nowMs()) {
      disturbances += 1;
      disturbedUntilMs = Math.max(disturbedUntilMs, untilMs);
    },
    disturbanceCount: () => disturbances,
    disturbedUntilMs: () => disturbedUntilMs,
    occur,
    fail: (check, text) => note(findings, check, text),
    excuse: (check, text) => note(excused, check, text),
    findings,
    excused,
    occurred,
  };
}
