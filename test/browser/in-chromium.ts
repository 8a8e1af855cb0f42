// What the browser tests share: where Chromium is, what a page is looked at as, and what holds of each page.
// `apt-get install chromium`, or SPILLWAY_CHROMIUM=<path>. Screenshots are left in out/screenshots.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { expect } from 'vitest';

const CANDIDATES = [
  process.env['SPILLWAY_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = CANDIDATES.find((path) => path !== undefined && existsSync(path));

/** SPILLWAY_BROWSER_TESTS=1 demands one: the tests fail without it. */
export const isTried = executablePath !== undefined || process.env['SPILLWAY_BROWSER_TESTS'] === '1';

export const SCREENSHOTS = new URL('../../out/screenshots/', import.meta.url).pathname;

export function themes(width: number) {
  return [
    { name: 'light', colorScheme: 'light', viewport: { width, height: 900 } },
    { name: 'dark', colorScheme: 'dark', viewport: { width, height: 900 } },
    { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 844 } },
  ] as const;
}

export type Theme = ReturnType<typeof themes>[number];

export async function openChromium(): Promise<Browser> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: ['--no-sandbox'],
  });
}

/** No error, nothing loaded from anywhere, nothing wider than the screen. Leaves a screenshot, `<name>-<theme>.png`. */
export async function holdsAsPage(
  browser: Browser,
  { url, name, theme }: { readonly url: string; readonly name: string; readonly theme: Theme },
): Promise<void> {
  const { name: themeName, ...options } = theme;
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  await page.screenshot({ path: join(SCREENSHOTS, `${name}-${themeName}.png`), fullPage: true });
  expect(complaints).toEqual([]);
  expect(requests.filter((request) => request !== url && !request.startsWith('data:'))).toEqual([]);
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  expect(width).toBeLessThanOrEqual(options.viewport.width);
  await page.close();
}
