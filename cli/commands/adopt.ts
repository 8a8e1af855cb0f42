// `spillway adopt GROUP`: puts a group under Spillway, safely and reversibly.
import type { Command } from 'commander';
import { TAGS } from '../../lib/targets/rdb-group/domain/tags/tags.ts';
import { planAdoption } from '../../lib/operate/adoption/plan-adoption.ts';
import { stackPatch } from '../../lib/operate/adoption/stack-patch.ts';
import type { GroupSettings, GroupSettingsReader } from '../../lib/targets/rdb-group/ports/group-settings.ts';
import type { AwsOptions } from '../aws-options.ts';
import { withAwsOptions } from '../aws-options.ts';
import { CommandError } from '../command-error.ts';
import { confirmChanges } from '../confirm-changes.ts';
import type { OpenPorts } from '../operator-ports.ts';
import { openAwsPorts } from '../operator-ports.ts';
import type { Terminal } from '../terminal.ts';

/** Options that become tags of the same name. Values are checked as the tags are. */
const TAG_OPTIONS = Object.entries(TAGS).map(([tag, { meaning }]) => ({
  tag,
  name: tag.slice('spillway:'.length),
  meaning,
}));

interface AdoptOptions extends AwsOptions {
  readonly yes?: boolean;
  readonly alarm?: boolean;
}

export function addAdopt(program: Command, terminal: Terminal, openPorts: OpenPorts = openAwsPorts): void {
  const command = program
    .command('adopt')
    .argument('<group>', 'Auto Scaling group')
    .description(
      'put a group under Spillway: shows what it will change, asks, and keeps what was for release',
    )
    .option('--yes', 'do not ask')
    .option('--alarm', "make an alarm of the group's own, with a period of 10 s")
    .option('--no-alarm', 'remove that alarm');
  for (const { tag, name, meaning } of TAG_OPTIONS) {
    command.option(`--${name} <value>`, `${meaning} (tag ${tag})`);
  }
  withAwsOptions(command).action(async (groupName: string, options: AdoptOptions) => {
    const { settingsReader, settingsWriter, mustAgreeOnTime } = openPorts(options);
    const tags = tagsOf(options);
    const alarm = options.alarm === undefined ? 'leave' : options.alarm ? 'make' : 'remove';
    const patch = stackPatch(await settingsOrFail(groupName, settingsReader), tags);
    mustAgreeOnTime();
    await confirmChanges(terminal, {
      verb: 'adopt',
      done: 'adopted',
      yes: options.yes === true,
      ...(patch !== undefined && { appendix: patch }),
      writer: settingsWriter,
      plan: async () => {
        const [settings, alarms] = await Promise.all([
          settingsOrFail(groupName, settingsReader),
          alarm === 'leave' ? [] : settingsReader.readMemoryAlarms(),
        ]);
        return planAdoption({ settings, wishes: { tags, alarm }, alarms });
      },
    });
  });
}

/** The group's settings; a `CommandError` if there is none of that name. */
export async function settingsOrFail(groupName: string, reader: GroupSettingsReader): Promise<GroupSettings> {
  const settings = await reader.readSettings(groupName);
  if (!settings) throw new CommandError(`there is no Auto Scaling group "${groupName}" in this region`);
  return settings;
}

/** Commander camel-cases names: `--scale-in` arrives as `scaleIn`. */
function tagsOf(options: AdoptOptions): Readonly<Record<string, string>> {
  const given = options as Readonly<Record<string, unknown>>;
  const tags: Record<string, string> = {};
  for (const { tag, name } of TAG_OPTIONS) {
    const value = given[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())];
    if (typeof value === 'string') tags[tag] = value;
  }
  return tags;
}
