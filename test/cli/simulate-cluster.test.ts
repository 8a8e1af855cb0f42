import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClusterResult } from '../../lib/backtest/memorydb-cluster/result.ts';
import type { ClusterRecommendation } from '../../lib/backtest/memorydb-cluster/recommend-cluster.ts';
import { INPUT } from '../backtest/memorydb-cluster/a-cluster-scenario.ts';
import { runMain } from './run-main.ts';

/** A day that brings 4 GiB an hour from 09:00 to 17:00, on nodes of 10 GiB. */
function aScenarioFile(change: object = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'spillway-'));
  const minutes = Array.from({ length: 480 }, (_, i) => {
    const at = new Date(Date.UTC(2026, 2, 4, 9, i)).toISOString().replace('.000Z', 'Z');
    return `${at},4`;
  });
  writeFileSync(join(folder, 'days.csv'), `timestamp,messages\n${minutes.join('\n')}\n`);
  const file = join(folder, 'cache.json');
  writeFileSync(
    file,
    JSON.stringify({
      ...INPUT,
      policies: [{ kind: 'spillway' }, { kind: 'static', shards: 2 }, { kind: 'oracle' }],
      ...change,
    }),
  );
  return file;
}

describe('spillway simulate, of a cluster', () => {
  it('prints the results as JSON and nothing else, and draws the first policy into one page', async () => {
    const file = aScenarioFile();
    const page = `${file}.html`;
    const { exitStatus, text, errors } = await runMain('simulate', file, '--json', '-', '--report', page);
    expect({ exitStatus, errors }).toEqual({ exitStatus: 0, errors: '' });
    const results = JSON.parse(text) as readonly ClusterResult[];
    expect(results.map(({ policy }) => policy)).toEqual(['spillway', 'static', 'oracle']);
    const drawn = readFileSync(page, 'utf8');
    expect(drawn).toContain(`data-key="costUsd" data-value="${results[0]?.costUsd}"`);
    expect(drawn.match(/aria-label="Memory of the fullest shard[^"]*4 March 2026"/g)).toHaveLength(2);
  });

  it('prints a table for people, without a ratio for what refused writes, and says where the page is', async () => {
    const file = aScenarioFile();
    const { text } = await runMain('simulate', file, '--report', `${file}.html`);
    expect(text).toMatch(/│ static 2 +│ +96 │ +\$96\.00 │ +– │ +\d+ min │ +160 % │ +0 │ +2 │/);
    expect(text).toContain(`The report is in ${file}.html`);
    const failed = await runMain('simulate', file, '--report', `${file}/day.html`);
    expect(failed).toMatchObject({ exitStatus: 1 });
    expect(failed.errors).toContain(`${file}/day.html cannot be written`);
  });
});

describe('spillway recommend, of a cluster', () => {
  it('says the best way, what it saves of the cheapest fixed size, and that a day proves little', async () => {
    const { exitStatus, text } = await runMain('recommend', aScenarioFile());
    expect(exitStatus).toBe(0);
    expect(text).toMatch(/^Recommended: /);
    expect(text).toMatch(
      /It saves \$\d+\.\d\d \(\d+\.\d %\) of static 5|Scaling it saves nothing on these days/,
    );
    expect(text).toContain('1 day is too few to say how sure that is: try more days.');
    expect(text).toMatch(/Who knew the days would have paid \$\d+\.\d\d/);
  });

  it('has all candidates as JSON', async () => {
    const { text } = await runMain('recommend', aScenarioFile(), '--json');
    const found = JSON.parse(text) as ClusterRecommendation;
    expect(found.candidates.length).toBeGreaterThanOrEqual(7);
    expect(found.fixed).toMatchObject({ label: 'static 5', costUsd: 240 });
  });

  it('ends with 1 where no way took every write, and with 2 for a bad scenario', async () => {
    const none = await runMain('recommend', aScenarioFile({ shards: { max: 2, start: 1 } }));
    expect(none).toMatchObject({ exitStatus: 1 });
    expect(none.text).toMatch(
      /^No way to run the cluster took every write in all variants: allow it more shards/,
    );
    const bad = await runMain('recommend', aScenarioFile({ bytesKept: 0 }));
    expect(bad).toMatchObject({ exitStatus: 2 });
    expect(bad.errors).toContain('bytesKept: given 0');
  });
});
