import { describe, expect, it } from 'vitest';
import { answerQuestion } from '../../lib/routing/answer-question.ts';
import type { KnownNode, Question, Route } from '../../lib/routing/route.ts';
import { LOOK_AGE_MAX_MS, whyIncomplete } from '../../lib/routing/why-incomplete.ts';
import { aRoute, at, HEAD, knownNode, LIVE, MORNING, NOON, NOW_MS, slice } from './a-route.ts';

const ask = (route: Route, question: Question = {}, nowMs = NOW_MS) => answerQuestion(route, question, nowMs);
const asked = (route: Route, question: Question = {}) =>
  ask(route, question).nodes.map(({ nodeId }) => nodeId);
const window = (from: string, to: string): Question => ({ table: 'trade', fromMs: at(from), toMs: at(to) });

describe('a window of time on a table', () => {
  it('asks the live node, those whose slice it meets, and the one that waits: the turn may pass on meanwhile', () => {
    expect(asked(aRoute(), window('09:00:00', '09:30:00'))).toEqual(['i-live', 'i-morning', 'i-head']);
    expect(asked(aRoute(), window('10:30:00', '11:30:00'))).toEqual([
      'i-live',
      'i-morning',
      'i-noon',
      'i-head',
    ]);
  });

  it('is widened by what may arrive late, on both sides: below, at and above', () => {
    const meets = (from: string, to: string) => asked(aRoute([NOON]), window(from, to)).length === 1;
    expect(meets('08:00:00', '10:59:00')).toBe(true);
    expect(meets('08:00:00', '10:58:59')).toBe(false);
    expect(meets('14:00:59', '14:30:00')).toBe(true);
    expect(meets('14:01:00', '14:30:00')).toBe(false);
  });

  it('is not widened for a node that keeps its slices exactly', () => {
    const exact = { ...NOON, tables: { trade: slice('11:00:00', '13:59:59', { isExact: true }) } };
    expect(asked(aRoute([exact]), window('13:59:59', '14:30:00'))).toEqual(['i-noon']);
    expect(asked(aRoute([exact]), window('14:00:00', '14:30:00'))).toEqual([]);
    expect(asked(aRoute([exact]), window('10:00:00', '10:59:59'))).toEqual([]);
  });

  it('open on a side, meets all that lies there', () => {
    expect(asked(aRoute(), { table: 'trade', toMs: at('09:00:00') })).toEqual([
      'i-live',
      'i-morning',
      'i-head',
    ]);
    expect(asked(aRoute(), { table: 'trade', fromMs: at('13:00:00') })).toEqual([
      'i-live',
      'i-noon',
      'i-head',
    ]);
    expect(asked(aRoute(), {})).toEqual(['i-live', 'i-morning', 'i-noon', 'i-head']);
  });

  it('on any table meets the slices of all', () => {
    const tables = { trade: slice('08:00:00', '09:00:00'), quote: slice('11:00:00', '12:00:00') };
    const node = knownNode('i-both', { tables });
    const { fromMs, toMs } = { fromMs: at('11:30:00'), toMs: at('11:40:00') };
    expect(asked(aRoute([node]), { fromMs, toMs })).toEqual(['i-both']);
    expect(asked(aRoute([node]), { table: 'trade', fromMs, toMs })).toEqual([]);
  });

  it('that ends before it begins is refused', () => {
    expect(() => ask(aRoute(), window('11:00:00', '10:59:59'))).toThrow(RangeError);
    expect(asked(aRoute([NOON]), window('12:00:00', '12:00:00'))).toEqual(['i-noon']);
  });
});

