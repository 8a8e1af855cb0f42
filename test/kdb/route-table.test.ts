// The message that gateways are sent, byte for byte as it is recorded, and column for column as docs/kdb-protocol.md has it.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../lib/kdb/ipc/decode-value.ts';
import { KDB_EPOCH_MS, TYPE_NAMES } from '../../lib/kdb/ipc/values.ts';
import { routeMessage, routeTable } from '../../lib/kdb/push/route-table.ts';
import { answerQuestion } from '../../lib/routing/answer-question.ts';
import type { KnownNode, Question, Route } from '../../lib/routing/route.ts';
import { isCompleteButForGone, whyIncomplete } from '../../lib/routing/why-incomplete.ts';
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

  describe('of a node that EC2 has ended', () => {
    const at = (clock: string) => Date.parse(`2026-11-20T${clock}Z`);
    const slice = (from: string, to: string) => ({ rows: 5, fromMs: at(from), toMs: at(to) });
    const place = { azId: null, launchedAtMs: null, address: '10.0.0.1', port: 5010, processes: 1 };
    const live: KnownNode = {
      ...{ nodeId: 'i-live', status: 'ready', role: 'live', ...place },
      asOfMs: at('15:00:00'),
      tables: {},
    };
    const gone: KnownNode = {
      ...live,
      ...{ nodeId: 'i-gone', status: 'gone', role: 'unknown', asOfMs: null },
      lastWord: { saidAtMs: at('12:00:00'), tables: { trade: slice('10:00:00', '11:00:00') } },
      goneByMs: at('12:03:00'),
    };
    const route: Route = {
      ...{ group: 'rdb-fx', asOfMs: at('15:00:00'), version: 1, basis: 'slices', lateDataMs: 60_000 },
      nodes: [live, gone],
    };

    /** What q/spillway.q makes of the rows: its `about`, `mayHold` and `completeFor`, line by line. */
    function completeInQ(nodes: readonly KnownNode[], { table, fromMs = 0, toMs = 0 }: Question): boolean {
      const asked = { ...route, nodes };
      const complete = whyIncomplete(asked, route.asOfMs).reasons.length === 0;
      const butForGone = isCompleteButForGone(asked, route.asOfMs);
      const pushed = { ...asked, complete, ...(butForGone && { isCompleteButForGone: true as const }) };
      const { columns, data } = routeTable(pushed);
      const cells = data.map((column) => (column.kind === 'vector' ? column.items : []));
      const rows = (cells[0] ?? []).map((_, row) =>
        Object.fromEntries(columns.map((name, i) => [name, cells[i]?.[row] ?? null])),
      );
      const ended = rows.filter(({ status }) => status === 'ended');
      const told = ended.filter(({ table: name }) => table === undefined || name === table);
      const untold = ended.some(({ node }) => !told.some((row) => row['node'] === node));
      const late = (row: (typeof rows)[number]) =>
        row['isExact'] === true ? 0n : BigInt(row['lateData'] ?? 0);
      const asTimestamp = (timeMs: number) => BigInt(timeMs - KDB_EPOCH_MS) * 1_000_000n;
      const mayHold = told.some(
        (row) =>
          row['rows'] !== 0n &&
          (row['from'] === null || BigInt(row['from'] ?? 0) - late(row) <= asTimestamp(toMs)) &&
          (row['to'] === null || BigInt(row['to'] ?? 0) + late(row) >= asTimestamp(fromMs)),
      );
      return !untold && !mayHold && (complete || ended.length > 0);
    }

    const windows = [
      '09:58:59',
      '09:59:00',
      '10:30:00',
      '11:01:00',
      '11:01:01',
      '11:59:00',
      '12:04:00',
      '12:04:01',
    ];
    const questions = windows.flatMap((clock) =>
      (['trade', 'quote', undefined] as const).map((table): Question => ({
        ...(table && { table }),
        fromMs: at(clock),
        toMs: at(clock),
      })),
    );

    it.each<[string, readonly KnownNode[], number]>([
      ['whose last word is known', [live, gone], 6],
      ['of which nobody knows what it held', [live, (({ lastWord: _, ...node }) => node)(gone)], 0],
      [
        'beside one that is silent',
        [live, gone, { ...live, nodeId: 'i-s', role: 'unknown', status: 'silent' }],
        0,
      ],
    ])('%s, a gateway judges each window as discover does', (_, nodes, completeCount) => {
      const answers = questions.map((question) => {
        const { complete } = answerQuestion({ ...route, nodes }, question, route.asOfMs);
        expect([question, completeInQ(nodes, question)]).toEqual([question, complete]);
        return complete;
      });
      expect(answers.filter(Boolean)).toHaveLength(completeCount);
    });

    it('is not complete for gateways that know no windows', () => {
      const { columns, data } = routeTable({ ...route, complete: false, isCompleteButForGone: true });
      expect(data[columns.indexOf('complete')]).toMatchObject({ items: [false, false, false] });
      expect(data[columns.indexOf('status')]).toMatchObject({ items: ['ready', 'ended', 'ended'] });
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
