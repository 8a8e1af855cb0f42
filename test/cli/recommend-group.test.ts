// `spillway recommend` for a group of RDBs: what it says of a day, from a trace and from a scenario, and what it refuses.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Recommendation } from '../../lib/backtest/recommend/recommend.ts';
import { scenarioInput } from '../backtest/a-scenario.ts';
import { runMain } from './run-main.ts';

const folder = mkdtempSync(join(tmpdir(), 'spillway-'));
const trace = join(folder, 'days.csv');
/** So little that no node ever rolls: every setting costs the same. */
const rows = Array.from({ length: 30 }, (_, i) => `2026-03-02T09:${String(i + 10)}:00Z,1`);
writeFileSync(trace, `timestamp,messages\n${rows.join('\n')}\n`);
const scenario = join(folder, 'scenario.json');
writeFileSync(scenario, JSON.stringify(scenarioInput()));
const stream = join(folder, 'stream.json');
writeFileSync(stream, JSON.stringify({ target: 'kinesis-stream' }));

describe('of settings that cost the same', () => {
  it('the default is recommended, and scheduled, which asks nothing of the RDBs; from a scenario with its own server', async () => {
    const { exitStatus, text } = await runMain('recommend', scenario, '--json');
    expect(exitStatus).toBe(0);
    const [best, next] = JSON.parse(text) as readonly Recommendation[];
    expect(best?.policy).toMatchObject({ kind: 'lead-time', burstFactor: 3, scaleIn: 'scheduled' });
    expect(best).toMatchObject({ days: 1, isSafe: true, node: { name: '1 GiB', pricePerHourUsd: 0.1 } });
    expect(best).not.toHaveProperty('continuousSavesPercent');
    expect(next?.costUsd).toBe(best?.costUsd);
  });
});

describe('spillway recommend refuses, with status 2', () => {
  const size = 'a:4:0.03';
  it.each<readonly [string, readonly string[], string]>([
    ['a size without its price', [trace, '--node', 'a:4:'], '--node is "a:4:"'],
    ['a size that costs nothing', [trace, '--node', 'a:4:0'], '--node is "a:4:0"'],
    ['a size beyond what there is', [trace, '--node', size, 'b:1e9:1'], '--node is "b:1e9:1"'],
    ['two sizes of one name', [trace, '--node', size, 'a:8:0.06'], '--node has a twice'],
    ['a boot time that is empty', [trace, '--node', size, '--boot', ''], '--boot is "", allowed is a number'],
    ['a boot time in words', [trace, '--node', size, '--boot', 'x'], '--boot is "x", allowed is a number'],
    ['a maximum of 0', [trace, '--node', size, '--max', '0'], '--max is "0", allowed is a whole number'],
    ['a zone that nobody knows', [trace, '--node', size, '--time-zone', 'Mars'], '--time-zone is "Mars"'],
    ['24:00', [trace, '--node', size, '--end-of-day', '24:00'], '--end-of-day is "24:00"'],
    [
      'an empty server that fills the smallest',
      [trace, '--node', 'a:0.1:1'],
      '--baseline is "150", allowed is less than 80 % of the smallest --node',
    ],
    ['the same by a scenario', [scenario, '--node', 'a:0.02:1'], '--node has a of 0.02 GiB'],
    ['a trace of messages of no size', [trace, '--node', size], 'say with --bytes-per-message'],
    ['what a scenario says itself', [scenario, '--boot', '60'], '--boot is not for this scenario'],
    ['sizes for a stream', [stream, '--node', size], '--node is not for this scenario: it is of RDBs'],
    ['no size for a trace', [trace], '--node is missing'],
  ])('%s', async (_, words, said) => {
    const { exitStatus, text, errors } = await runMain('recommend', ...words);
    expect(errors).toContain(said);
    expect(exitStatus).toBe(2);
    expect(text).toBe('');
  });
});
