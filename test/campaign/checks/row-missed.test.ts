// Whether the campaign finds a row that is missed by an answer which is complete; and that days with faults have none.
import { describe, expect, it } from 'vitest';
import { rowMissed } from '../../../lib/campaign/checks/routing/row-missed.ts';
import { GROUP_NAME, isAskedForData } from '../../../lib/campaign/world/create-day.ts';
import type { AskForData, Run } from '../../../lib/campaign/world/run.ts';
import { runOptions } from '../../../lib/campaign/run-seed.ts';
import { answerQuestion } from '../../../lib/routing/answer-question.ts';
import type { Route } from '../../../lib/routing/route.ts';
import { NOTHING_LEARNED } from '../../../lib/targets/rdb-group/domain/state.ts';
import { aDay, at, aWatchedRun } from '../build-run.ts';

/** Seeds of which every third is asked. */
const ASKED_SEED = 9;

/** Asks a hundred times, the world standing still; the node that holds the rows is named, or passes for another. */
async function askedOf(
  holder: Partial<Route['nodes'][number]>,
  faults: Parameters<typeof aDay>[1] = {},
  meddle: (run: Run) => void = () => undefined,
  through: 'the items' | 'a function' = 'the items',
) {
  const watched = aWatchedRun(rowMissed, aDay({}, { seed: ASKED_SEED, ...faults }));
  const { run, check, tally, nodeIds, found } = watched;
  await run.world.runUntil(at(60));
  run.tickerplant.bringUpToDate();
  const known = nodeIds();
  meddle(run);
  const nodes = known.map((nodeId): Route['nodes'][number] => {
    const holds = (run.tickerplant.nodes.get(nodeId)?.rows ?? 0) > 0;
    const named = { nodeId, status: 'ready', azId: null, launchedAtMs: null, address: null } as const;
    const at_ = { port: 5010, processes: 1, asOfMs: run.nowMs(), tables: {} };
    return holds ? { ...named, role: 'live', ...at_, ...holder } : { ...named, role: 'queued', ...at_ };
  });
  // Somebody must be live, or no answer is complete.
  const [first] = nodes;
  if (!first) throw new Error('no node');
  const other = { ...first, nodeId: 'i-other', role: 'live' as const };
  const route: Route = {
    group: 'rdb',
    asOfMs: run.nowMs(),
    version: 1,
    basis: 'slices',
    lateDataMs: 60_000,
    nodes: holder.role ? [...nodes, other] : nodes,
  };
  const { version, asOfMs } = route;
  const ask: AskForData = (question) =>
    Promise.resolve({ route, answer: answerQuestion(route, question, run.nowMs()) });
  const items = {
    kept: route,
    learned: { ...NOTHING_LEARNED, route: { version, asOfMs, fingerprint: 'f', keptAtMs: asOfMs } },
  };
  Object.assign(run.told ?? {}, through === 'a function' ? { ask } : items);
  for (let minute = 0; minute < 100; minute += 1) await check.onMinute?.();
  return { tally, found: new Set(found()), excused: run.excused };
}

