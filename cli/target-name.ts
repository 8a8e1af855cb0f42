// A target's name as it is typed: a known kind's prefix and AWS's own name. A name without a colon is of the kind whose
// names are plain; AWS lets none of those hold a colon, so that a prefix that nobody knows is a mistake, and no name.
import type { KindWords } from '../lib/operate/operated-kind.ts';
import { CommandError } from './command-error.ts';

export interface TargetName<Kind extends KindWords> {
  readonly kind: Kind;
  /** AWS's name, without the prefix. */
  readonly name: string;
}

/** Throws `CommandError` (exit status 2) for an unknown prefix, an empty name, and a name that AWS would not take. */
export function parseTargetName<Kind extends KindWords>(
  typed: string,
  kinds: readonly Kind[],
): TargetName<Kind> {
  const colon = typed.indexOf(':');
  const prefix = typed.slice(0, colon + 1);
  const kind = kinds.find((one) => one.prefix === prefix);
  if (!kind) throw usage(`"${typed}" is of no known kind, allowed is ${allowedNames(kinds)}`);
  const name = typed.slice(prefix.length);
  const { pattern, allowed } = kind.names;
  if (pattern.test(name)) return { kind, name };
  const said = name === '' ? 'names nothing' : `cannot name ${withArticle(kind.title)}`;
  throw usage(`"${typed}" ${said}, allowed is ${prefix === '' ? '' : `${prefix} and `}${allowed}`);
}

/** For a command that works on the kind alone whose names are plain: throws the same for a name of another. */
export function parsePlainName(typed: string, kinds: readonly KindWords[], command: string): string {
  const { kind, name } = parseTargetName(typed, kinds);
  if (kind.prefix === '') return name;
  const noun = kinds.find(({ prefix }) => prefix === '')?.noun ?? 'target';
  throw usage(
    `"${typed}" is ${withArticle(kind.title)}, and ${command} is of ${noun}s: allowed is the name of one`,
  );
}

/** For help: a plain name, or one with its prefix. */
export function allowedNames(kinds: readonly KindWords[]): string {
  return kinds.map(({ prefix, title }) => `${prefix}NAME (${title})`).join(' or ');
}

/** As it was typed. */
export function typedName({ kind, name }: TargetName<KindWords>): string {
  return `${kind.prefix}${name}`;
}

/** There is no such target. */
export function notThere({ kind, name }: TargetName<KindWords>): CommandError {
  return new CommandError(`there is no ${kind.title} "${name}" in this region`);
}

/** With `a` or `an` before it. */
export function withArticle(title: string): string {
  return `${/^[aeiou]/i.test(title) ? 'an' : 'a'} ${title}`;
}

function usage(message: string): CommandError {
  return new CommandError(message, { exitStatus: 2 });
}
