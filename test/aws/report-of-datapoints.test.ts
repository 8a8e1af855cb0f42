import { describe, expect, it } from 'vitest';
import {
  PERIOD_MS,
  reportsOfDatapoints,
  type Datapoint,
  type NodeMetric,
} from '../../lib/aws/rdb-group/telemetry/report-of-datapoints.ts';
import { GIB, HOUR_MS } from '../../lib/core/units.ts';
import { FUTURE_TOLERANCE_MS } from '../../lib/targets/rdb-group/domain/odd-value.ts';

const MINUTE_START_MS = Date.parse('2026-11-20T15:00:00Z');
/** Two minutes on: the period at `MINUTE_START_MS` is over. */
const NOW_MS = MINUTE_START_MS + 2 * PERIOD_MS;
const WINDOW = { fromMs: MINUTE_START_MS - HOUR_MS, nowMs: NOW_MS };

type Values = { readonly [Metric in NodeMetric]?: number };

/** Datapoints of one node in one period. */
function observed(values: Values, timestampMs = MINUTE_START_MS, instanceId = 'i-1'): Datapoint[] {
  return Object.entries(values).map(([metric, value]) => ({
    instanceId,
    metric: metric as NodeMetric,
    timestampMs,
    value,
  }));
}

const FULL: Values = {
  MemoryUsedPercent: 25,
  MemoryUsedBytes: 4 * GIB,
  MemoryTotalBytes: 16 * GIB,
  Rows: 1_000,
  Live: 1,
  Queued: 0,
  Busy: 0,
};

