// The message that gateways are sent, byte for byte as it is recorded, and column for column as docs/kdb-protocol.md has it.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../lib/kdb/ipc/decode-value.ts';
import { TYPE_NAMES } from '../../lib/kdb/ipc/values.ts';
import { routeMessage, routeTable } from '../../lib/kdb/route-table.ts';
import { notationOf } from './ipc/vectors.ts';
import { A_PUSHED_ROUTE } from './pushed-route.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const RECORDED = JSON.parse(read('test/data/kdb-ipc/spillway-upd.json')) as Record<string, unknown>;
const PAGE = read('docs/kdb-protocol.md');

/** The rows of the page's table: column → type. */
const DOCUMENTED = [...PAGE.matchAll(/^\| `(\w+)` \| (\w+) \|[^|]+\|$/gm)].map(([, name, type]) => [
  name,
  type,
]);

describe('what a gateway is sent', () => {
  it('is the recorded message, byte for byte', () => {
    expect(Buffer.from(routeMessage(A_PUSHED_ROUTE)).toString('hex')).toBe(RECORDED['hex']);
  });

  it('is recorded with what q makes of it', () => {
    const { answer } = decodeMessage(Buffer.from(String(RECORDED['hex']), 'hex'), 1024 ** 2);
    expect(notationOf(answer)).toEqual({ qtype: RECORDED['qtype'], value: RECORDED['value'] });
  });

  it('has the columns of docs/kdb-protocol.md, in that order', () => {
    const { columns, data } = routeTable(A_PUSHED_ROUTE);
    const types = data.map((column) => (column.kind === 'vector' ? TYPE_NAMES[column.type] : column.kind));
    expect(columns.map((name, i) => [name, types[i]])).toEqual(DOCUMENTED);
    expect(columns).toHaveLength(21);
  });

  it('of a group without nodes is one row that names the group alone', () => {
    const { columns, data } = routeTable({ ...A_PUSHED_ROUTE, nodes: [], complete: false });
    const row = Object.fromEntries(
      columns.map((name, i) => {
        const column = data[i];
        return [name, column?.kind === 'vector' ? column.items : undefined];
      }),
    );
    expect(row).toMatchObject({
      group: ['rdb-fx'],
      node: [''],
      table: [''],
      rows: [null],
      complete: [false],
    });
  });

  it('has many rows where a count is more than any long: as bits they might be none', () => {
    const most = 2n ** 63n - 2n;
    for (const rows of [2 ** 63, 2 ** 64, 1e300]) {
      const nodes = A_PUSHED_ROUTE.nodes
        .slice(0, 1)
        .map((node) => ({ ...node, tables: { trade: { rows, fromMs: null, toMs: null } } }));
      const { columns, data } = routeTable({ ...A_PUSHED_ROUTE, nodes });
      expect(data[columns.indexOf('rows')]).toMatchObject({ items: [most] });
    }
  });

  it('is no narrower for times that no timestamp can hold', () => {
    const tables = { trade: { rows: 1, fromMs: Date.UTC(1600, 0), toMs: Date.UTC(2400, 0) } };
    const nodes = A_PUSHED_ROUTE.nodes.slice(0, 1).map((node) => ({ ...node, tables }));
    const { answer } = decodeMessage(routeMessage({ ...A_PUSHED_ROUTE, nodes }), 1024 ** 2);
    expect(JSON.stringify(notationOf(answer))).toContain('["-0W"],["0W"]');
  });
});
