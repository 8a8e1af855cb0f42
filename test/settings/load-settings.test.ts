import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings } from '../../lib/settings/load-settings.ts';
import { reservedConcurrency } from '../../lib/settings/settings.ts';
import { SettingsError } from '../../lib/settings/problem.ts';
import { deploymentValues } from '../../scripts/package/deployment-values.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');

const CALENDARS = `
default: { timeZone: UTC }
nyse: { timeZone: America/New_York, holidays: [2026-12-25], halfDays: [2026-12-24] }
`;

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'spillway-settings-'));
  await mkdir(join(root, 'config'));
  await writeFile(join(root, 'config/calendars.yml'), CALENDARS);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const load = async (text: string) => {
  await writeFile(join(root, 'config/prod.yml'), text);
  return loadSettings({ root, stage: 'prod', nowMs: NOW_MS });
};

/** The problems of a file, as `key | given | allowed`. */
async function problemsOf(text: string): Promise<readonly string[]> {
  const error: unknown = await load(text).catch((reason: unknown) => reason);
  if (!(error instanceof SettingsError)) throw new Error(`expected a SettingsError, got ${String(error)}`);
  return error.problems.map(({ file, key, given, allowed }) => `${file} | ${key} | ${given} | ${allowed}`);
}

const withSchedule = (schedule: string) => `
notifications: { email: desk@example.com }
schedules:
  - { name: close, action: scale-in, timeZone: America/New_York, ${schedule} }
`;

describe('loadSettings', () => {
  it('takes the example as it is', async () => {
    const example = await loadSettings({
      root: resolve(import.meta.dirname, '../..'),
      stage: 'example',
      nowMs: NOW_MS,
    });
    expect(example.settings.schedules.map(({ name }) => name)).toEqual([
      'end-of-day',
      'before-the-open',
      'weekend',
    ]);
  });

  it('fills in what is left out', async () => {
    const { settings } = await load('{ notifications: { email: a@example.com }, schedules: [] }');
    expect(settings).toMatchObject({
      tick: { everyMinutes: 1 },
      logs: { retentionDays: 30 },
      table: { deletionProtection: true },
      probe: { enabled: false, secretOwners: 'warn' },
      reservedConcurrency: true,
    });
  });

  it('reserves as many runs as it is told, its own number for those left out, or none', async () => {
    const reservedBy = async (given: string) => {
      const text = `{ notifications: { email: a@example.com }, schedules: [], reservedConcurrency: ${given} }`;
      return reservedConcurrency((await load(text)).settings);
    };
    const usual = { onAlarm: 5, onSchedule: 2, onLifecycle: 5, onTick: 3, probe: 15 };
    expect(await reservedBy('true')).toEqual(usual);
    expect(await reservedBy('{ onAlarm: 2, probe: 40 }')).toEqual({ ...usual, onAlarm: 2, probe: 40 });
    expect(await reservedBy('false')).toBeUndefined();
    await expect(reservedBy('{ onAlarm: 0 }')).rejects.toThrow(
      'reservedConcurrency.onAlarm: given 0; allowed: a whole number from 1 to 1000',
    );
  });

  it.each([
    [
      'a time zone that is none',
      'cron: 30 17 ? * MON-FRI *, timeZone: America/NewYork',
      'timeZone',
      '"America/NewYork"',
      'an IANA time zone',
    ],
    [
      'a cron expression that is none',
      'cron: 30 17 * * MON-FRI',
      'cron',
      '"30 17 * * MON-FRI"',
      'six fields',
    ],
    [
      'an hour of 25',
      'cron: 30 25 ? * MON-FRI *',
      'cron',
      '"30 25 ? * MON-FRI *"',
      'in hours (given 25): 0 to 23',
    ],
    [
      'a calendar that is not there',
      'cron: 30 17 ? * MON-FRI *, calendar: nyze',
      'calendar',
      '"nyze"',
      'default, nyse',
    ],
    [
      'an unknown key',
      'cron: 30 17 ? * MON-FRI *, windwoMinutes: 10',
      'windwoMinutes',
      'an unknown key',
      'windowMinutes',
    ],
    ['a missing value', 'windowMinutes: 10', 'cron', 'nothing', 'a cron expression'],
    [
      'a time that daylight saving leaves out',
      'cron: 30 2 ? * * *',
      'cron',
      '"30 2 ? * * *"',
      'outside 02:00 to 03:00 in America/New_York: on 2027-03-14',
    ],
    [
      'a time that daylight saving repeats',
      'cron: 15 1 ? * * *',
      'cron',
      '"15 1 ? * * *"',
      'on 2027-11-07 these times come twice',
    ],
    [
      'a half-day without a calendar',
      'cron: 30 17 ? * MON-FRI *, onHalfDays: "14:30"',
      'onHalfDays',
      '"14:30"',
      'no calendar',
    ],
    [
      'a window of no minutes',
      'cron: 30 17 ? * MON-FRI *, windowMinutes: 0',
      'windowMinutes',
      '0',
      'a whole number from 1 to',
    ],
  ])('refuses %s: file, key, given, allowed', async (_what, schedule, key, given, allowed) => {
    // A key given twice would be a syntax error: the schedule's own zone replaces the usual one.
    const text = withSchedule(schedule).replace(
      /timeZone: America\/New_York, (.*timeZone)/,
      (_match, rest: string) => rest,
    );
    const problems = await problemsOf(text);
    expect(problems).toHaveLength(1);
    const [file, path, what, may] = problems[0]?.split(' | ') ?? [];
    expect([file, path, what]).toEqual(['config/prod.yml', `schedules[0].${key}`, given]);
    expect(may).toContain(allowed);
  });

  it('names a value that is missing at the top, and keys that are unknown there', async () => {
    const problems = await problemsOf('{ notificatons: {}, schedules: [] }');
    expect(problems).toEqual([
      'config/prod.yml | notifications | nothing | email, or topicArn',
      expect.stringMatching(
        /^config\/prod\.yml \| notificatons \| an unknown key \| the keys notifications, schedules, tick/,
      ),
    ]);
  });

  it('tells all problems of both files at once', async () => {
    await writeFile(
      join(root, 'config/calendars.yml'),
      'nyse: { timeZone: New York, holidays: [2026-13-01] }',
    );
    const problems = await problemsOf(
      '{ notifications: { email: nobody }, tick: { everyMinutes: 9 }, schedules: [] }',
    );
    expect(problems.map((problem) => problem.split(' | ').slice(0, 3))).toEqual([
      ['config/calendars.yml', 'nyse.timeZone', '"New York"'],
      ['config/calendars.yml', 'nyse.holidays[0]', '"2026-13-01"'],
      ['config/prod.yml', 'notifications.email', '"nobody"'],
      ['config/prod.yml', 'tick.everyMinutes', '9'],
    ]);
  });

  it('wants subnets and security groups where the probe is on', async () => {
    const problems = await problemsOf(
      '{ notifications: { email: a@example.com }, schedules: [], probe: { enabled: true } }',
    );
    expect(problems[0]).toMatch(/probe \| \{"enabled":true\} \| .*subnetIds/);
  });

  it('says which settings there are when the stage has none', async () => {
    await writeFile(join(root, 'config/dev.yml'), '');
    await expect(loadSettings({ root, stage: 'prod', nowMs: NOW_MS })).rejects.toThrow(
      'config/prod.yml: the file: given no such file; allowed: a settings file; there are config/dev.yml',
    );
  });

  it('says where the YAML is broken', async () => {
    expect((await problemsOf('schedules: [\n'))[0]).toMatch(/config\/prod\.yml \|  \| .*line 2/);
  });

  it('refuses two schedules of one name, which AWS would not have', async () => {
    const one = '{ name: close, action: scale-to-zero, timeZone: UTC, cron: 0 22 ? * FRI * }';
    const problems = await problemsOf(
      `{ notifications: { email: a@example.com }, schedules: [${one}, ${one}] }`.replaceAll(
        '? * FRI *',
        '? * FRI *',
      ),
    );
    expect(problems).toEqual([
      'config/prod.yml | schedules[1].name | "close" | a name that no other schedule has',
    ]);
  });
});