describe('a report', () => {
  it('holds all that a node said in one period, memory in bytes where it is known', () => {
    expect(reportsOfDatapoints(observed(FULL), WINDOW)).toEqual({
      reports: [
        {
          instanceId: 'i-1',
          source: 'cloudwatch',
          sampledFromMs: MINUTE_START_MS,
          observedAtMs: MINUTE_START_MS + PERIOD_MS,
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

  it('leaves out what the node did not say', () => {
    const [report] = reportsOfDatapoints(observed({ Rows: 0 }), WINDOW).reports;
    expect(report).toEqual({
      instanceId: 'i-1',
      source: 'cloudwatch',
      sampledFromMs: MINUTE_START_MS,
      observedAtMs: MINUTE_START_MS + PERIOD_MS,
      rows: 0,
    });
  });

  it.each([
    ['percent alone', { MemoryUsedPercent: 25 }],
    ['used bytes without the total', { MemoryUsedPercent: 25, MemoryUsedBytes: 4 * GIB }],
    ['the CloudWatch agent alone', { mem_used_percent: 25 }],
  ])('has memory in percent from %s', (_, values) => {
    const [report] = reportsOfDatapoints(observed(values), WINDOW).reports;
    expect(report?.memory).toEqual({ used: 25, total: 100, unit: 'percent' });
  });

  it('is observed now while its period still runs, and at the period’s end from then on', () => {
    const at = (nowMs: number) =>
      reportsOfDatapoints(observed(FULL), { ...WINDOW, nowMs }).reports[0]?.observedAtMs;
    const endMs = MINUTE_START_MS + PERIOD_MS;
    expect(at(MINUTE_START_MS + 1)).toBe(MINUTE_START_MS + 1);
    expect(at(endMs - 1)).toBe(endMs - 1);
    expect(at(endMs)).toBe(endMs);
    expect(at(endMs + 1)).toBe(endMs);
  });

  it('never mixes periods: each has its own report, in order of time', () => {
    const datapoints = [
      ...observed({ Live: 1 }, MINUTE_START_MS + PERIOD_MS),
      ...observed({ Rows: 5, Live: 0 }, MINUTE_START_MS),
    ];
    const { reports } = reportsOfDatapoints(datapoints, WINDOW);
    expect(reports.map(({ sampledFromMs, rows, live }) => ({ sampledFromMs, rows, live }))).toEqual([
      { sampledFromMs: MINUTE_START_MS, rows: 5, live: false },
      { sampledFromMs: MINUTE_START_MS + PERIOD_MS, rows: undefined, live: true },
    ]);
  });

  it('of nodes observed at once comes in order of their ids', () => {
    const datapoints = ['i-2', 'i-1', 'i-3'].flatMap((id) => observed(FULL, MINUTE_START_MS, id));
    const { reports } = reportsOfDatapoints(datapoints, WINDOW);
    expect(reports.map((report) => report.instanceId)).toEqual(['i-1', 'i-2', 'i-3']);
  });

  it('observed before the time asked for is left out, one observed at it is not', () => {
    const endMs = MINUTE_START_MS + PERIOD_MS;
    const from = (fromMs: number) => reportsOfDatapoints(observed(FULL), { fromMs, nowMs: NOW_MS }).reports;
    expect(from(endMs)).toHaveLength(1);
    expect(from(endMs + 1)).toHaveLength(0);
  });

  it('takes the agent’s memory only of nodes whose RDB publishes nothing', () => {
    const datapoints = [
      ...observed(FULL),
      ...observed({ mem_used_percent: 90 }, MINUTE_START_MS + PERIOD_MS),
      ...observed({ mem_used_percent: 40 }, MINUTE_START_MS, 'i-2'),
    ];
    const { reports } = reportsOfDatapoints(datapoints, WINDOW);
    expect(reports.map(({ instanceId, memory }) => [instanceId, memory?.used])).toEqual([
      ['i-1', 4 * GIB],
      ['i-2', 40],
    ]);
  });
});

describe('a value that cannot be true is named, and its observation refused', () => {
  it.each<[NodeMetric, number, string]>([
    ['Rows', Number.NaN, 'not a finite number'],
    ['MemoryUsedBytes', Number.POSITIVE_INFINITY, 'not a finite number'],
    ['Rows', -1, 'negative'],
    ['MemoryUsedPercent', -0.1, 'negative'],
    ['MemoryUsedPercent', 100.1, 'over 100 %'],
    ['MemoryUsedBytes', 16 * GIB + 1, 'over 100 % of MemoryTotalBytes'],
    ['MemoryTotalBytes', 0, 'no memory at all'],
    ['Live', 0.5, 'neither 0 nor 1'],
    ['Queued', 2, 'neither 0 nor 1'],
    ['Busy', -1, 'negative'],
  ])('%s of %d: %s', (metric, value, why) => {
    const { reports, odd } = reportsOfDatapoints(observed({ ...FULL, [metric]: value }), WINDOW);
    expect(reports).toEqual([]);
    expect(odd).toContainEqual({ instanceId: 'i-1', metric, value, why });
  });

  it.each<[NodeMetric, number]>([
    ['Rows', 0],
    ['MemoryUsedPercent', 0],
    ['MemoryUsedPercent', 100],
    ['MemoryUsedBytes', 16 * GIB],
    ['MemoryUsedBytes', 0],
  ])('%s of %d is not one', (metric, value) => {
    const { reports, odd } = reportsOfDatapoints(observed({ ...FULL, [metric]: value }), WINDOW);
    expect(reports).toHaveLength(1);
    expect(odd).toEqual([]);
  });

  it('leaves other nodes and other periods alone', () => {
    const datapoints = [
      ...observed({ ...FULL, Rows: -1 }),
      ...observed(FULL, MINUTE_START_MS, 'i-2'),
      ...observed(FULL, MINUTE_START_MS + PERIOD_MS),
    ];
    expect(reportsOfDatapoints(datapoints, WINDOW).reports).toHaveLength(2);
  });

  it('is named once for a node that keeps saying it, with its latest value', () => {
    const datapoints = [
      ...observed({ Rows: -2 }, MINUTE_START_MS + PERIOD_MS),
      ...observed({ Rows: -1 }, MINUTE_START_MS),
    ];
    expect(reportsOfDatapoints(datapoints, WINDOW).odd.map(({ value }) => value)).toEqual([-2]);
  });
});

describe('a report from the future', () => {
  const at = (aheadMs: number) => reportsOfDatapoints(observed({ Rows: 0 }, NOW_MS + aheadMs), WINDOW);

  it('is refused and named from more than five seconds on', () => {
    expect(at(FUTURE_TOLERANCE_MS).odd).toEqual([]);
    expect(at(FUTURE_TOLERANCE_MS).reports).toHaveLength(1);
    expect(at(FUTURE_TOLERANCE_MS + 1).reports).toEqual([]);
    expect(at(HOUR_MS).odd).toEqual([
      { instanceId: 'i-1', metric: 'Rows', value: 0, why: 'from the future, by 60 min' },
    ]);
  });

  it('takes the power to prove anything from the node’s other reports, and no more', () => {
    const datapoints = [
      ...observed(FULL, NOW_MS + HOUR_MS),
      ...observed(FULL, MINUTE_START_MS),
      ...observed(FULL, MINUTE_START_MS, 'i-2'),
    ];
    const { reports } = reportsOfDatapoints(datapoints, WINDOW);
    expect(reports.map(({ instanceId, live, rows }) => ({ instanceId, live, rows }))).toEqual([
      { instanceId: 'i-1', live: true, rows: undefined },
      { instanceId: 'i-2', live: true, rows: 1_000 },
    ]);
  });
});
