// A group's run with a little less in it, for finding the shortest description of a failure: shrink.ts.
import type { RunOptions } from './options/options.ts';
import { daysText, faultsText, fewerFaultsAndDays, fewerTags, tagsText } from './smaller.ts';

/** Without these the run is another: they say what is so. */
const OWNERS_WORD: ReadonlySet<string> = new Set(['spillway:queue-emptied', 'spillway:lead-time']);

/** Each a little less than the options of a group's run, the largest steps first. */
export function* smallerGroups(options: RunOptions): Iterable<RunOptions> {
  const { schedule, stream, group } = options;
  yield* fewerFaultsAndDays(options);
  const { morning, ...noMorning } = schedule;
  if (morning) yield { ...options, schedule: noMorning };
  if (stream.halfDay !== undefined) {
    const { halfDay: _, ...wholeDays } = stream;
    yield { ...options, stream: wholeDays };
  }
  if (group.hasAlarm) yield { ...options, group: { ...group, hasAlarm: false } };
  if (group.keepsHeap) yield { ...options, group: { ...group, keepsHeap: false } };
  if (group.hook === 'beside') yield { ...options, group: { ...group, hook: 'ours' } };
  for (const tags of fewerTags(group.tags, OWNERS_WORD)) yield { ...options, group: { ...group, tags } };
}

/** What sets a shrunk run apart, in one line. */
export function describeGroup(options: RunOptions): string {
  const { faults, dayCount, group, stream, schedule } = options;
  return [
    daysText(dayCount),
    faultsText(faults),
    `hook ${group.hook}${group.retains ? ' and retention' : ''}, ${group.isProtected ? '' : 'un'}protected`,
    `sizes ${group.minSize} to ${group.maxSize}, ${group.metrics} ${group.writesItems ? 'written into items' : 'metrics'}, leaves its queue ${group.leavesQueueAfterSeconds === 'never' ? 'never' : `after ${group.leavesQueueAfterSeconds} s`}`,
    `${stream.shape} of ${stream.nodesPerDay} nodes a day, ${schedule.atEndOfDay}`,
    tagsText(group.tags),
  ].join('; ');
}
