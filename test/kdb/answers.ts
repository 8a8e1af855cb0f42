// Answers of an emulated RDB with fields of them changed: what the probe must take, and what it must refuse.
import { answerOfRdb } from '../../lib/emulator/rdbs/rdb-answers.ts';
import { symbols, type QDict, type QValue } from '../../lib/kdb/ipc/values.ts';
import { RDB_QUERIES } from '../../lib/kdb/rdb-queries.ts';
import { anRdb } from './rdb-fixtures.ts';

/** The answer of a queued RDB with fields replaced, or, for `undefined`, left out. */
export function answerWith(changes: Readonly<Record<string, QValue | undefined>>): QDict {
  const answer = answerOfRdb(RDB_QUERIES.tick, anRdb()) as QDict;
  const names = (answer.keys as { items: readonly string[] }).items;
  const values = (answer.values as { items: readonly QValue[] }).items;
  const fields = { ...Object.fromEntries(names.map((name, i) => [name, values[i]])), ...changes };
  const kept = Object.entries(fields).filter((entry): entry is [string, QValue] => entry[1] !== undefined);
  return {
    kind: 'dict',
    keys: symbols(kept.map(([name]) => name)),
    values: { kind: 'list', items: kept.map(([, value]) => value) },
  };
}

export const dictOf = (keys: readonly string[], values: QValue): QDict => ({
  kind: 'dict',
  keys: symbols(keys),
  values,
});
export const longsOf = (...items: (bigint | null)[]): QValue => ({ kind: 'vector', type: 7, items });
