// One run of a group under way: its world and what is known of it that no cycle can know. Drivers, faults and checks share
// it. What runs of all kinds have is run-frame.ts.
import { MANAGED_TAG } from '../../targets/rdb-group/domain/group.ts';
import type { Question, Route } from '../../routing/route.ts';
import type { GroupState } from '../../sim/aws/group-state.ts';
import type { Tickerplant } from '../../sim/rdb/tickerplant.ts';
import type { GroupLearned } from '../../targets/rdb-group/domain/state.ts';
import type { FaultName } from '../options/fault-names.ts';
import type { RunOptions } from '../options/options.ts';
import { createActors, type Actors } from './actors.ts';
import { createDay, GROUP_NAME, isAskedForData, timesOf, type RunTimes } from './create-day.ts';
import type { GroupCheckName } from './finding.ts';
import { createRunFrame, type RunFrame } from './run-frame.ts';

/** What the state table has of where the group's data is, as whoever asks finds it. Mutable. */
export interface ToldOfData {
  learned?: GroupLearned;
  kept?: Route;
  /** Where a function is asked instead, over a wire. */
  ask?: AskForData;
}

/** The answer to a question, and by what it was given; `undefined` where there was none. The world waits for it. */
export type AskForData = (
  question: Question,
) => Promise<{ readonly route: Route; readonly answer: ToldAnswer } | undefined>;

/** What is judged of an answer. */
export interface ToldAnswer {
  readonly complete: boolean;
  readonly nodes: readonly { readonly nodeId: string }[];
}

export interface Run extends RunFrame<FaultName, GroupCheckName, RunOptions> {
  readonly times: RunTimes;
  readonly tickerplant: Tickerplant;
  readonly actors: Actors;
  /** Absent where nobody asks. */
  readonly told?: ToldOfData;
  readonly group: () => Readonly<GroupState>;
  /** Spares may be lost, or not come, until then (default: now) for no fault of a cycle's. */
  readonly disturb: (untilMs?: number) => void;
  readonly disturbedUntilMs: () => number;
  readonly disturbanceCount: () => number;
}

export function createRun(options: RunOptions, trueEndOfDaysMs: readonly number[]): Run {
  const world = createDay(options, trueEndOfDaysMs);
  const tickerplant = world.tickerplants.get(GROUP_NAME);
  if (!tickerplant) throw new Error('The world has no tickerplant');
  const times = timesOf(options);
  let disturbances = 0;
  let disturbedUntilMs = Number.NEGATIVE_INFINITY;

  // One object for the whole run: it is changed, never replaced.
  const [known] = world.autoScaling.describeGroups([GROUP_NAME]);
  const state = (): Readonly<GroupState> => {
    if (!known) throw new Error('The world has no group');
    return known;
  };
  const frame = createRunFrame<FaultName, GroupCheckName, RunOptions>({
    options,
    times,
    world,
    isManaged: () => state().tags.get(MANAGED_TAG) === 'true',
  });

  return {
    ...frame,
    times,
    tickerplant,
    actors: createActors(world, state),
    ...(isAskedForData(options) && { told: {} }),
    group: state,
    disturb(untilMs = frame.nowMs()) {
      disturbances += 1;
      disturbedUntilMs = Math.max(disturbedUntilMs, untilMs);
    },
    disturbanceCount: () => disturbances,
    disturbedUntilMs: () => disturbedUntilMs,
  };
}
