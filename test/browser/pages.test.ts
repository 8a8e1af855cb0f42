// The pages of a cluster's backtest and of drills, in headless Chromium: in-chromium.ts says where one is looked for.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterReportOf } from '../../lib/backtest/memorydb-cluster/cluster-report.ts';
import {
  runClusterScenario,
  type ClusterRuns,
} from '../../lib/backtest/memorydb-cluster/run-cluster-scenario.ts';
import type { DrillResult } from '../../lib/drill/drill-result.ts';
import { clusterPage } from '../../lib/report/clusters/cluster-page.ts';
import { drillPage } from '../../lib/report/drill-page.ts';
import { aScenario, days } from '../backtest/memorydb-cluster/a-cluster-scenario.ts';
import { holdsAsPage, isTried, openChromium, themes } from './in-chromium.ts';

const WIDTH = 1_200;

/** A failed drill has everything to show: what is late, what was not seen, and long steps. */
const DRILL: DrillResult = {
  drill: 'live-rdb',
  target: 'rdb-fx',
  injectedAt: '2026-11-20T18:00:00.000Z',
  detectedAt: '2026-11-20T18:01:05.000Z',
  replacedAt: '2026-11-20T18:17:30.000Z',
  writableAt: '2026-11-20T18:01:05.000Z',
  queryableAt: '2026-11-20T18:03:05.000Z',
  caughtUpAt: null,
  expected: 1_203_400,
  found: 1_203_150,
  lost: 250,
  pass: false,
  limits: {
    detectedWithinSeconds: 240,
    replacedWithinSeconds: 960,
    writableWithinSeconds: 180,
    queryableWithinSeconds: 1_200,
    caughtUpWithinSeconds: 1_200,
    lostMax: 0,
  },
  steps: [
    { at: '2026-11-20T18:00:00.000Z', text: 'terminates i-0abc, the live RDB of rdb-fx' },
    { at: '2026-11-20T18:01:05.000Z', text: 'detected: no look hears i-0abc' },
    { at: '2026-11-20T18:01:05.000Z', text: 'writable: i-0def is live' },
    {
      at: '2026-11-20T18:03:05.000Z',
      text: 'queryable: a complete answer, version 19, and <i-0abc> is not in it, whatever the window that is asked for',
    },
    { at: '2026-11-20T18:17:30.000Z', text: 'replaced: i-0fed waits in the queue' },
  ],
};

describe.runIf(isTried)("a cluster's page and a drill's, in Chromium", () => {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  const urls = { cluster: join(folder, 'cluster.html'), drill: join(folder, 'drill.html') };
  const urlOf = (name: keyof typeof urls) => pathToFileURL(urls[name]).href;
  let browser: Browser;
  let ran: ClusterRuns;

  beforeAll(async () => {
    const scenario = aScenario({
      policies: [{ kind: 'spillway' }, { kind: 'static', shards: 2 }, { kind: 'oracle' }],
    });
    ran = runClusterScenario(scenario, days(4, 5));
    writeFileSync(urls.cluster, clusterPage(clusterReportOf(scenario, ran)));
    writeFileSync(urls.drill, drillPage(DRILL, ['replaced: after 18 min, allowed is 16 min']));
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  it.each(themes(WIDTH).flatMap((theme) => (['cluster', 'drill'] as const).map((name) => ({ name, theme }))))(
    '$name, $theme.name: no error, nothing loaded, nothing wider than the screen',
    ({ name, theme }) => holdsAsPage(browser, { url: urlOf(name), name, theme }),
  );

  it('the cluster has the numbers that the JSON has, a chart for each day, and each change', async () => {
    const page = await browser.newPage({ viewport: { width: WIDTH, height: 900 } });
    await page.goto(urlOf('cluster'));
    for (const [i, { result }] of ran.runs.entries()) {
      const cells = await page.locator('tbody tr').nth(i).locator('td[data-key]').all();
      expect(cells).toHaveLength(8);
      for (const cell of cells) {
        const key = (await cell.getAttribute('data-key')) as keyof typeof result;
        expect([key, await cell.getAttribute('data-value')]).toEqual([key, String(result[key])]);
      }
    }
    expect(await page.locator('svg.wide[aria-label^="Memory of the fullest shard"]').count()).toBe(2);
    expect(await page.locator('svg.wide:visible').count()).toBe(3);
    expect(await page.locator('ol.marks li').count()).toBe(ran.runs[0]?.result.changes);
    await page.close();
  });

  it('the drill has its moments as bars on one scale, and its steps in their order', async () => {
    const page = await browser.newPage({ viewport: { width: WIDTH, height: 900 } });
    await page.goto(urlOf('drill'));
    expect(await page.locator('h1').textContent()).toBe(
      'It failed: replaced: after 18 min, allowed is 16 min',
    );
    expect(await page.locator('[data-fact=lost]').textContent()).toBe('250');
    const widthOf = async (moment: string, bar: string) =>
      (await page.locator(`[data-moment=${moment}] .${bar}`).boundingBox())?.width ?? 0;
    // 1,050 s, and its limit of 960; the scale is that of the longest, 1,200.
    expect(await widthOf('replaced', 'took')).toBeGreaterThan(await widthOf('replaced', 'limit'));
    const ratio = (await widthOf('replaced', 'took')) / (await widthOf('queryable', 'limit'));
    expect(ratio).toBeCloseTo(1_050 / 1_200, 2);
    expect(await page.locator('[data-moment=caughtUp] .took').count()).toBe(0);
    expect(await page.locator('[data-moment=caughtUp]').textContent()).toContain('not seen');
    expect(await page.locator('ol.steps li').allTextContents()).toEqual([
      expect.stringMatching(/^18:00:00\s*\+0 s\s*terminates i-0abc/),
      expect.stringMatching(/^18:01:05\s*\+65 s\s*detected: /),
      expect.stringMatching(/^18:01:05\s*\+65 s\s*writable: /),
      expect.stringMatching(/^18:03:05\s*\+3 min\s*queryable: .*<i-0abc>/),
      expect.stringMatching(/^18:17:30\s*\+18 min\s*replaced: /),
    ]);
    await page.close();
  });
});