describe('what is not known makes the answer larger', () => {
  it.each<[string, Partial<KnownNode>]>([
    ['whose role is not known', { role: 'unknown' }],
    ['that is silent', { status: 'silent' }],
    ['that is busy: what it holds is changing', { status: 'busy' }],
    ['that launches', { status: 'launching' }],
    ['of whose tables nothing is known', { tables: {} }],
    ['that says nothing of this table', { tables: { quote: slice('11:00:00', '12:00:00') } }],
    ['that has rows of unknown times', { tables: { trade: slice(null, null) } }],
    ['that has rows since nobody knows when', { tables: { trade: slice(null, '10:00:00') } }],
    ['that has rows until nobody knows when', { tables: { trade: slice('08:00:00', null) } }],
  ])('a node is asked %s', (_, changes) => {
    expect(asked(aRoute([{ ...NOON, ...changes }]), window('09:00:00', '09:30:00'))).toEqual(['i-noon']);
  });

  it('a node is left out that has no rows of the table, or is flushed', () => {
    const none = { ...NOON, tables: { trade: slice(null, null, { rows: 0 }) } };
    expect(asked(aRoute([none]), { table: 'trade' })).toEqual([]);
    expect(asked(aRoute([{ ...NOON, role: 'flushed', tables: {} }]), {})).toEqual([]);
  });

  it('a table of an odd name is like any other', () => {
    expect(asked(aRoute([NOON]), { table: 'constructor', fromMs: at('20:00:00') })).toEqual(['i-noon']);
    expect(asked(aRoute([NOON]), { table: '__proto__', fromMs: at('20:00:00') })).toEqual(['i-noon']);
  });
});

describe('a node that is gone', () => {
  // It said at 11:00 what it held, and by 11:02 it was gone.
  const tables = { trade: slice('08:00:00', '10:59:59'), quote: slice(null, null, { rows: 0 }) };
  const gone = knownNode('i-gone', {
    status: 'gone',
    role: 'unknown',
    lastWord: { saidAtMs: at('11:00:00'), tables },
    goneByMs: at('11:02:00'),
  });
  const answer = (from: string, to: string, node = gone) =>
    ask(aRoute([LIVE, node]), { table: 'trade', fromMs: at(from), toMs: at(to) });
  const isDoubted = (...args: Parameters<typeof answer>) => {
    const { nodes, complete, notes } = answer(...args);
    const isNamed = nodes.some(({ nodeId }) => nodeId === 'i-gone');
    expect(notes).toEqual(isNamed ? ['i-gone is gone, and may have held such rows'] : []);
    expect(complete).toBe(!isNamed);
    return isNamed;
  };

  it('is named, and the answer not complete, for what it held when last it spoke', () => {
    expect(isDoubted('07:00:00', '07:58:59')).toBe(false);
    expect(isDoubted('07:00:00', '07:59:00')).toBe(true);
    expect(isDoubted('09:00:00', '09:10:00')).toBe(true);
  });

  it('and for what it may have taken since, until it was gone', () => {
    expect(isDoubted('11:03:00', '11:03:00')).toBe(true);
    expect(isDoubted('11:03:01', '12:00:00')).toBe(false);
    const empty = { ...gone, lastWord: { saidAtMs: at('11:00:00'), tables: { trade: tables.quote } } };
    expect(isDoubted('10:00:00', '10:58:59', empty)).toBe(false);
    expect(isDoubted('10:00:00', '10:59:00', empty)).toBe(true);
  });

  it('is named for every window where nobody knows what it held, or of this table, or how long it served', () => {
    const { lastWord: _, ...silent } = gone;
    const { goneByMs: __, ...endless } = gone;
    const untold = { ...gone, lastWord: { saidAtMs: at('11:00:00'), tables: { quote: tables.quote } } };
    for (const node of [silent, endless, untold]) expect(isDoubted('07:00:00', '07:10:00', node)).toBe(true);
  });

  it('keeps what is said of all rows from being complete', () => {
    expect(whyIncomplete(aRoute([LIVE, gone]), NOW_MS).reasons).toHaveLength(1);
  });
});

