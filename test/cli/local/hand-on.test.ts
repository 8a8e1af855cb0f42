// The functions as the demo and the local AWS have them: a tick for which its minute is too short goes on in another invocation.
import { afterEach, expect, it } from 'vitest';
import { adoptedGroup } from '../../../cli/demo/adopted-group.ts';
import { startLocalSpillway } from '../../../cli/demo/local-spillway.ts';
import type { Served } from '../../../functions/lambda-handler.ts';
import { SECOND_MS } from '../../../lib/core/units.ts';
import { startEmulator } from '../../../lib/emulator/start-emulator.ts';
import { ASYNC_SETTINGS } from '../../../lib/emulator/stack/async-settings.ts';
import { createWorld } from '../../../lib/sim/world.ts';

const GROUPS = ['rdb', 'rdb-2'];
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

it('what a tick has no time for is served by the next invocation, of which there is one', async () => {
  const world = createWorld({ startMs: Date.UTC(2026, 10, 20, 9) });
  for (const name of GROUPS)
    world.addGroup(
      adoptedGroup({
        ...{ name, nodeMemoryGib: 4, bytesPerMessage: 4_096, reports: 'cloudwatch' },
        ...{ segments: [], endOfDaysMs: [] },
      }),
    );
  let realMs = 0;
  const emulator = await startEmulator({
    world,
    tick: null,
    asynchronous: { settingsOf: (name) => ASYNC_SETTINGS[name], realNowMs: () => realMs },
    // The first listing takes most of a minute.
    onCall: ({ action }) => {
      if (action === 'DescribeTags' && realMs === 0) realMs = 45_000;
    },
  });
  const served: Served[] = [];
  const spillway = startLocalSpillway({
    emulator,
    clock: world.clock,
    onServed: (_name, one) => void served.push(one),
  });
  stops.push(spillway.stop, emulator.stop);
  await emulator.invoke('on-tick', {});
  expect(served).toMatchObject([{ results: [], handedOnCount: GROUPS.length }]);
  await world.runUntil(world.clock.nowMs() + SECOND_MS);
  expect(served.slice(1).map(({ results }) => results.map(({ kind, name }) => ({ kind, name })))).toEqual([
    GROUPS.map((name) => ({ kind: 'decided', name })),
  ]);
});
