// How busy the busiest minute was, as far as looks could see it.
import { expect, it } from 'vitest';
import { createArrivals } from '../../../lib/campaign/measures/arrivals.ts';
import { createRun } from '../../../lib/campaign/world/run.ts';
import { timesOf } from '../../../lib/campaign/world/create-day.ts';
import { aDay, at } from '../build-run.ts';

/** Samples each minute for 20; looks that are told, at the minutes named. */
async function busiestOf(toldAt: (minute: number) => boolean): Promise<number> {
  const options = aDay({}, { stream: { nodesPerDay: 50, shape: 'spiky', spikeFactor: 8 } });
  const run = createRun(options, timesOf(options).endOfDaysMs);
  const arrivals = createArrivals(run);
  for (let minute = 600; minute <= 620; minute += 1) {
    await run.world.runUntil(at(minute));
    arrivals.sample();
    if (toldAt(minute)) arrivals.told();
  }
  return arrivals.busiestMinute();
}

it('is known in the mean alone where looks were not told for longer than a minute', async () => {
  const byMinute = await busiestOf(() => true);
  const unwatched = await busiestOf(() => false);
  const byHalf = await busiestOf((minute) => minute % 10 === 0);
  expect(unwatched).toBe(byMinute);
  expect(byHalf).toBeGreaterThan(0);
  expect(byHalf).toBeLessThan(byMinute);
});