describe('an answer is complete', () => {
  it('where one node is live, and every node has spoken', () => {
    expect(ask(aRoute())).toMatchObject({ group: 'rdb-fx', version: 7, complete: true, notes: [] });
  });

  it('while its look is no older than a look may be', () => {
    expect(ask(aRoute(), {}, NOW_MS + LOOK_AGE_MAX_MS).complete).toBe(true);
    const old = ask(aRoute(), {}, NOW_MS + LOOK_AGE_MAX_MS + 1);
    expect(old).toMatchObject({ complete: false, notes: ['the latest look is 90 s old'] });
  });

  it('unless its look is from the future by more than clocks differ', () => {
    expect(ask(aRoute(), {}, NOW_MS - 5_000).complete).toBe(true);
    expect(ask(aRoute(), {}, NOW_MS - 5_001).complete).toBe(false);
  });

  it.each<[string, readonly KnownNode[], string]>([
    ['nobody is live', [MORNING, HEAD], 'no node is known to be live'],
    ['two are', [LIVE, { ...NOON, role: 'live' }], 'i-live and i-noon say that they are live'],
    ['one is silent', [LIVE, { ...NOON, status: 'silent' }], 'i-noon says nothing that can be believed'],
    ['one is busy', [LIVE, { ...NOON, status: 'busy' }], 'i-noon is busy: what it holds is changing'],
    ['one has no role', [LIVE, { ...NOON, role: 'unknown' }], 'the role of i-noon is not known'],
    [
      'one with rows is being terminated',
      [LIVE, { ...NOON, status: 'leaving' }],
      'i-noon is being terminated, and may hold rows',
    ],
    [
      'messages are missing',
      [
        { ...LIVE, messages: { from: 31, to: 40 } },
        { ...NOON, messages: { from: 1, to: 20 } },
      ],
      'messages 21 to 30, between those of i-noon and i-live, are with no node',
    ],
  ])('not if %s, and says so', (_, nodes, note) => {
    expect(ask(aRoute(nodes))).toMatchObject({ complete: false, notes: [note] });
  });

  it('with nodes that launch, that leave with nothing, and that replay before they wait', () => {
    const launching = knownNode('i-new', { status: 'launching', role: 'unknown' });
    const leaving = knownNode('i-old', { status: 'leaving', role: 'flushed' });
    const replaying = knownNode('i-next', { status: 'busy', role: 'queued' });
    expect(ask(aRoute([LIVE, launching, leaving, replaying]))).toMatchObject({ complete: true, notes: [] });
  });

  it('not while nobody waits and the live node may be full: of rows since the look, who joins may hold them', () => {
    const route = aRoute([MORNING, LIVE], { isTurnOpen: true });
    const note = 'the live node may be full, and nobody waits: whoever joins is live at once';
    expect(ask(route)).toMatchObject({ complete: false, notes: [note] });
    // A row may come a minute later than its time, and clocks differ by five seconds.
    expect(ask(route, { toMs: NOW_MS - 65_000 }).complete).toBe(false);
    expect(ask(route, { toMs: NOW_MS - 65_001 }).complete).toBe(true);
  });

  it('not once a later look has found something else', () => {
    const changed = ask(aRoute(undefined, { changedAtMs: NOW_MS }));
    const note = 'the look of 2026-11-20T15:00:00.000Z has found something else, and could not tell it';
    expect(changed).toMatchObject({ complete: false, notes: [note] });
  });

  it('with messages that two nodes hold, which it tells of', () => {
    const nodes = [
      { ...LIVE, messages: { from: 20, to: 40 } },
      { ...NOON, messages: { from: 1, to: 20 } },
    ];
    const notes = ['message 20 is with both i-noon and i-live'];
    expect(ask(aRoute(nodes))).toMatchObject({ complete: true, notes });
  });

  it('by roles alone, which it tells of', () => {
    const { complete, notes } = ask(aRoute([LIVE, MORNING], { basis: 'roles' }));
    expect({ complete, notes }).toEqual({
      complete: true,
      notes: ['no node tells its slices: nodes are told apart by their roles alone'],
    });
  });
});
