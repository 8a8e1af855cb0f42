import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { StreamResult } from '../../lib/backtest/kinesis-stream/result.ts';
import { runMain } from './run-main.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/kinesis-day.json', import.meta.url));
const FIRST_DAY = fileURLToPath(new URL('../../data/traces/us-equities-2013-10-07.csv', import.meta.url));

/** The example, over its first day alone. */
function anExample(change: object = {}): string {
  const file = join(mkdtempSync(join(tmpdir(), 'spillway-')), 'feed.json');
  const example = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...example, trace: FIRST_DAY, ...change }));
  return file;
}

const QUICK = {
  policies: [
    { kind: 'static', shards: 38 },
    { kind: 'on-demand' },
    { kind: 'doubling', name: "AWS's sample" },
  ],
};

const run = (...words: readonly string[]) => runMain('simulate', ...words);

describe('spillway simulate, of a stream', () => {
  it('prints the results as JSON and nothing else: the keys in their order, a policy each', async () => {
    const { exitStatus, text, errors } = await run(anExample(), '--json', '-');
    expect({ exitStatus, errors }).toEqual({ exitStatus: 0, errors: '' });
    const results = JSON.parse(text) as readonly StreamResult[];
    expect(results.map(({ policy }) => policy)).toEqual([
      'planner',
      'target-tracking',
      'doubling',
      'static',
      'on-demand',
      'oracle',
    ]);
    for (const result of results)
      expect(Object.keys(result)).toEqual([
        'policy',
        'shardHours',
        'costUsd',
        'costVsOracle',
        'throttledMinutes',
        'throttledPercent',
        'calls',
        'callsMaxIn24h',
        'shardsMin',
        'shardsMax',
      ]);
    const of = (policy: StreamResult['policy']) => results.find((result) => result.policy === policy);
    expect(of('oracle')).toMatchObject({ costVsOracle: 1, throttledMinutes: 0, throttledPercent: 0 });
    expect(of('static')).toMatchObject({ shardHours: 912, calls: 0, shardsMin: 38, shardsMax: 38 });
    expect(of('planner')?.throttledMinutes).toBe(0);
    for (const { callsMaxIn24h } of results) expect(callsMaxIn24h).toBeLessThanOrEqual(10);
  }, 60_000);

  it('tells those of one kind, and those with a name, apart in a last key', async () => {
    const policies = [
      { kind: 'static', shards: 38 },
      { kind: 'static', shards: 40 },
      { kind: 'doubling', name: "AWS's sample" },
      { kind: 'on-demand' },
    ];
    const results = JSON.parse((await run(anExample({ policies }), '--json', '-')).text) as readonly object[];
    expect(results.map((result) => Object.entries(result).at(-1))).toEqual([
      ['label', 'static 38'],
      ['label', 'static 40'],
      ['label', "AWS's sample"],
      ['shardsMax', expect.any(Number)],
    ]);
  }, 30_000);

  it('prints a table for people: each policy by its name, shards that nobody is billed for left out', async () => {
    const { exitStatus, text } = await run(anExample(QUICK));
    expect(exitStatus).toBe(0);
    expect(text).toMatch(/^a feed in front of the tickerplant, on three real days, 1 day\n/);
    expect(text).toMatch(
      /│ static 38 +│ +912 │ +\$\d+\.\d\d │ +\d\.\d{3} │ +0 min │ +0\.00 % │ +0 │ +0 │ +38 │/,
    );
    expect(text).toMatch(/│ on-demand +│ +– │ +\$\d+\.\d\d │ +– │ +\d+ min │ .* │ +– │ +– │ +– │/);
    expect(text).toMatch(/│ AWS's sample +│ .* │ +\d+ to 38 │/);
  }, 30_000);

  it('writes the JSON to a file beside the table, and says where it cannot', async () => {
    const scenario = anExample(QUICK);
    const file = `${scenario}.results`;
    expect((await run(scenario, '--json', file)).text).toContain('static 38');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveLength(3);
    const failed = await run(scenario, '--json', '/nowhere/results.json');
    expect(failed).toMatchObject({ exitStatus: 1 });
    expect(failed.errors).toContain('/nowhere/results.json cannot be written');
  }, 30_000);

  it('draws the first policy into one page that loads nothing, and says where', async () => {
    const scenario = anExample({ policies: [{ kind: 'doubling' }, { kind: 'static', shards: 38 }] });
    const file = `${scenario}.html`;
    const { exitStatus, text } = await run(scenario, '--report', file);
    expect({ exitStatus, text }).toMatchObject({
      exitStatus: 0,
      text: expect.stringContaining(file) as string,
    });
    const page = readFileSync(file, 'utf8');
    expect(page).not.toMatch(/<script|src=|https?:\/\/(?!www\.w3\.org)/);
    expect(page).toMatch(
      /<h1>The day cost \d+ % less than 38 shards .*, but \d+ minutes were throttled\.<\/h1>/,
    );
    expect(page.match(/aria-label="Demand and capacity[^"]*Monday, 7 October 2013"/g)).toHaveLength(2);
    expect(page).toMatch(/data-key="calls" data-value="10"/);
    expect(page).toMatch(
      /<time datetime="2013-10-07T[^>]*>\d\d:\d\d<\/time><span>Monday: from \d+ to \d+ shards; /,
    );
  }, 30_000);

  it('names what is wrong with the scenario, its file and its trace', async () => {
    const bad = anExample({ shards: { max: 8, start: 9 } });
    expect(await run(bad)).toMatchObject({
      exitStatus: 2,
      errors: expect.stringContaining(`${bad} is not a scenario:\n  shards.start: given 9`) as string,
    });
    expect(await run(anExample({ trace: 'none.csv' }))).toMatchObject({
      exitStatus: 2,
      errors: expect.stringMatching(/none\.csv: expected/) as string,
    });
    expect(await run(anExample({ target: 'redis' }))).toMatchObject({
      exitStatus: 2,
      errors: expect.stringMatching(/target: given "redis"; allowed: .*kinesis-stream/) as string,
    });
  });
});