describe('tags and the role of drills', () => {
  const withLines = (lines: string) => `
notifications: { email: desk@example.com }
schedules: []
${lines}
`;

  it('are taken as they are, and are not there by default', async () => {
    const { settings } = await load(
      withLines(`
tags: { team: rates, cost-center: "4711" }
drills: { principalArns: ['arn:aws-cn:iam::123456789012:user/ada'], groups: [rdb-fx] }`),
    );
    expect(deploymentValues(settings)).toMatchObject({
      stackTags: { application: 'spillway', team: 'rates', 'cost-center': '4711' },
      drills: 'drills-on',
      drillPrincipalArns: ['arn:aws-cn:iam::123456789012:user/ada'],
      drillGroupNames: ['rdb-fx'],
    });
    const without = await load(withLines(''));
    expect(without.settings.drills).toBeUndefined();
    expect(deploymentValues(without.settings)).toMatchObject({
      stackTags: { application: 'spillway' },
      drills: 'drills-off',
    });
  });

  it.each([
    ['tags: { cost-center: 4711 }', 'tags.cost-center | 4711 | a text of 1 to 256'],
    ['tags: { "aws:team": rates }', 'tags.aws:team | "rates" | keys of up to 128 letters'],
    ['drills: { groups: [rdb-fx] }', 'drills.principalArns | nothing | the ARN of an IAM role or user'],
    [
      "drills: { principalArns: ['arn:aws:iam::123456789012:root'], groups: [rdb-fx] }",
      'drills.principalArns[0] | "arn:aws:iam::123456789012:root" | the ARN of an IAM role or user',
    ],
    [
      "drills: { principalArns: ['arn:aws:iam::123456789012:role/ops'], groups: ['rdb-*'] }",
      'drills.groups[0] | "rdb-*" | the name of an Auto Scaling group, without * and ?',
    ],
    [
      "drills: { principalArns: ['arn:aws:iam::123456789012:role/ops'], groups: [] }",
      'drills.groups | [] | at least one: the name of an Auto Scaling group',
    ],
  ])('are refused: %s', async (lines, problem) => {
    expect(await problemsOf(withLines(lines))).toEqual([expect.stringContaining(problem)]);
  });
});
