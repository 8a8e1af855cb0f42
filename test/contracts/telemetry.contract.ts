// What every Telemetry by CloudWatch must do, on a world into which samples are put by hand.
import { readAlone } from '../build/read-alone.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GIB, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import type { World } from '../../lib/sim/world.ts';
import { aWorld, START_MS, type OverWorld, type PortsOverWorld } from './world-harness.ts';

const GROUP = 'rdb';
const NODE = 'i-0000000000000000a';
const OTHER = 'i-0000000000000000b';

/** Half a minute into a period. */
const NOW_MS = START_MS + 30 * MINUTE_MS + 30 * SECOND_MS;
/** A period that is over. */
const EARLIER_MS = START_MS + 28 * MINUTE_MS;

const FULL = {
  MemoryUsedBytes: 4 * GIB,
  MemoryTotalBytes: 16 * GIB,
  MemoryUsedPercent: 25,
  Rows: 1_000,
  Live: 1,
  Queued: 0,
  Busy: 0,
};

export function telemetryContract(name: string, overWorld: OverWorld): void {
  describe(`${name} keeps the telemetry's contract`, () => {
    let world: World;
    let ports: PortsOverWorld;
    beforeEach(async () => {
      world = aWorld();
      ports = await overWorld(world);
      await world.runUntil(NOW_MS);
    });
    afterEach(async () => {
      await ports.close();
    });

    function put(values: Readonly<Record<string, number>>, atMs = EARLIER_MS, instanceId = NODE) {
      for (const [metric, value] of Object.entries(values)) {
        const series = world.metrics.open('Spillway', metric, {
          AutoScalingGroupName: GROUP,
          InstanceId: instanceId,
        });
        world.metrics.put(series, { atMs, value });
      }
    }

    const read = (instanceIds: readonly string[] = [NODE], fromMs = START_MS) =>
      readAlone(ports.telemetry, { groupName: GROUP, instanceIds, fromMs, nowMs: NOW_MS });

    it('a node that is silent has no reports', async () => {
      expect(await read()).toEqual({ reports: [], odd: [] });
    });

    it('no nodes have no reports', async () => {
      put(FULL);
      expect(await read([])).toEqual({ reports: [], odd: [] });
    });

    it('a report holds all that the node said, observed at the end of its period', async () => {
      put(FULL, EARLIER_MS + 20 * SECOND_MS);
      expect(await read()).toEqual({
        reports: [
          {
            instanceId: NODE,
            source: 'cloudwatch',
            sampledFromMs: EARLIER_MS,
            observedAtMs: EARLIER_MS + MINUTE_MS,
            memory: { used: 4 * GIB, total: 16 * GIB, unit: 'bytes' },
            rows: 1_000,
            live: true,
            queued: false,
            busy: false,
          },
        ],
        odd: [],
      });
    });

    it('a report of the period that still runs is observed now', async () => {
      put(FULL, NOW_MS - 5 * SECOND_MS);
      expect((await read()).reports).toMatchObject([
        { sampledFromMs: START_MS + 30 * MINUTE_MS, observedAtMs: NOW_MS },
      ]);
    });

    it('within a period the largest value counts', async () => {
      put({ Rows: 5, Live: 1 }, EARLIER_MS + SECOND_MS);
      put({ Rows: 3, Live: 0 }, EARLIER_MS + 50 * SECOND_MS);
      expect((await read()).reports).toMatchObject([{ rows: 5, live: true }]);
    });

    it('reports of several nodes and periods come in order of time, fields never mixed', async () => {
      put({ Rows: 3 }, EARLIER_MS + MINUTE_MS);
      put({ Rows: 1, Live: 1 }, EARLIER_MS);
      put({ Rows: 2 }, EARLIER_MS - MINUTE_MS, OTHER);
      const { reports } = await read([NODE, OTHER]);
      expect(reports.map(({ instanceId, rows, live }) => [instanceId, rows, live])).toEqual([
        [OTHER, 2, undefined],
        [NODE, 1, true],
        [NODE, 3, undefined],
      ]);
    });

    it('what was observed before the time asked for is left out', async () => {
      put({ Rows: 1 }, EARLIER_MS - 10 * MINUTE_MS);
      put({ Rows: 2 }, EARLIER_MS);
      expect((await read([NODE], EARLIER_MS)).reports.map(({ rows }) => rows)).toEqual([2]);
    });

    it('other groups and other nodes are left out', async () => {
      put(FULL, EARLIER_MS, OTHER);
      const series = world.metrics.open('Spillway', 'Rows', {
        AutoScalingGroupName: 'another',
        InstanceId: NODE,
      });
      world.metrics.put(series, { atMs: EARLIER_MS, value: 1 });
      expect((await read()).reports).toEqual([]);
    });

    it('memory in percent is taken where nothing better is reported', async () => {
      put({ MemoryUsedPercent: 25 });
      expect((await read()).reports).toMatchObject([{ memory: { used: 25, total: 100, unit: 'percent' } }]);
    });

    it.each([
      ['negative rows', 'Rows', -1],
      ['more than all memory', 'MemoryUsedBytes', 17 * GIB],
      ['a percentage over 100', 'MemoryUsedPercent', 100.5],
      ['a negative percentage', 'MemoryUsedPercent', -1],
      ['half a live node', 'Live', 0.5],
    ])('an observation with %s is refused whole, and the value named', async (_, metric, value) => {
      put({ ...FULL, [metric]: value });
      put(FULL, EARLIER_MS + MINUTE_MS);
      const { reports, odd } = await read();
      expect(reports.map(({ sampledFromMs }) => sampledFromMs)).toEqual([EARLIER_MS + MINUTE_MS]);
      expect(odd).toContainEqual({ instanceId: NODE, metric, value, why: expect.any(String) as string });
    });

    it('a node with an observation from the future counts on, and proves nothing', async () => {
      put(FULL);
      put({ Rows: 7 }, NOW_MS + HOUR_MS);
      const { reports } = await read();
      expect(reports).toMatchObject([{ sampledFromMs: EARLIER_MS, live: true }]);
      expect(reports[0]).not.toHaveProperty('rows');
    });

    it('an observation from the future is refused and named', async () => {
      put({ Rows: 7 }, NOW_MS + HOUR_MS);
      const { reports, odd } = await read();
      expect(reports).toEqual([]);
      expect(odd).toMatchObject([{ instanceId: NODE, metric: 'Rows', value: 7 }]);
    });
  });
}
