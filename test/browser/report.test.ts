// The report in a real browser: skipped where no Chromium is found, unless SPILLWAY_BROWSER_TESTS=1 demands one.
// `apt-get install chromium`, or SPILLWAY_CHROMIUM=<path>. Screenshots are left in out/screenshots.
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectDay } from '../../lib/backtest/result/collect-day.ts';
import { localDays } from '../../lib/backtest/run/local-days.ts';
import { reportOf } from '../../lib/backtest/result/report-of.ts';
import type { BacktestResult } from '../../lib/backtest/result/result.ts';
import { runScenario } from '../../lib/backtest/run/run-scenario.ts';
import { writeReport } from '../../lib/report/write-report.ts';
import { aScenario, aTrace, steadyDay } from '../backtest/a-scenario.ts';

const CANDIDATES = [
  process.env['SPILLWAY_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = CANDIDATES.find((path) => path !== undefined && existsSync(path));
const isDemanded = process.env['SPILLWAY_BROWSER_TESTS'] === '1';
const SCREENSHOTS = new URL('../../out/screenshots/', import.meta.url).pathname;
const why = executablePath ? '' : ' (skipped: no Chromium; apt-get install chromium)';

const THEMES = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1_200, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1_200, height: 900 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 844 } },
] as const;

describe.runIf(executablePath !== undefined || isDemanded)(`the report in Chromium${why}`, () => {
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
    mkdirSync(SCREENSHOTS, { recursive: true });
    browser = await chromium.launch({
      ...(executablePath !== undefined && { executablePath }),
      args: ['--no-sandbox'],
    });
  });
  afterAll(() => browser?.close());

  it.each(THEMES)(
    '$name: no error, nothing loaded, nothing wider than the screen',
    async ({ name, ...options }) => {
      const page = await browser.newPage(options);
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(url);
      await page.screenshot({ path: join(SCREENSHOTS, `report-${name}.png`), fullPage: true });
      expect(complaints).toEqual([]);
      expect(requests.filter((request) => request !== url && !request.startsWith('data:'))).toEqual([]);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(options.viewport.width);
      await page.close();
    },
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

describe.skipIf(executablePath !== undefined || isDemanded)('the report in Chromium', () => {
  it.skip('is tried where Chromium is found (apt-get install chromium) or SPILLWAY_BROWSER_TESTS=1 demands it', () =>
    undefined);
});
