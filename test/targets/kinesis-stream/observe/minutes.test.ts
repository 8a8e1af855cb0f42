import { describe, expect, it } from 'vitest';
import { MIB, MINUTE_MS, SECOND_MS } from '../../../../lib/core/units.ts';
import {
  denseMinutes,
  hottestShardOf,
  lagOf,
} from '../../../../lib/targets/kinesis-stream/observe/minutes.ts';

const NOON_MS = Date.parse('2026-03-04T12:00:00Z');
const ago = (minutes: number) => NOON_MS - minutes * MINUTE_MS;
const put = (minutesAgo: number, records = 60) => ({ startMs: ago(minutesAgo), records, bytes: records });

describe('the minutes of a stream', () => {
  const minutesAgo = (told: Parameters<typeof denseMinutes>[0], nowMs = NOON_MS) =>
    denseMinutes(told, { fromMs: ago(5), nowMs }).map(({ atMs, records }) => [
      (NOON_MS - atMs) / MINUTE_MS,
      records,
    ]);

  it('have no gaps: where nothing was told, nothing arrived', () => {
    expect(minutesAgo([put(5), put(2), put(1)])).toEqual([
      [5, 60],
      [4, 0],
      [3, 0],
      [2, 60],
      [1, 60],
    ]);
  });

  it('end with what is told, until two minutes after their end', () => {
    const told = [put(5), put(4), put(3)];
    expect(minutesAgo(told).at(-1)).toEqual([3, 60]);
    expect(minutesAgo(told, NOON_MS + MINUTE_MS - 1).at(-1)).toEqual([3, 60]);
    expect(minutesAgo(told, NOON_MS + MINUTE_MS).at(-1)).toEqual([2, 0]);
  });

  it('are silence where nothing is told at all, a minute in which readers alone were heard too', () => {
    const silence = [
      [5, 0],
      [4, 0],
      [3, 0],
    ];
    expect(minutesAgo([])).toEqual(silence);
    expect(minutesAgo([{ startMs: ago(1), iteratorAgeMs: 3 }])).toEqual(silence);
  });

  it('leave out the one that runs', () => {
    expect(minutesAgo([put(1), put(0)], NOON_MS + 59 * SECOND_MS).at(-1)).toEqual([1, 60]);
  });
});

describe('the lag of readers', () => {
  const lag = (told: Parameters<typeof lagOf>[0], consumerNames: readonly string[] = []) =>
    lagOf(told, { consumerNames, nowMs: NOON_MS });

  it('is the worst of the last five minutes, of those that poll and those that subscribe', () => {
    const told = [
      { startMs: ago(6), iteratorAgeMs: 9_000 },
      { startMs: ago(5), iteratorAgeMs: 2_000 },
      { startMs: ago(1), iteratorAgeMs: 1, behindMs: new Map([['cep', 3_000]]) },
    ];
    expect(lag(told)).toBe(3_000);
    expect(lag(told.slice(0, 2))).toBe(2_000);
    expect(lag(told.slice(0, 1))).toBeUndefined();
  });

  it('is not known where a registered consumer says nothing', () => {
    expect(lag([{ startMs: ago(1), iteratorAgeMs: 0 }], ['rdb'])).toBeUndefined();
    expect(lag([{ startMs: ago(1), behindMs: new Map([['rdb', 0]]) }], ['rdb'])).toBe(0);
  });

  it('is not known where one of several registered consumers has fallen silent', () => {
    const cep = { startMs: ago(1), behindMs: new Map([['cep', 0]]) };
    const rdb = (minutesAgo: number) => ({ startMs: ago(minutesAgo), behindMs: new Map([['rdb', 0]]) });
    expect(lag([rdb(6), cep], ['cep', 'rdb'])).toBeUndefined();
    expect(lag([rdb(5), cep], ['cep', 'rdb'])).toBe(0);
  });
});

describe('the hottest shard', () => {
  it('is the one with the fullest minute, what it refused included', () => {
    const full = { startMs: ago(2), bytes: 0, records: 45_000, throttledRecords: 15_000 };
    const half = { startMs: ago(1), bytes: 30 * MIB, records: 60 };
    const shards = new Map([
      ['a', [half]],
      ['b', [half, full]],
    ]);
    expect(hottestShardOf(shards)).toEqual({ shardId: 'b', demandShards: 1 });
    expect(hottestShardOf(new Map())).toBeUndefined();
  });
});
