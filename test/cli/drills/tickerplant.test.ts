import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MINUTE_MS } from '../../../lib/core/units.ts';
import type { DrillResult } from '../../../lib/drill/drill-result.ts';
import { GROUP } from '../local-operator.ts';
import { aDrilledGroup } from './a-drilled-group.ts';

const A_WORLD_MS = 120_000;
const FILE = join(mkdtempSync(join(tmpdir(), 'drill-')), 'result.json');
const result = () => JSON.parse(readFileSync(FILE, 'utf8')) as DrillResult;
const EXECUTE = `drill tickerplant ${GROUP} --execute --confirm ${GROUP} --json ${FILE}`;

const TICKERPLANT = 'tickerplant-fx';

function aTickerplant() {
  return aDrilledGroup({
    group: { tickerplantGroup: TICKERPLANT },
    tags: { 'spillway:tickerplant': TICKERPLANT },
    groups: [
      { name: TICKERPLANT, minSize: 1, maxSize: 1, desiredCapacity: 1, readyNodeCount: 1, bootMs: MINUTE_MS },
    ],
  });
}

it(
  'is replaced, updates reach the live RDB again, and no RDB has lost anything',
  async () => {
    const operator = await aTickerplant();
    const { world } = operator;
    const live = world.tickerplants.get(GROUP)?.live()?.instanceId;
    const run = await operator.run(EXECUTE);
    expect(run, run.text).toMatchObject({ exitStatus: 0 });
    expect(run.text).toMatch(/terminates i-\w+, the tickerplant of rdb-fx/);
    const told = result();
    expect(told).toMatchObject({ drill: 'tickerplant', target: GROUP, lost: 0, pass: true });
    const [replaced, writable] = [told.replacedAt, told.writableAt].map((at) => Date.parse(at ?? ''));
    expect(writable).toBeGreaterThan(replaced ?? Number.POSITIVE_INFINITY);
    expect(world.tickerplants.get(GROUP)?.live()?.instanceId).toBe(live);
  },
  A_WORLD_MS,
);

it(
  'fails where no server comes in its place, and is refused where nobody says where it runs',
  async () => {
    const operator = await aTickerplant();
    const { world } = operator;
    const nowMs = world.clock.nowMs();
    world.inject({
      kind: 'no-capacity',
      groupName: TICKERPLANT,
      fromMs: nowMs,
      untilMs: nowMs + 600 * MINUTE_MS,
    });
    const run = await operator.run(`${EXECUTE} --wait 4m`);
    expect(run).toMatchObject({ exitStatus: 1 });
    expect(run.text).toContain('replaced: not seen');
    expect(result()).toMatchObject({ replacedAt: null, writableAt: null, pass: false });
    const again = await operator.run(EXECUTE);
    expect(again.text).toContain(`${TICKERPLANT} has not exactly one server in service`);
    world.autoScaling.deleteTags(GROUP, ['spillway:tickerplant']);
    const untold = await operator.run(EXECUTE);
    expect(untold).toMatchObject({ exitStatus: 1 });
    expect(untold.text).toContain('spillway:tickerplant does not say in which Auto Scaling group');
    expect(operator.emulator.awsCalls()['TerminateInstances']).toBe(1);
  },
  A_WORLD_MS,
);
