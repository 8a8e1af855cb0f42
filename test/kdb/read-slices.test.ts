import { describe, expect, it } from 'vitest';
import { answerOfRdb } from '../../lib/emulator/rdbs/rdb-answers.ts';
import { combineProcesses } from '../../lib/kdb/combine-processes.ts';
import {
  atom,
  KDB_EPOCH_MS,
  symbols,
  type QDict,
  type QValue,
  type Scalar,
  type TypeNumber,
} from '../../lib/kdb/ipc/values.ts';
import { RDB_QUERIES } from '../../lib/kdb/rdb-queries.ts';
import { sampleOfAnswer } from '../../lib/kdb/read-rdb.ts';
import { anRdb } from './rdb-fixtures.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NS = 1_000_000n;
/** The RDB's clock, UTC. */
const TIME_MS = Date.UTC(2026, 2, 2, 15, 30);
const at = (hour: number, minute = 0) => Date.UTC(2026, 2, 2, hour, minute);

const vector = (type: TypeNumber, ...items: Scalar[]): QValue => ({ kind: 'vector', type, items });
const timestamps = (...timesMs: number[]) =>
  vector(12, ...timesMs.map((ms) => BigInt(ms - KDB_EPOCH_MS) * NS));
const timespans = (...hours: number[]) => vector(16, ...hours.map((hour) => BigInt(hour * HOUR_MS) * NS));
const times = (...hours: number[]) => vector(19, ...hours.map((hour) => hour * HOUR_MS));
const longs = (...items: (bigint | null)[]) => vector(7, ...items);
const boolean = (value: boolean) => atom(1, value);
const offset = (hours: number) => atom(16, BigInt(Math.round(hours * HOUR_MS)) * NS + 1_234n);
const ofTrade = (value: QValue): QDict => ({
  kind: 'dict',
  keys: symbols(['trade']),
  values: { kind: 'list', items: [value] },
});

/** A process with ten rows of trades, and what it says of them. */
function read(
  slices: Readonly<Record<string, QValue>>,
  rowsByTable: Readonly<Record<string, number>> = { trade: 10 },
) {
  const name = 'tick-slices';
  const answer = answerOfRdb(RDB_QUERIES[name], anRdb({ rowsByTable, timeMs: TIME_MS, slices }));
  if (answer.kind !== 'dict') throw new Error('no answer');
  return sampleOfAnswer(answer, name, 'rdb:5010');
}
const trade = (slices: Readonly<Record<string, QValue>>) => read(slices).tables?.['trade'];
const between = (fromMs: number | null, toMs: number | null) => ({ rows: 10, fromMs, toMs });

describe('the first and the last time of a table', () => {
  it('are timestamps as they are, in UTC', () => {
    const told = { times: ofTrade(timestamps(at(9), at(15))), utc: boolean(true) };
    expect(trade(told)).toEqual(between(at(9), at(15)));
  });

  it.each([
    ['timespans', timespans(9, 15)],
    ['times', times(9, 15)],
  ])('are %s of the RDB’s day', (_, value) => {
    expect(trade({ times: ofTrade(value), utc: boolean(true) })).toEqual(between(at(9), at(15)));
  });

  it('are local where the RDB says so, and either where it does not', () => {
    const told = { times: ofTrade(timestamps(at(9), at(15))), offset: offset(-5) };
    expect(trade({ ...told, utc: boolean(false) })).toEqual(between(at(14), at(20)));
    expect(trade({ ...told, utc: boolean(true) })).toEqual(between(at(9), at(15)));
    expect(trade(told)).toEqual(between(at(9), at(20)));
  });

  it('are of any zone where not even the offset is known', () => {
    const told = { times: ofTrade(timestamps(at(9), at(15))), offset: longs(), utc: boolean(false) };
    expect(trade(told)).toEqual(between(at(9) - 14 * HOUR_MS, at(15) + 12 * HOUR_MS));
  });

  it('count from the date that the RDB says', () => {
    const date = atom(14, Math.floor((TIME_MS - KDB_EPOCH_MS) / DAY_MS) - 1);
    const told = { times: ofTrade(timespans(9, 15)), utc: boolean(true), date };
    expect(trade(told)).toEqual(between(at(9) - DAY_MS, at(15) - DAY_MS));
  });

  it('may be of the day before where they lie ahead of the clock: the end of day is yet to be told', () => {
    const told = (hour: number) => ({ times: ofTrade(timespans(9, hour)), utc: boolean(true) });
    expect(trade(told(15.5))).toEqual(between(at(9), at(15, 30)));
    expect(trade(told(16))).toEqual(between(at(9) - DAY_MS, at(16)));
  });

  it('are in whole milliseconds, outwards', () => {
    const ns = BigInt(at(9) - KDB_EPOCH_MS) * NS;
    const told = { times: ofTrade(vector(12, ns + 500n, ns + 500n)), utc: boolean(true) };
    expect(trade(told)).toEqual(between(at(9), at(9) + 1));
  });

  it.each([
    ['a nanosecond before a whole one', -1n, at(9) - 1, at(9)],
    ['whole', 0n, at(9), at(9)],
    ['a nanosecond after it', 1n, at(9), at(9) + 1],
  ])('are not rounded: %s', (_, beyond, fromMs, toMs) => {
    const ns = BigInt(at(9) - KDB_EPOCH_MS) * NS + beyond;
    const told = { times: ofTrade(vector(12, ns, ns)), utc: boolean(true) };
    expect(trade(told)).toEqual(between(fromMs, toMs));
  });

  it.each<[string, QValue]>([
    ['minutes', vector(17, 540, 900)],
    ['datetimes', vector(15, 1, 2)],
    ['one of them', timestamps(at(9))],
    ['null', vector(12, null, 1n)],
    ['infinite', vector(12, 1n, '0W')],
    ['a text', { kind: 'chars', text: '09:00' }],
    ['nothing', { kind: 'list', items: [] }],
  ])('say nothing where they are %s', (_, value) => {
    expect(trade({ times: ofTrade(value), utc: boolean(true) })).toEqual(between(null, null));
  });

  it('are of no rows where there are none', () => {
    const { tables } = read({ times: ofTrade(timestamps(at(9), at(15))) }, { trade: 0 });
    expect(tables).toEqual({ trade: { rows: 0, fromMs: null, toMs: null } });
  });
});

