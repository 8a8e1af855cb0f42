// The local AWS's page in headless Chromium: in-chromium.ts says where one is looked for.
import { setImmediate } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_TRACE } from '../../cli/demo/day-options.ts';
import { parseLocalOptions } from '../../cli/local/local-options.ts';
import { startLocalAws, type LocalAws } from '../../cli/local/run-local.ts';
import { otherGroupsOf } from '../../lib/emulator/live/live-state.ts';
import { readTrace } from '../../lib/sim/read-trace.ts';
import { isTried, openChromium, SCREENSHOTS, themes } from './in-chromium.ts';

function tickerplantOf({ world }: LocalAws) {
  const [group] = otherGroupsOf(world);
  if (!group) throw new Error('the local AWS has no group of a tickerplant');
  return group;
}

describe.runIf(isTried)("the local AWS's page in Chromium", () => {
  let localAws: LocalAws;
  let browser: Browser;
  let realMs = 0;

  beforeAll(async () => {
    const options = parseLocalOptions({
      ...{ port: '0', speed: '600', start: '09:29', pauseAt: '10:05', groups: '1', reports: 'cloudwatch' },
      ...{ seed: '1', bytesPerMessage: '4096', nodeMemoryGib: '1' },
    });
    const real = {
      nowMs: () => realMs,
      sleep: async (durationMs: number) => {
        realMs += durationMs;
        await setImmediate();
      },
    };
    localAws = await startLocalAws({
      ...{ options, real, trace: readTrace(DEFAULT_TRACE), token: 'a-token' },
      display: { event: () => undefined, decision: () => undefined },
      onFailed: (name, error) => expect.fail(`${name}: ${String(error)}`),
      tick: 'rate(5 minutes)',
    });
    const running = localAws.run();
    running.catch(() => undefined);
    while (!localAws.paced.pace().isPaused) await setImmediate();
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await localAws?.stop();
  });

  it.each(themes(1_280))(
    '$name: shows what the world is like, with no error, and nothing wider than the screen',
    async ({ name, colorScheme, viewport }) => {
      const page = await browser.newPage({ colorScheme, viewport });
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      const asked: string[] = [];
      page.on('request', (one) => asked.push(one.url()));
      await page.goto(localAws.emulator.endpoint);
      await page.waitForSelector('#groups li.live');
      expect(await page.textContent('#time')).toBe('10:05');
      expect(await page.textContent('#pace')).toBe('paused: time stands still until it is resumed');
      const nodes = [...(localAws.world.tickerplants.get('rdb')?.nodes.values() ?? [])];
      expect(nodes.length).toBeGreaterThan(1);
      expect(await page.locator('#groups li code').allTextContents()).toEqual(
        nodes.map(({ instanceId }) => instanceId),
      );
      expect(await page.locator('#groups li .role').allTextContents()).toEqual(
        nodes.map(({ stage, rows }) =>
          stage === 'queued' ? 'queued' : `${stage}, ${Math.ceil(rows).toLocaleString('en-US')} rows`,
        ),
      );
      const { nodes: servers } = tickerplantOf(localAws);
      expect(await page.textContent('#others h2')).toBe(
        `Group tickerplant ${servers[0]?.id ?? ''} is in service`,
      );
      expect(await page.textContent('#shards-now')).toBe(
        `${localAws.world.kinesis.openCount('feed')} shards`,
      );
      expect(await page.locator('#log li.adds').first().textContent()).toMatch(/(scale-out|grow) .*\.$/);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
      expect(new Set(asked.map((url) => new URL(url).pathname))).toEqual(new Set(['/', '/_local/events']));
      expect(errors).toEqual([]);
      await page.screenshot({ path: `${SCREENSHOTS}local-${name}.png`, fullPage: true });
      await page.close();
    },
  );

  it('is told what happens while it is open, and asks for it', async () => {
    const page = await browser.newPage();
    await page.goto(localAws.emulator.endpoint);
    await page.waitForSelector('#groups li.live');
    await page.click('text=End of day');
    await page.waitForSelector('#log li:has-text("end of day")');
    await page.click('#pause');
    await page.waitForSelector('#pause:text-is("Pause")');
    await page.click('#pause');
    await page.waitForSelector('#pause:text-is("Resume")');
    expect(localAws.paced.pace().isPaused).toBe(true);
    await page.close();
  });

  it('shows what was broken for as long as it lasts, and mends it', async () => {
    const [, , { name: _, ...phone }] = themes(1_280);
    const page = await browser.newPage(phone);
    await page.goto(localAws.emulator.endpoint);
    await page.waitForSelector('#groups li.live');
    expect(await page.isVisible('#broken')).toBe(false);
    const ask = (body: object) =>
      fetch(`${localAws.emulator.endpoint}/_local/fault`, {
        method: 'POST',
        headers: { authorization: 'Bearer a-token' },
        body: JSON.stringify(body),
      });
    await ask({ kind: 'node-dies', group: 'tickerplant' });
    await page.waitForSelector('#others h2 .bad:has-text("is down: nothing reaches an RDB")');
    await ask({ kind: 'reports-stop', node: 'live', minutes: 10 });
    await ask({ kind: 'throttle', times: 3, action: 'DescribePolicies' });
    await page.waitForSelector('#faults li:has-text("throttle, for another 3 calls")');
    expect(await page.locator('#faults li').first().textContent()).toMatch(
      /^reports-stop rdb i-[0-9a-f]+, for another 10 minMend$/,
    );
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(phone.viewport.width);
    await page.screenshot({ path: `${SCREENSHOTS}local-broken.png` });
    await page.click('#faults li:has-text("reports-stop") button');
    await page.waitForSelector('#faults li:has-text("reports-stop")', { state: 'detached' });
    expect(await page.locator('#faults li').count()).toBe(1);
    await page.click('#faults button');
    await page.waitForSelector('#broken', { state: 'hidden' });
    await page.close();
  });
});
