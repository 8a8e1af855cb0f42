// The report of a group in headless Chromium: in-chromium.ts says where one is looked for.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectDay } from '../../lib/backtest/result/collect-day.ts';
import { localDays } from '../../lib/backtest/run/local-days.ts';
import { reportOf } from '../../lib/backtest/result/report-of.ts';
import type { BacktestResult } from '../../lib/backtest/result/result.ts';
import { runScenario } from '../../lib/backtest/run/run-scenario.ts';
import { writeReport } from '../../lib/report/write-report.ts';
import { aScenario, aTrace, steadyDay } from '../backtest/a-scenario.ts';
import { holdsAsPage, isTried, openChromium, themes } from './in-chromium.ts';

describe.runIf(isTried)('the report in Chromium', () => {
  let browser: Browser;
  let url = '';
  let results: readonly BacktestResult[] = [];

  beforeAll(async () => {
    const scenario = aScenario({
      policies: [{ kind: 'lead-time' }, { kind: 'threshold' }, { kind: 'oracle' }],
    });
    const trace = aTrace(steadyDay(9));
    const [day] = localDays(trace, scenario);
    if (!day) throw new Error('the trace has a day');
    const collector = collectDay({ day, timeZone: 'UTC', nodeMemoryGiB: 1, rollThresholdPercent: 80 });
    results = await runScenario(scenario, trace, { watch: (i) => (i === 0 ? collector.watcher : undefined) });
    const file = join(mkdtempSync(join(tmpdir(), 'report-')), 'report.html');
    await writeReport(file, reportOf(scenario, results, collector.finish()));
    url = pathToFileURL(file).href;
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  it.each(themes(1_200))('$name: no error, nothing loaded, nothing wider than the screen', (theme) =>
    holdsAsPage(browser, { url, name: 'report', theme }),
  );

  it('shows the numbers that the JSON has', async () => {
    const page = await browser.newPage();
    await page.goto(url);
    for (const [i, result] of results.entries()) {
      const cells = await page.locator('tbody tr').nth(i).locator('td[data-key]').all();
      expect(cells.length).toBeGreaterThan(8);
      for (const cell of cells) {
        const key = (await cell.getAttribute('data-key')) as keyof BacktestResult;
        expect([key, await cell.getAttribute('data-value')]).toEqual([key, String(result[key])]);
      }
    }
    const [shown] = results;
    expect(await page.locator('[data-fact=costUsd]').textContent()).toBe(`$${shown?.costUsd.toFixed(2)}`);
    expect(await page.locator('ol.marks li').count()).toBe(
      // The retirements of the evening are one line.
      (shown?.scaleOuts ?? 0) + 1,
    );
    await page.close();
  });

  it('is dark on a dark screen and white on paper', async () => {
    const page = await browser.newPage({ colorScheme: 'dark' });
    await page.goto(url);
    const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(await background()).toBe('rgb(18, 22, 28)');
    await page.emulateMedia({ media: 'print' });
    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.close();
  });
});

describe.skipIf(isTried)('the report in Chromium', () => {
  it.skip('is tried where Chromium is found (apt-get install chromium) or SPILLWAY_BROWSER_TESTS=1 demands it', () =>
    undefined);
});
