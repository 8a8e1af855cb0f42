// What Spillway costs: an hour of each day on the local AWS, at list prices, below what is promised; and the bill's arithmetic.
import { beforeAll, describe, expect, it } from 'vitest';
import { billOf, totalOf } from '../../bench/cost/bill-of.ts';
import { countDay } from '../../bench/cost/count-day.ts';
import { summaryOf } from '../../bench/cost/cost-table.ts';
import type { Counted } from '../../bench/cost/counted.ts';
import { bytesOfItem, unitsOf } from '../../bench/cost/dynamo-units.ts';
import { standingOf } from '../../bench/cost/standing.ts';

const NOTHING: Counted = {
  ...{ servers: 0, invocations: {}, functionCalls: 0, probeInvocations: 0, scheduled: 0 },
  ...{ logBytes: 0, logEvents: 0, metricHours: {}, metricsRead: 0, putMetricDataCalls: 0 },
  ...{ writeUnits: 0, readUnits: 0, nodeWriteUnits: 0, customEvents: 0, secretsCalls: 0 },
};
const NO_STACK = { alarmMetrics: 0, dashboards: 0, secrets: 0 };

describe('an hour of lean metrics', () => {
  let idle: Counted;
  let probe: Counted;
  let cloudwatch: Counted;
  beforeAll(async () => {
    idle = await countDay('no group', 1);
    probe = await countDay('probe', 1);
    cloudwatch = await countDay('cloudwatch', 1);
  }, 300_000);

  it('costs a group at most a dollar with the probe, and three by reports; with one group six and eight in all', () => {
    const of = (day: Counted, way: 'probe' | 'cloudwatch') =>
      summaryOf({
        withOneGroup: billOf(day, standingOf(way)),
        withoutGroup: billOf(idle, { ...standingOf(way), secrets: 0 }),
      });
    expect(of(probe, 'probe').marginalUsd).toBeLessThanOrEqual(1);
    expect(of(probe, 'probe').oneGroupUsd).toBeLessThanOrEqual(6);
    expect(of(cloudwatch, 'cloudwatch').marginalUsd).toBeLessThanOrEqual(3);
    expect(of(cloudwatch, 'cloudwatch').oneGroupUsd).toBeLessThanOrEqual(8);
  });

  it('sends one metric of a group, the one that is watched, and reads none', () => {
    for (const day of [probe, cloudwatch]) {
      expect(day.metricHours).toEqual({ LiveMemoryUsedPercent: 24 });
      expect(day.metricsRead).toBe(0);
      expect(day.servers).toBe(3);
      expect(day.writeUnits).toBeGreaterThan(1_000);
      expect(day.logBytes).toBeGreaterThan(idle.logBytes);
    }
    expect(idle.metricHours).toEqual({});
    expect(probe.probeInvocations).toBeGreaterThan(1_300);
    // An item a minute and server, of less than a kilobyte.
    expect(cloudwatch.nodeWriteUnits).toBe(3 * 1_440);
    expect(cloudwatch.putMetricDataCalls).toBe(1_440);
  });
});

describe('a bill', () => {
  it.each([
    // A metric that is there all day, and watched by a query.
    [{ metricHours: { LiveMemoryUsedPercent: 24 } }, 0.4],
    [{ metricHours: { SparesHave: 24 } }, 0.3],
    [{ metricHours: { ScaleOuts: 1 } }, 0.3 / 24],
    [{ metricsRead: 1_000 }, 0.3],
    [{ putMetricDataCalls: 1_000 }, 0.3],
    [{ writeUnits: 1e6, nodeWriteUnits: 1e6 }, 30 * 2 * 0.625],
    [{ readUnits: 1e6 }, 30 * 0.125],
    [{ logBytes: 1e9 }, 30 * 0.53],
  ] as const)('of thirty days of %j is $%d', (part, usd) => {
    expect(totalOf(billOf({ ...NOTHING, ...part }, NO_STACK))).toBeCloseTo(usd, 6);
  });

  it('has the stack’s own alarms by the metrics that they watch, its dashboard and the secret', () => {
    const { alarmMetrics } = standingOf('cloudwatch');
    // Errors of five functions, throttles of five, dead letters, a late tick, a missing one.
    expect(alarmMetrics).toBe(13);
    expect(standingOf('probe')).toEqual({ alarmMetrics: 15, dashboards: 1, secrets: 1 });
    expect(totalOf(billOf(NOTHING, standingOf('probe')))).toBeCloseTo(1.5 + 3 + 0.4, 6);
  });
});

describe('a unit of the table', () => {
  const call = (action: string, params: object) => ({
    ...{ caller: 'on-tick', service: 'dynamodb', atMs: 0, status: 200 },
    ...{ action, params },
  });
  const Key = { pk: { S: 'GROUP#rdb' }, sk: { S: 'STATE' } };
  const bytesAt = (bytes: number) => (key: string) => (key === 'GROUP#rdb STATE' ? bytes : 0);

  it('is a kilobyte written, or four read, or half of that where it may be old', () => {
    expect(bytesOfItem({ pk: { S: 'aé' }, n: { N: '12' } })).toBe(2 + 3 + 1 + 2);
    expect(unitsOf(call('PutItem', { Item: { pk: { S: 'x'.repeat(1_022) } } }), bytesAt(0)).write).toBe(1);
    expect(unitsOf(call('PutItem', { Item: { pk: { S: 'x'.repeat(1_023) } } }), bytesAt(0)).write).toBe(2);
    expect(unitsOf(call('UpdateItem', { Key }), bytesAt(3_073)).write).toBe(4);
    expect(unitsOf(call('GetItem', { Key }), bytesAt(4_097)).read).toBe(1);
    expect(unitsOf(call('GetItem', { Key, ConsistentRead: true }), bytesAt(4_097)).read).toBe(2);
    const RequestItems = { state: { Keys: [Key, { pk: { S: 'GROUP#none' }, sk: { S: 'STATE' } }] } };
    expect(unitsOf(call('BatchGetItem', { RequestItems }), bytesAt(1)).read).toBe(1);
  });
});
