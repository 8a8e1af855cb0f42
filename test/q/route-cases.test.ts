// q/route-cases.csv holds cases of the rule, whom to ask for a window. Here our own answers are held to them; q/selftest.q
// reads the same file and holds .spillway.route to it, on the kdb+ of whoever runs it.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answerQuestion } from '../../lib/routing/answer-question.ts';
import type { KnownNode, NodeRole, NodeStatus, Route, Slice } from '../../lib/routing/route.ts';

const [head = '', ...lines] = readFileSync(new URL('../../q/route-cases.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const COLUMNS = head.split(',');
type Row = Readonly<Record<string, string>>;
const rows = lines.map((line): Row => {
  const cells = line.split(',');
  expect(cells).toHaveLength(COLUMNS.length);
  return Object.fromEntries(COLUMNS.map((column, index) => [column, cells[index] ?? '']));
});
const names = [...new Set(rows.map((row) => row['case'] ?? ''))];

/** `2026.11.20D10:00:00`, as q writes it. */
function timeMs(text: string | undefined): number | null {
  return text
    ? Date.parse(
        `${text
          .replaceAll('.', '-')
          .replace(/-(\d{3})$/, '.$1')
          .replace('D', 'T')}Z`,
      )
    : null;
}

function sliceOf({ nrows, start, stop, isExact }: Row): Slice {
  return {
    rows: Number(nrows),
    fromMs: timeMs(start),
    toMs: timeMs(stop),
    ...(isExact === '1' && { isExact: true }),
  };
}

/** A node that is gone, as it is pushed: what it said last, and, without a count, when it may have taken more. */
function goneOf(ofCase: readonly Row[]): Partial<KnownNode> {
  const [since] = ofCase.filter(({ nrows }) => !nrows);
  const [saidAtMs, goneByMs] = [timeMs(since?.['start']), timeMs(since?.['stop'])];
  if (saidAtMs === null || goneByMs === null) throw new Error('a case does not say when its node ended');
  const said = ofCase.filter(({ nrows }) => nrows);
  const tables = Object.fromEntries(said.map((row) => [row['tbl'] ?? '', sliceOf(row)]));
  return { status: 'gone', tables: {}, lastWord: { saidAtMs, tables }, goneByMs };
}

function routeOf(ofCase: readonly Row[]): Route {
  const [{ role, status, late } = {}] = ofCase;
  const known: KnownNode = {
    nodeId: 'i-1',
    status: status as NodeStatus,
    role: role as NodeRole,
    azId: null,
    launchedAtMs: null,
    address: '10.0.0.1',
    port: 5010,
    processes: 1,
    asOfMs: 0,
    tables: Object.fromEntries(ofCase.flatMap((row) => (row['tbl'] ? [[row['tbl'], sliceOf(row)]] : []))),
  };
  const node = status === 'ended' ? { ...known, ...goneOf(ofCase) } : known;
  const [, minutes] = /^00:(\d\d):00$/.exec(late ?? '') ?? [];
  return {
    group: 'rdb',
    asOfMs: 0,
    version: 1,
    basis: 'slices',
    lateDataMs: Number(minutes) * 60_000,
    nodes: [node],
  };
}

describe('the cases that q/selftest.q holds .spillway.route to', () => {
  it('are enough, and of both kinds', () => {
    expect(names.length).toBeGreaterThan(25);
    expect(new Set(rows.map(({ asked }) => asked))).toEqual(new Set(['0', '1']));
    expect(new Set(rows.map(({ role }) => role)).size).toBe(5);
    expect(new Set(rows.map(({ status }) => status)).size).toBe(7);
  });

  it.each(names)('%s is decided here as it says', (name) => {
    const ofCase = rows.filter((row) => row['case'] === name);
    const [{ askTbl, askStart, askStop } = {}] = ofCase;
    const [fromMs, toMs] = [timeMs(askStart), timeMs(askStop)];
    const question = {
      ...(askTbl && { table: askTbl }),
      ...(fromMs !== null && { fromMs }),
      ...(toMs !== null && { toMs }),
    };
    const answer = answerQuestion(routeOf(ofCase), question, 0);
    expect(answer.nodes.length).toBe(ofCase.some(({ asked }) => asked === '1') ? 1 : 0);
  });
});
