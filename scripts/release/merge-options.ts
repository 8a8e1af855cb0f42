// One template with conditions, out of the template with every option on and, for each option, the one without it:
// wherever the two differ stands an `Fn::If`. What an option changes is so told by serverless.yml and infra/ alone. Pure.

/** What is left of the template when one option is turned the other way. */
export interface Variant {
  /** The condition that is true where the option is on. */
  readonly condition: string;
  readonly value: unknown;
}

type Members = Readonly<Record<string, unknown>>;

const NO_VALUE = { Ref: 'AWS::NoValue' };

/** Stands for a value that is not there. */
const ABSENT = Symbol('absent');

/**
 * Resources and outputs that an option adds get its `Condition`; values get `Fn::If`.
 * @throws Error where two options change the same value, or an option reorders a list: that needs a decision.
 */
export function mergeOptions(allOn: Members, variants: readonly Variant[]): Members {
  const section = (name: string) => mergeSection(name, allOn, variants);
  return {
    ...allOn,
    Resources: section('Resources'),
    ...('Outputs' in allOn && { Outputs: section('Outputs') }),
  };
}

function mergeSection(section: string, allOn: Members, variants: readonly Variant[]): Members {
  const sectionOf = (value: unknown) => membersOf(membersOf(value)[section]);
  const entries = sectionOf(allOn);
  for (const { condition, value } of variants)
    for (const id of Object.keys(sectionOf(value)))
      if (!(id in entries)) throw new Error(`${id}: there only without ${condition}`);
  const merged = Object.entries(entries).map(([id, entry]) => {
    const lacking = variants.filter(({ value }) => !(id in sectionOf(value)));
    const [first, ...more] = lacking;
    if (more.length > 0)
      throw new Error(`${id}: taken out by ${lacking.map(({ condition }) => condition).join(', ')}`);
    const others = variants.flatMap(({ condition, value }) => {
      const own = sectionOf(value)[id];
      return own === undefined ? [] : [{ condition, value: own }];
    });
    const value = membersOf(merge(entry, others, id));
    return [id, first ? { Condition: first.condition, ...value } : value] as const;
  });
  return Object.fromEntries(merged);
}

function merge(on: unknown, variants: readonly Variant[], path: string): unknown {
  const differing = variants.filter(({ value }) => !isSame(on, value));
  const [first, ...more] = differing;
  if (first === undefined) return on;
  if (Array.isArray(on) && differing.every(({ value }) => Array.isArray(value)))
    return mergeLists(on, differing as readonly ListVariant[], path);
  if (isOpen(on) && differing.every(({ value }) => isOpen(value))) return mergeMembers(on, differing, path);
  if (more.length > 0)
    throw new Error(`${path}: changed by ${differing.map((one) => one.condition).join(', ')}`);
  return { 'Fn::If': [first.condition, orNoValue(on), orNoValue(first.value)] };
}

function mergeMembers(on: unknown, variants: readonly Variant[], path: string): Members {
  const keys = new Set([
    ...Object.keys(membersOf(on)),
    ...variants.flatMap(({ value }) => Object.keys(membersOf(value))),
  ]);
  const at = (value: unknown, key: string) => (key in membersOf(value) ? membersOf(value)[key] : ABSENT);
  return Object.fromEntries(
    [...keys].map((key) => {
      const own = variants.map(({ condition, value }) => ({ condition, value: at(value, key) }));
      return [key, merge(at(on, key), own, `${path}.${key}`)];
    }),
  );
}

interface ListVariant extends Variant {
  readonly value: readonly unknown[];
}

/**
 * Items that a variant lacks get an `Fn::If`; what it has must stand in the same order. Lists of one length whose items
 * are others are merged place by place.
 */
function mergeLists(
  on: readonly unknown[],
  variants: readonly ListVariant[],
  path: string,
): readonly unknown[] {
  const keysOn = on.map(keyOf);
  if (variants.every(({ value }) => value.length === on.length))
    return on.map((item, index) => {
      const own = variants.map(({ condition, value }) => ({ condition, value: value[index] }));
      return merge(item, own, `${path}[${index}]`);
    });
  for (const { condition, value } of variants) {
    const keys = value.map(keyOf);
    const expected = keysOn.filter((key) => keys.includes(key));
    if (JSON.stringify(keys) !== JSON.stringify(expected))
      throw new Error(`${path}: other items with and without ${condition}`);
  }
  return on.map((item, index) => {
    const own = variants.map(({ condition, value }) => {
      const found = value.find((one) => keyOf(one) === keysOn[index]);
      return { condition, value: found === undefined ? ABSENT : found };
    });
    return merge(item, own, `${path}[${index}]`);
  });
}

/** What an item of a list is known by: the name it has, or else all that it says. */
function keyOf(item: unknown): string {
  const { Sid, Id, PolicyName, Key } = membersOf(item);
  const name = Sid ?? Id ?? PolicyName ?? Key;
  return typeof name === 'string' ? name : JSON.stringify(item);
}

/** Members are merged one by one, but not those of an intrinsic function, which is one value. */
function isOpen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));
}

const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};

const orNoValue = (value: unknown) => (value === ABSENT ? NO_VALUE : value);

const isSame = (one: unknown, other: unknown) =>
  one === other || JSON.stringify(one) === JSON.stringify(other);
