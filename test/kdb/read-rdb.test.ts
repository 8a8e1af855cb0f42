import { describe, expect, it } from 'vitest';
import { KdbError } from '../../lib/kdb/ipc/errors.ts';
import { atom, chars, long, symbol, type QValue } from '../../lib/kdb/ipc/values.ts';
import { findRdbQuery, RDB_QUERIES } from '../../lib/kdb/rdb-queries.ts';
import { sampleOfAnswer } from '../../lib/kdb/read-rdb.ts';
import { answerWith, dictOf as dict, longsOf as longs } from './answers.ts';

const read = (answer: QValue) => sampleOfAnswer(answer, 'tick', 'rdb:5010');
describe('an answer of the right shape', () => {
  it('is a sample', () => {
    expect(read(answerWith({}))).toMatchObject({
      rows: 0,
      live: false,
      queued: true,
      busy: false,
      updates: 0,
    });
  });

  it('of an RDB that has no tables yet, as the KX scripts leave a queued one, is empty', () => {
    const none = dict([], { kind: 'list', items: [] });
    expect(read(answerWith({ rows: none, tables: long(0) })).rows).toBe(0);
  });

  it('of an RDB whose tables are none of them known to be subscribed says nothing of rows', () => {
    const none = dict([], { kind: 'list', items: [] });
    expect(read(answerWith({ rows: none, tables: long(1) }))).not.toHaveProperty('rows');
  });

  it('says nothing of updates where they are not counted, nor of a queue where none is known', () => {
    const sample = read(answerWith({ updates: atom(7, null), queued: { kind: 'null' } }));
    expect(sample).not.toHaveProperty('updates');
    expect(sample).not.toHaveProperty('queued');
  });

  it('says nothing of the server where Linux was not asked, or answered oddly', () => {
    for (const meminfo of ['', 'MemTotal: 16 kB\n', 'MemTotal: 1 kB\nMemAvailable: 2 kB\n', 'MemTotal: x']) {
      expect(read(answerWith({ meminfo: chars(meminfo) }))).not.toHaveProperty('server');
    }
  });
});

describe('an answer of another shape is refused, and shown', () => {
  const memory = (values: QValue) => dict(['used', 'heap', 'mphy'], values);
  it.each<[string, QValue, RegExp]>([
    ['a long', long(1), /no dictionary with symbol keys; it sent 1 \(long\)/],
    ['a table', { kind: 'table', columns: ['a'], data: [longs(1n)] }, /it sent table of a/],
    ["another query's answer", answerWith({ query: symbol('kx-autoscaling') }), /another query's name/],
    ['no rows', answerWith({ rows: undefined }), /no `rows/],
    ['rows as a number', answerWith({ rows: long(0) }), /dictionary with symbol keys as `rows; it sent 0/],
    ['negative rows', answerWith({ rows: dict(['trade'], longs(-1n)) }), /impossible number as `rows`trade/],
    ['null rows', answerWith({ rows: dict(['trade'], longs(null)) }), /impossible number as `rows`trade/],
    ['rows beyond 2^53', answerWith({ rows: dict(['trade'], longs(2n ** 53n)) }), /impossible number/],
    [
      'infinite rows',
      answerWith({ rows: dict(['trade'], { kind: 'vector', type: 7, items: ['0W'] }) }),
      /impossible/,
    ],
    ['live as a long', answerWith({ live: long(0) }), /no boolean as `live; it sent 0 \(long\)/],
    ['no live', answerWith({ live: undefined }), /no `live/],
    ['busy unknown', answerWith({ busy: { kind: 'null' } }), /no boolean as `busy/],
    ['queued as a long', answerWith({ queued: long(0) }), /no boolean as `queued/],
    ['updates as text', answerWith({ updates: chars('7') }), /no whole number as `updates/],
    ['time as a long', answerWith({ time: long(0) }), /no timestamp as `time/],
    [
      'memory without mphy',
      answerWith({ memory: dict(['used', 'heap'], longs(1n, 1n)) }),
      /no `mphy in its memory/,
    ],
    [
      'memory as floats',
      answerWith({ memory: memory({ kind: 'vector', type: 9, items: [1, 1, 1] }) }),
      /whole number/,
    ],
    ['a machine without memory', answerWith({ memory: memory(longs(1n, 1n, 0n)) }), /without memory/],
  ])('%s', (_what, answer, message) => {
    expect(() => read(answer)).toThrow(KdbError);
    expect(() => read(answer)).toThrow(message);
  });
});

describe('the named queries', () => {
  it('are found by name, those of the settings too; nothing else is', () => {
    expect(findRdbQuery('tick')).toEqual({ name: 'tick', text: RDB_QUERIES.tick });
    expect(findRdbQuery('ours', { ours: '.ours.report[]' })).toEqual({
      name: 'ours',
      text: '.ours.report[]',
    });
    expect(findRdbQuery('toString')).toBeUndefined();
    expect(findRdbQuery('.Q.w[]')).toBeUndefined();
  });

  it.each(Object.entries(RDB_QUERIES))(
    '%s is one line, balanced, and assigns nothing global',
    (_name, text) => {
      expect(text).not.toMatch(/[\n\r\t]/);
      for (const [open, close] of ['()', '[]', '{}'].map((pair) => [...pair] as [string, string])) {
        expect(text.split(open).length).toBe(text.split(close).length);
      }
      expect(text.split('"').length % 2).toBe(1);
      // Only locals are assigned, once each; nothing is set, inserted, deleted, run or sent.
      expect(text.match(/::/g)?.length ?? 0).toBe(text.includes('};::;') ? 1 : 0);
      expect([...text.matchAll(/([a-zA-Z.]+):(?!:|\/)/g)].map((match) => match[1])).toEqual([
        't',
        's',
        'h',
        'r',
      ]);
      expect(text).not.toMatch(/\b(set|insert|upsert|delete|update|system|exit|hdel|value|eval)\b/);
    },
  );
});
