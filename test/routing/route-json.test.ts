import { describe, expect, it } from 'vitest';
import { answerQuestion } from '../../lib/routing/answer-question.ts';
import { answerJson, parseRoute, routeText } from '../../lib/routing/route-json.ts';
import { aRoute, HEAD, knownNode, LIVE, NOW_MS, slice } from './a-route.ts';

describe('a route as text', () => {
  it('comes back as it was', () => {
    const exact = knownNode('i-exact', {
      messages: { from: 1, to: 9 },
      tables: { trade: slice('08:00:00.123', null, { isExact: true }), constructor: slice(null, null) },
      asOfMs: null,
      launchedAtMs: null,
      address: null,
      azId: null,
    });
    const lastWord = { saidAtMs: NOW_MS - 9, tables: { trade: slice('08:00:00', null, { isExact: true }) } };
    const gone = knownNode('i-gone', { status: 'gone', role: 'unknown', lastWord, goneByMs: NOW_MS });
    const route = aRoute([LIVE, HEAD, exact, gone]);
    expect(parseRoute(routeText(route))).toEqual({ ok: true, route });
    const open = aRoute([LIVE], { isTurnOpen: true });
    expect(parseRoute(routeText(open))).toEqual({ ok: true, route: open });
  });

  it('of a later version, with more in it, is read', () => {
    const text = JSON.stringify({ ...(JSON.parse(routeText(aRoute())) as object), more: 1 });
    expect(parseRoute(text)).toEqual({ ok: true, route: aRoute() });
  });

  it('with a time that no calendar has is still a text', () => {
    const tables = { trade: slice(null, null, { fromMs: -1e300, toMs: 1e300 }) };
    expect(parseRoute(routeText(aRoute([knownNode('i-odd', { tables })]))).ok).toBe(true);
  });

  it.each([
    ['', 'it: '],
    ['{}', 'group: '],
    [routeText(aRoute()).replace('"live"', '"alive"'), 'nodes.2.role: '],
    [routeText(aRoute()).replace('2026-11-20T15:00:00.000Z', 'yesterday'), 'asOf: '],
  ])('that is none says what is wrong: %.10s', (text, problem) => {
    const parsed = parseRoute(text);
    expect(parsed.ok ? '' : parsed.problem.slice(0, problem.length)).toBe(problem);
  });
});

it('an answer is the JSON that is promised', () => {
  const tables = { trade: slice('14:00:00', '14:59:59', { isExact: true }) };
  expect(answerJson(answerQuestion(aRoute([{ ...LIVE, tables }, HEAD]), {}, NOW_MS))).toEqual({
    group: 'rdb-fx',
    asOf: '2026-11-20T15:00:00.000Z',
    version: 7,
    complete: true,
    nodes: [
      {
        nodeId: 'i-live',
        status: 'ready',
        role: 'live',
        azId: 'euw1-az1',
        launchTime: '2026-11-20T06:00:00.000Z',
        address: '10.0.0.7',
        port: 5010,
        processes: 1,
        asOf: '2026-11-20T15:00:00.000Z',
        tables: { trade: { rows: 100, from: '2026-11-20T14:00:00.000Z', to: '2026-11-20T14:59:59.000Z' } },
      },
      expect.objectContaining({ nodeId: 'i-head', tables: { trade: { rows: 0, from: null, to: null } } }),
    ],
  });
});
