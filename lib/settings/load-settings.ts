// Reads the settings of a stage and the calendars, and tells everything that is wrong with them at once.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type * as z from 'zod';
import { allowedKeys } from './allowed-keys.ts';
import { checkSchedules } from './check-schedules.ts';
import { problemsOf, SettingsError } from './problem.ts';
import type { SettingsProblem } from './problem.ts';
import { calendarsSchema, settingsSchema } from './settings.ts';
import type { Calendars, Settings } from './settings.ts';

/** What a stage's deployment is made from. */
export interface LoadedSettings {
  readonly stage: string;
  readonly settings: Settings;
  readonly calendars: Calendars;
}

/**
 * Reads `config/<stage>.yml` and `config/calendars.yml` under `root`.
 * @throws SettingsError with every problem of both files.
 */
export async function loadSettings(options: {
  root: string;
  stage: string;
  nowMs: number;
}): Promise<LoadedSettings> {
  const { root, stage, nowMs } = options;
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(stage))
    throw new SettingsError([
      { file: `config/${stage}.yml`, key: '--stage', given: stage, allowed: 'up to 20 of a-z, 0-9 and -' },
    ]);
  const calendars = await readYaml(root, 'config/calendars.yml', calendarsSchema);
  const settings = await readYaml(root, `config/${stage}.yml`, settingsSchema);
  const problems = [...calendars.problems, ...settings.problems];
  if (settings.value && calendars.value)
    problems.push(...checkSchedules(settings.file, settings.value, calendars.value, nowMs));
  if (problems.length > 0 || !settings.value || !calendars.value) throw new SettingsError(problems);
  return { stage, settings: settings.value, calendars: calendars.value };
}

interface Read<T> {
  readonly file: string;
  readonly value?: T;
  readonly problems: readonly SettingsProblem[];
}

async function readYaml<S extends z.ZodType>(
  root: string,
  file: string,
  schema: S,
): Promise<Read<z.output<S>>> {
  const failed = (key: string, given: string, allowed: string) => ({
    file,
    problems: [{ file, key, given, allowed }],
  });
  const text = await readFile(join(root, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined)
    return failed('', 'no such file', `a settings file; there are ${await settingsFiles(root)}`);
  const document = parseDocument(text);
  const [syntax] = document.errors;
  if (syntax) return failed('', syntax.message.split('\n', 1)[0] ?? 'a syntax error', 'YAML');
  const data: unknown = document.toJS() ?? {};
  const parsed = schema.safeParse(data);
  if (parsed.success) return { file, value: parsed.data, problems: [] };
  const keysAt = (path: string) => allowedKeys(schema, path, data);
  return { file, problems: parsed.error.issues.flatMap((issue) => problemsOf(file, issue, data, keysAt)) };
}

async function settingsFiles(root: string): Promise<string> {
  const names = await readdir(join(root, 'config'));
  return names
    .filter((name) => name.endsWith('.yml') && name !== 'calendars.yml')
    .sort()
    .map((name) => `config/${name}`)
    .join(', ');
}
