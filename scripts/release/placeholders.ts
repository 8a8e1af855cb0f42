// Values that stand in a packaged template for parameters of the released one, until they are put in their place. As a
// word where a text may stand, as a number that nobody means where the settings take numbers alone. Pure.

type Members = Readonly<Record<string, unknown>>;

/** `@@TickRate@@`. */
export const wordOf = (name: string) => `@@${name}@@`;

/** What the words and numbers stand for. */
export interface Placeholders {
  /** By word: a parameter, or an intrinsic function for those that are none. */
  readonly values: Readonly<Record<string, unknown>>;
  /** By number: a parameter's name. */
  readonly numbers: ReadonlyMap<number, string>;
  /** Parameters that are lists: such a word is all of a list. */
  readonly lists: ReadonlySet<string>;
  /** Texts to be put elsewhere by name: the stack's own. */
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * Puts parameters in the place of what stands for them. Within a text they become an `Fn::Sub`.
 * @throws Error where a word cannot be put.
 */
export function putParameters(value: unknown, placeholders: Placeholders): unknown {
  if (Array.isArray(value)) {
    const list = value.length === 1 ? wholeWord(value[0]) : undefined;
    if (list !== undefined && placeholders.lists.has(list)) return { Ref: list };
    return value.map((one) => putParameters(one, placeholders));
  }
  if (typeof value === 'number') {
    const name = placeholders.numbers.get(value);
    return name === undefined ? value : { Ref: name };
  }
  if (typeof value === 'string') return putInText(value, placeholders);
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Members;
  const sub = members['Fn::Sub'];
  if (typeof sub === 'string') return subOf(sub, placeholders);
  return Object.fromEntries(
    Object.entries(members).map(([key, one]) => [key, putParameters(one, placeholders)]),
  );
}

function putInText(text: string, placeholders: Placeholders): unknown {
  const whole = wholeWord(text);
  if (whole !== undefined) return valueOf(whole, placeholders);
  return hasPlaceholder(text, placeholders) ? subOf(escaped(text), placeholders) : text;
}

/** A text that was no `Fn::Sub` may hold what looks like a variable of one. */
const escaped = (text: string) => text.replaceAll('${', '${!');

function subOf(text: string, placeholders: Placeholders): unknown {
  const variables: Record<string, unknown> = {};
  let put = text.replaceAll(/@@(\w+)@@/g, (_, name: string) => {
    const value = valueOf(name, placeholders);
    if (!isRef(value)) variables[name] = value;
    return `\${${name}}`;
  });
  for (const [number, name] of placeholders.numbers) put = put.replaceAll(String(number), `\${${name}}`);
  for (const [given, name] of Object.entries(placeholders.texts)) put = put.replaceAll(given, name);
  return Object.keys(variables).length === 0 ? { 'Fn::Sub': put } : { 'Fn::Sub': [put, variables] };
}

function valueOf(name: string, { values }: Placeholders): unknown {
  const value = values[name];
  if (value === undefined) throw new Error(`Nothing is known of ${wordOf(name)}`);
  return value;
}

function hasPlaceholder(text: string, { numbers, texts }: Placeholders): boolean {
  return (
    text.includes('@@') ||
    [...numbers.keys()].some((number) => text.includes(String(number))) ||
    Object.keys(texts).some((given) => text.includes(given))
  );
}

function wholeWord(value: unknown): string | undefined {
  return typeof value === 'string' ? /^@@(\w+)@@$/.exec(value)?.[1] : undefined;
}

const isRef = (value: unknown) => typeof value === 'object' && value !== null && 'Ref' in value;