describe('slices that an RDB keeps itself', () => {
  const kept = { times: ofTrade(timestamps(at(9), at(15))), utc: boolean(true) };

  it('are believed', () => {
    const slices = ofTrade(timestamps(at(8), at(14)));
    expect(trade({ ...kept, slices })).toEqual({ ...between(at(8), at(14)), isExact: true });
  });

  it.each<[string, QValue]>([
    ['no dictionary', longs(1n)],
    ['of another table', { ...ofTrade(timestamps(at(8), at(14))), keys: symbols(['quote']) }],
    ['not two times', ofTrade(longs(1n, 2n))],
  ])('that are %s leave the first and the last row’s', (_, slices) => {
    expect(trade({ ...kept, slices })).toEqual(between(at(9), at(15)));
  });
});

describe('numbers of messages', () => {
  it('are the first and the last', () => {
    expect(read({ messages: longs(1n, 9n) }).messages).toEqual({ from: 1, to: 9 });
    expect(read({ messages: longs(9n, 9n) }).messages).toEqual({ from: 9, to: 9 });
  });

  it.each<[string, QValue]>([
    ['none', { kind: 'null' }],
    ['the last before the first', longs(10n, 9n)],
    ['one null', longs(null, 9n)],
    ['three', longs(1n, 2n, 3n)],
    ['negative', longs(-1n, 3n)],
    ['infinite', vector(7, 1n, '0W')],
  ])('are not known where there are %s', (_, messages) => {
    expect(read({ messages })).not.toHaveProperty('messages');
  });
});

describe('a query', () => {
  it.each(['tick', 'kx-autoscaling'] as const)('%s tells no slices', (name) => {
    const answer = answerOfRdb(RDB_QUERIES[name], anRdb()) as QDict;
    expect(sampleOfAnswer(answer, name, 'rdb:5010')).not.toHaveProperty('tables');
  });

  it('of one’s own may have keys of the same names, which are not looked at', () => {
    const text = 'ours[]';
    const answer = answerOfRdb(text, anRdb(), { ours: text }) as QDict;
    const keys = (answer.keys as { items: readonly string[] }).items;
    const values = (answer.values as { items: readonly QValue[] }).items;
    const more: QDict = {
      kind: 'dict',
      keys: symbols([...keys, 'times']),
      values: { kind: 'list', items: [...values, longs(1n)] },
    };
    expect(sampleOfAnswer(more, 'ours', 'rdb:5010')).not.toHaveProperty('tables');
  });
});

describe('several processes of a server', () => {
  const told = (from: number, to: number, messages: readonly [bigint, bigint]) =>
    read({ times: ofTrade(timestamps(at(from), at(to))), utc: boolean(true), messages: longs(...messages) });

  it('hold from the first row of all to the last', () => {
    const { tables, messages } = combineProcesses([told(9, 11, [1n, 5n]), told(10, 15, [4n, 9n])]);
    expect(tables).toEqual({ trade: { rows: 20, fromMs: at(9), toMs: at(15) } });
    expect(messages).toEqual({ from: 1, to: 9 });
  });

  it('hold nobody knows what where one of them does not say', () => {
    const silent = read({});
    const { tables, messages } = combineProcesses([told(9, 11, [1n, 5n]), silent]);
    expect(tables).toEqual({ trade: { rows: 20, fromMs: null, toMs: null } });
    expect(messages).toBeUndefined();
    const { tables: _, ...unasked } = silent;
    expect(combineProcesses([told(9, 11, [1n, 5n]), unasked])).not.toHaveProperty('tables');
  });

  it('tell of no table that one of them does not name', () => {
    const other = read({}, { quote: 3 });
    expect(combineProcesses([told(9, 11, [1n, 5n]), other]).tables).toEqual({});
  });

  it('tell of none where one names a table more: a part of the tables would pass for all that the server holds', () => {
    const both = read(
      { times: ofTrade(timestamps(at(9), at(11))), utc: boolean(true) },
      { trade: 10, quote: 3 },
    );
    for (const samples of [[told(9, 11, [1n, 5n]), both] as const, [both, told(9, 11, [1n, 5n])] as const])
      expect(combineProcesses(samples).tables).toEqual({});
  });

  it('one of which is empty hold what the other does', () => {
    const empty = read({}, { trade: 0 });
    expect(combineProcesses([empty, told(9, 11, [1n, 5n])]).tables).toEqual({
      trade: { rows: 10, fromMs: at(9), toMs: at(11) },
    });
  });
});
