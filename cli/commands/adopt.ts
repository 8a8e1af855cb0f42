// `spillway adopt TARGET`: puts a target under Spillway, safely and reversibly.
import type { Command } from 'commander';
import type { AdoptWishes, KindWords } from '../../lib/operate/operated-kind.ts';
import type { AwsOptions } from '../aws-options.ts';
import { withAwsOptions } from '../aws-options.ts';
import { CommandError } from '../command-error.ts';
import { confirmChanges } from '../confirm-changes.ts';
import { KIND_WORDS } from '../../lib/wiring/operated-kinds.ts';
import type { OpenPorts } from '../operator-ports.ts';
import { openAwsPorts } from '../operator-ports.ts';
import { allowedNames, notThere, parseTargetName, typedName, withArticle } from '../target-name.ts';
import type { Terminal } from '../terminal.ts';

type AdoptOptions = AwsOptions & Readonly<Record<string, unknown>>;

export function addAdopt(program: Command, terminal: Terminal, openPorts: OpenPorts = openAwsPorts): void {
  const command = program
    .command('adopt')
    .argument('<target>', allowedNames(KIND_WORDS))
    .description(
      'put a target under Spillway: shows what it will change, asks, and keeps what was for release',
    )
    .option('--yes', 'do not ask');
  for (const { name, on, off } of KIND_WORDS.flatMap(({ adoptFlags }) => adoptFlags))
    command.option(`--${name}`, on).option(`--no-${name}`, off);
  for (const [tag, meaning] of tagMeanings())
    command.option(`--${optionOf(tag)} <value>`, `${meaning} (tag ${tag})`);
  withAwsOptions(command).action(async (typed: string, options: AdoptOptions) => {
    const words = parseTargetName(typed, KIND_WORDS);
    const wishes = wishesOf(options, words.kind);
    const { kinds, mustAgreeOnTime } = openPorts(options);
    const target = parseTargetName(typed, kinds);
    await confirmChanges(terminal, {
      name: typedName(target),
      verb: 'adopt',
      done: 'adopted',
      yes: options['yes'] === true,
      plan: async () => {
        const adoption = await target.kind.adoption(target.name, wishes);
        if (!adoption) throw notThere(target);
        mustAgreeOnTime();
        return adoption;
      },
    });
  });
}

/** Options that become tags of the same name; values are checked as the tags are. What one means may depend on the kind. */
function tagMeanings(): ReadonlyMap<string, string> {
  const meanings = new Map<string, string>();
  for (const { tags, noun } of KIND_WORDS)
    for (const [tag, { meaning }] of Object.entries(tags)) {
      const known = meanings.get(tag);
      if (known === undefined) meanings.set(tag, meaning);
      else if (known !== meaning) meanings.set(tag, `${known}; of a ${noun}: ${meaning}`);
    }
  return meanings;
}

/** Throws `CommandError` (exit status 2) for an option that is another kind's. */
function wishesOf(options: AdoptOptions, { tags: own, adoptFlags, title }: KindWords): AdoptWishes {
  const refuse = (option: string) => {
    throw new CommandError(`--${option} is no option for ${withArticle(title)}`, { exitStatus: 2 });
  };
  const tags: Record<string, string> = {};
  for (const tag of tagMeanings().keys()) {
    const value = options[camelCased(optionOf(tag))];
    if (typeof value !== 'string') continue;
    if (!Object.hasOwn(own, tag)) refuse(optionOf(tag));
    tags[tag] = value;
  }
  const flags: Record<string, boolean> = {};
  for (const { name } of KIND_WORDS.flatMap((kind) => kind.adoptFlags)) {
    const value = options[camelCased(name)];
    if (typeof value !== 'boolean') continue;
    if (!adoptFlags.some((flag) => flag.name === name)) refuse(value ? name : `no-${name}`);
    flags[name] = value;
  }
  return { tags, flags };
}

function optionOf(tag: string): string {
  return tag.slice('spillway:'.length);
}

/** As Commander names options: `--scale-in` arrives as `scaleIn`. */
function camelCased(option: string): string {
  return option.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
