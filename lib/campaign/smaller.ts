// What any kind's run may have less of, and how it is told: for finding the shortest description of a failure.
interface FaultyDays {
  readonly faults: object;
  readonly dayCount: number;
}

/** With fewer faults and days, the largest steps first. */
export function* fewerFaultsAndDays<Options extends FaultyDays>(options: Options): Iterable<Options> {
  const { faults, dayCount } = options;
  const names = Object.keys(faults);
  yield* withoutHalf(options, names);
  if (dayCount > 1) yield { ...options, dayCount: 1 };
  if (dayCount > 2) yield { ...options, dayCount: dayCount - 1 };
  for (const name of names) yield without(options, [name]);
}

type Tags = Readonly<Record<string, string>>;

/** Each without one of the tags; `kept`: without these the run would be another. */
export function* fewerTags(tags: Tags, kept: ReadonlySet<string>): Iterable<Tags> {
  for (const tag of Object.keys(tags)) {
    if (kept.has(tag)) continue;
    const { [tag]: _, ...left } = tags;
    yield left;
  }
}

function without<Options extends FaultyDays>(options: Options, dropped: readonly string[]): Options {
  const left = Object.entries(options.faults).filter(([name]) => !dropped.includes(name));
  return { ...options, faults: Object.fromEntries(left) };
}

/** Without either half of their faults, where they have many. */
function* withoutHalf<Options extends FaultyDays>(
  options: Options,
  names: readonly string[],
): Iterable<Options> {
  if (names.length <= 3) return;
  const half = Math.ceil(names.length / 2);
  yield without(options, names.slice(0, half));
  yield without(options, names.slice(half));
}

export function daysText(dayCount: number): string {
  return `${dayCount} day${dayCount === 1 ? '' : 's'}`;
}

export function faultsText(faults: object): string {
  const texts = Object.entries(faults).map(([name, strength]) => `${name} ${String(strength)}`);
  return texts.length > 0 ? texts.join(', ') : 'no faults';
}

export function tagsText(tags: Tags): string {
  return Object.entries(tags)
    .map(([tag, value]) => `${tag.replace('spillway:', '')}=${value}`)
    .join(' ');
}
