// What run 983726106 of the campaign met: in a group that says nothing of its queue, a server had its turn between two of its
// reports, and passed for one that waits, for days, once its day had ended. Its sequence alone, by hand.
import { expect, it } from 'vitest';
import { ALL_CHECKS } from '../../../lib/campaign/checks/all-checks.ts';
import { EMPTY_TALLY, type Check } from '../../../lib/campaign/checks/check.ts';
import { runDays } from '../../../lib/campaign/drive/run-days.ts';
import { GROUP_NAME, timesOf } from '../../../lib/campaign/world/create-day.ts';
import { createRun } from '../../../lib/campaign/world/run.ts';
import { MINUTE_MS, SECOND_MS } from '../../../lib/core/units.ts';
import type { WorldEvent } from '../../../lib/sim/world-events.ts';
import { aDay, at } from '../build-run.ts';

it('a server whose turn was over before anybody saw it is no spare once it is flushed', async () => {
  const options = aDay(
    {
      readyNodeCount: 1,
      maxSize: 20,
      metrics: 'no-queue',
      writesItems: true,
      tags: { 'spillway:scale-in': 'never', 'spillway:spares-min': '1' },
    },
    {
      dayCount: 2,
      stream: { nodesPerDay: 5, shape: 'flat', spikeFactor: 1 },
      schedule: { endOfDayMinute: 18 * 60, atEndOfDay: 'nothing', windowMinutes: 240 },
    },
  );
  const run = createRun(options, timesOf(options).endOfDaysMs);
  const events: WorldEvent[] = [];
  run.world.onEvent((event) => events.push(event));
  // Two that wait, both launched while we watched.
  run.world.clock.schedule(at(5), () =>
    run.actors.as('person', () =>
      run.world.autoScaling.setDesiredCapacity({ groupName: GROUP_NAME, desiredCapacity: 3 }),
    ),
  );
  // Two rolls by hand: the second server is live in between, and holds a few rows.
  const firstRollMs = at(2 * 60) + 50 * SECOND_MS;
  for (const atMs of [firstRollMs, firstRollMs + 31 * SECOND_MS])
    run.world.clock.schedule(atMs, () => void run.tickerplant.rollNow());
  const seenLive = new Set<string>();
  const watch: Check = {
    onReports: (reports) => {
      for (const { instanceId, live } of reports) if (live === true) seenLive.add(instanceId);
    },
  };
  await runDays(run, [...ALL_CHECKS.map((create) => create(run, { ...EMPTY_TALLY })), watch]);

  const rolled = events.flatMap((event) => (event.kind === 'rolled' ? [event] : []));
  const [, unseen] = rolled;
  expect(unseen?.atMs).toBe(firstRollMs + 31 * SECOND_MS);
  expect(unseen?.rows).toBeGreaterThan(0);
  expect(seenLive.has(unseen?.instanceId ?? '')).toBe(false);
  // On the day after it the live server finds somebody to roll to.
  expect(rolled.some(({ atMs }) => atMs > at(24 * 60) + MINUTE_MS)).toBe(true);
  expect(run.world.safety.lateRolls).toEqual([]);
  expect(run.findings).toEqual([]);
});