describe('rows of a window', () => {
  it('are missed where the node that holds them passes for one that holds none', async () => {
    const { tally, found } = await askedOf({ role: 'flushed' });
    expect(found).toEqual(new Set(['row-missed']));
    expect(tally.rowsMissed).toBeGreaterThan(5);
  });

  it('are missed as well where a function answers, which is asked in its own time', async () => {
    const byItems = await askedOf({ role: 'flushed' });
    const byFunction = await askedOf({ role: 'flushed' }, {}, () => undefined, 'a function');
    expect(byFunction).toEqual(byItems);
    expect((await askedOf({}, {}, () => undefined, 'a function')).found).toEqual(new Set());
  });

  it('are missed where its slice ends too early', async () => {
    const empty = { rows: 1, fromMs: at(0), toMs: at(0) };
    const { found } = await askedOf({ role: 'rolled', tables: { quote: empty, trade: empty } });
    expect(found).toEqual(new Set(['row-missed']));
  });

  it('are not where it is named, or where nothing is sure', async () => {
    for (const holder of [{}, { role: 'rolled' }, { role: 'unknown', status: 'silent' }] as const) {
      const { tally, found } = await askedOf(holder);
      expect(found).toEqual(new Set());
      expect(tally.windowsAsked).toBeGreaterThan(50);
    }
  });

  it('are not where a person has taken its server out of the group: no answer is about it', async () => {
    const { tally, found } = await askedOf({ role: 'flushed' }, {}, ({ world, tickerplant }) => {
      const instanceIds = [...tickerplant.nodes.values()].flatMap(({ rows, instanceId }) =>
        rows > 0 ? [instanceId] : [],
      );
      expect(instanceIds.length).toBeGreaterThan(0);
      world.autoScaling.detachInstances({ groupName: GROUP_NAME, instanceIds, decrement: false });
    });
    expect(found).toEqual(new Set());
    expect(tally.windowsComplete).toBeGreaterThan(5);
  });

  it('are nobody’s fault where nodes lie', async () => {
    const { found, excused } = await askedOf({ role: 'flushed' }, { faults: { lies: 0.1 } });
    expect(found).toEqual(new Set());
    expect(excused.length).toBeGreaterThan(0);
  });
});

describe('a day of the campaign', () => {
  const day = (seed: number) =>
    runOptions(
      aDay(
        { tags: { 'spillway:reports': 'probe' }, hook: 'ours', retains: true },
        {
          seed,
          stream: { nodesPerDay: 4, shape: 'flat', spikeFactor: 1 },
          faults: { 'roll-by-hand': 0.5, 'node-dies': 0.3, 'ticks-lost': 0.1 },
        },
      ),
    );

  it('misses no row, though much is left out', async () => {
    const { tally, findings, occurred } = await day(ASKED_SEED);
    expect(findings).toEqual([]);
    expect(tally.windowsComplete).toBeGreaterThan(300);
    expect(occurred['complete, and some left out'] ?? 0).toBeGreaterThan(100);
  });

  it('whose spares come too late misses none that a server took which joined after the look, and was live at once', async () => {
    const tags = { 'spillway:policy': 'threshold', 'spillway:scale-threshold': '79' };
    const { tally, findings, occurred } = await runOptions(
      aDay(
        { tags: { 'spillway:reports': 'probe', ...tags }, bootSeconds: 45, maxSize: 60, hook: 'ours' },
        { seed: ASKED_SEED, stream: { nodesPerDay: 40, shape: 'flat', spikeFactor: 1 } },
      ),
    );
    expect(occurred['late roll'] ?? 0).toBeGreaterThan(10);
    expect(findings.filter(({ check }) => check !== 'late-roll-avoidable')).toEqual([]);
    expect(tally.windowsAsked).toBeGreaterThan(tally.windowsComplete);
    expect(tally.windowsComplete).toBeGreaterThan(0.9 * tally.windowsAsked);
  });

  it.each([
    ['CloudWatch', {}, {}],
    ['items of the state table', { writesItems: true }, { 'reports-late': 0.3 }],
  ] as const)('rests on no report that is too old, by %s', async (_, group, faults) => {
    const { tally, findings, occurred } = await runOptions(
      aDay(
        { readyNodeCount: 1, hasAlarm: true, ...group },
        {
          seed: ASKED_SEED,
          stream: { nodesPerDay: 8, shape: 'flat', spikeFactor: 1 },
          faults: { 'metrics-late': 1, silent: 0.5, 'roll-by-hand': 0.5, ...faults },
        },
      ),
    );
    expect(findings).toEqual([]);
    expect(occurred['metrics-late'] ?? 0).toBeGreaterThan(1);
    expect(tally.windowsAsked).toBeGreaterThan(tally.windowsComplete);
    expect(tally.windowsComplete).toBeGreaterThan(50);
  });

  it('is asked of one run in three', () => {
    expect([9, 10, 11, 12].map((seed) => isAskedForData({ seed }))).toEqual([true, false, false, true]);
    expect(aWatchedRun(rowMissed, aDay({}, { seed: 10 })).check).toEqual({});
  });
});
