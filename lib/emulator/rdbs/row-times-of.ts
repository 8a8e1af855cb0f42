// What an emulated RDB tells of its rows and their times, in a world that keeps them: rows by table, the first and the last
// time of each as the rows arrived, and the messages that it holds. Times are timestamps in UTC.
import { boolean, KDB_EPOCH_MS, symbols, type QValue } from '../../kdb/ipc/values.ts';
import type { RdbNode } from '../../sim/rdb/rdb-node.ts';
import { endsOf, rowsOf, TABLES, timeOfRow, type TableName } from '../../sim/rdb/row-times.ts';
import type { Tickerplant } from '../../sim/rdb/tickerplant.ts';
import type { RdbState } from './rdb-answers.ts';

/** Nothing in a world that keeps none of it. A node that has just been restarted has read nothing back yet. */
export function rowTimesOf(
  { ledger }: Tickerplant,
  node: RdbNode,
): Partial<Pick<RdbState, 'rowsByTable' | 'slices'>> {
  if (!ledger) return {};
  const ranges = node.rows === 0 ? [] : ledger.rangesOf(node.instanceId);
  const [first, last] = [ranges[0], ranges.at(-1)];
  const timesOf = (table: TableName): QValue => {
    const ends = endsOf(ranges, table);
    return ends
      ? { kind: 'vector', type: 12, items: ends.map((message) => timestamp(timeOfRow(ledger, message))) }
      : { kind: 'list', items: [] };
  };
  return {
    rowsByTable: Object.fromEntries(
      TABLES.map((table) => [table, ranges.reduce((sum, range) => sum + rowsOf(range, table), 0)]),
    ),
    slices: {
      times: {
        kind: 'dict',
        keys: symbols([...TABLES]),
        values: { kind: 'list', items: TABLES.map(timesOf) },
      },
      utc: boolean(true),
      ...(first &&
        last && {
          messages: { kind: 'vector', type: 7, items: [BigInt(first.from + 1), BigInt(last.to + 1)] },
        }),
    },
  };
}

function timestamp(timeMs: number): bigint {
  return BigInt(timeMs - KDB_EPOCH_MS) * 1_000_000n;
}
