// The shortest description of a failure: options are turned off one by one while the same check still fails.
import type { CheckName, Finding } from './world/finding.ts';
import type { FaultName } from './options/fault-names.ts';
import type { RunOptions } from './options/options.ts';
import type { RunResult } from './run-seed.ts';

export interface Shrunk<Options> {
  readonly options: Options;
  readonly finding: Finding;
  /** Runs that it took. */
  readonly runCount: number;
}

/** How a kind's run is run, and made smaller. */
export interface Shrinkable<Options> {
  readonly run: (options: Options) => Promise<RunResult>;
  readonly smaller: (options: Options) => Iterable<Options>;
}

/** A shrinking that takes longer is broken off: its result still fails. */
const RUNS_MAX = 150;

/**
 * Options with as few faults and days as the same check still fails with. `undefined` if it does not fail with the
 * options given: a run that is not the same twice.
 */
export async function shrink<Options>(
  options: Options,
  check: CheckName,
  { run, smaller }: Shrinkable<Options>,
): Promise<Shrunk<Options> | undefined> {
  let runCount = 0;
  const failureOf = async (tried: Options): Promise<Finding | undefined> => {
    runCount += 1;
    return (await run(tried)).findings.find((finding) => finding.check === check);
  };
  let best = options;
  let finding = await failureOf(best);
  if (!finding) return undefined;
  for (let hasShrunk = true; hasShrunk && runCount < RUNS_MAX;) {
    hasShrunk = false;
    for (const less of smaller(best)) {
      if (runCount >= RUNS_MAX) break;
      const found = await failureOf(less);
      if (!found) continue;
      best = less;
      finding = found;
      hasShrunk = true;
      break;
    }
  }
  return { options: best, finding, runCount };
}

/** Without these the run is another: they say what is so. */
const OWNERS_WORD: ReadonlySet<string> = new Set(['spillway:queue-emptied', 'spillway:lead-time']);

/** Each a little less than the options of a group's run, the largest steps first. */
export function* smallerOf(options: RunOptions): Iterable<RunOptions> {
  const { faults, dayCount, schedule, stream, group } = options;
  const names = Object.keys(faults) as FaultName[];
  yield* withoutHalf(options, names);
  if (dayCount > 1) yield { ...options, dayCount: 1 };
  if (dayCount > 2) yield { ...options, dayCount: dayCount - 1 };
  for (const name of names) yield without(options, [name]);
  const { morning, ...noMorning } = schedule;
  if (morning) yield { ...options, schedule: noMorning };
  if (stream.halfDay !== undefined) {
    const { halfDay: _, ...wholeDays } = stream;
    yield { ...options, stream: wholeDays };
  }
  if (group.hasAlarm) yield { ...options, group: { ...group, hasAlarm: false } };
  if (group.keepsHeap) yield { ...options, group: { ...group, keepsHeap: false } };
  if (group.hook === 'beside') yield { ...options, group: { ...group, hook: 'ours' } };
  for (const tag of Object.keys(group.tags).filter((name) => !OWNERS_WORD.has(name))) {
    const { [tag]: _, ...tags } = group.tags;
    yield { ...options, group: { ...group, tags } };
  }
}

/** The options without so many of their faults. */
export function without<Options extends { readonly faults: object }>(
  options: Options,
  dropped: readonly string[],
): Options {
  const left = Object.entries(options.faults).filter(([name]) => !dropped.includes(name));
  return { ...options, faults: Object.fromEntries(left) };
}

/** Without either half of their faults, where they have many. */
export function* withoutHalf<Options extends { readonly faults: object }>(
  options: Options,
  names: readonly string[],
): Iterable<Options> {
  if (names.length <= 3) return;
  const half = Math.ceil(names.length / 2);
  yield without(options, names.slice(0, half));
  yield without(options, names.slice(half));
}

/** What sets a shrunk run apart, in one line. */
export function describe(options: RunOptions): string {
  const { faults, dayCount, group, stream, schedule } = options;
  const faultTexts = Object.entries(faults).map(([name, strength]) => `${name} ${strength}`);
  const tagTexts = Object.entries(group.tags).map(
    ([tag, value]) => `${tag.replace('spillway:', '')}=${value}`,
  );
  return [
    `${dayCount} day${dayCount === 1 ? '' : 's'}`,
    faultTexts.length > 0 ? faultTexts.join(', ') : 'no faults',
    `hook ${group.hook}${group.retains ? ' and retention' : ''}, ${group.isProtected ? '' : 'un'}protected`,
    `sizes ${group.minSize} to ${group.maxSize}, ${group.metrics} ${group.writesItems ? 'written into items' : 'metrics'}, leaves its queue ${group.leavesQueueAfterSeconds === 'never' ? 'never' : `after ${group.leavesQueueAfterSeconds} s`}`,
    `${stream.shape} of ${stream.nodesPerDay} nodes a day, ${schedule.atEndOfDay}`,
    tagTexts.join(' '),
  ].join('; ');
}
