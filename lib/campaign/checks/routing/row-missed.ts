// Whoever asks where the data is, and is told that the answer is complete, finds every row of the window with the nodes named;
// and is told so by looks that may still be believed (too-sure.ts).
// Asked at the worst of moments: just before a tick, when the latest look is as old as it gets.
import { HOUR_MS, MINUTE_MS } from '../../../core/units.ts';
import { answerQuestion } from '../../../routing/answer-question.ts';
import type { Route } from '../../../routing/route.ts';
import { createRandom, type Random } from '../../../sim/random.ts';
import { holdsRowOf, TABLES, type TableName } from '../../../sim/rdb/row-times.ts';
import { ROUTED_GROUPS } from '../../../targets/rdb-group/ports/routed-groups.ts';
import { GROUP_NAME } from '../../world/create-day.ts';
import type { AskForData, Run, ToldAnswer, ToldOfData } from '../../world/run.ts';
import type { CreateCheck } from '../check.ts';
import { lookKeptOf, whyTooSure, type LookKept } from './too-sure.ts';

/** One minute in so many is asked about, and so many windows then. */
const ONE_MINUTE_IN = 5;
const WINDOWS = 4;

export const rowMissed: CreateCheck = (run, tally) => {
  const { told } = run;
  if (!told) return {};
  // Draws of its own: nothing else in the run depends on what is asked.
  const random = createRandom(run.options.seed).fork('row-missed');
  let latest: LookKept | undefined;
  return {
    onInvocation(ended) {
      latest = lookKeptOf(ended) ?? latest;
    },
    onMinute() {
      if (random.integer({ min: 1, max: ONE_MINUTE_IN }) > 1) return undefined;
      const windows = Array.from({ length: WINDOWS }, () => aWindow(random, run.nowMs()));
      const { ask } = told;
      if (ask) return askInTurn(windows, ask);
      const route = routeToldOf(told);
      if (!route) return undefined;
      for (const window of windows)
        judge(window, { route, answer: answerQuestion(route, questionOf(window), run.nowMs()) });
      return undefined;
    },
  };

  async function askInTurn(windows: readonly Window[], ask: AskForData): Promise<void> {
    for (const window of windows) {
      const asked = await ask(questionOf(window));
      if (asked) judge(window, asked);
    }
  }

  function judge(
    window: Window,
    { route, answer }: { readonly route: Route; readonly answer: ToldAnswer },
  ): void {
    tally.windowsAsked += 1;
    if (!answer.complete) return;
    tally.windowsComplete += 1;
    run.occur(route.basis === 'slices' ? 'complete by slices' : 'complete by roles');
    const [tooSure] = whyTooSure(run, { route, answer, ...(latest && { latest }) });
    if (tooSure !== undefined) {
      tally.answersTooSure += 1;
      run.fail('too-sure', `an answer by the look of ${iso(route.asOfMs)} is complete, and ${tooSure}`);
    }
    const named = new Set(answer.nodes.map(({ nodeId }) => nodeId));
    const missed = holdersOf(run, window, named).filter((id) => !named.has(id));
    if (missed.length === 0) {
      if (named.size < route.nodes.length) run.occur('complete, and some left out');
      return;
    }
    tally.rowsMissed += 1;
    const between = `${iso(window.fromMs)} to ${iso(window.toMs)}`;
    const text = `${missed.join(' and ')} of the nodes that hold rows of ${between} (${window.table ?? 'any table'}) were left out of an answer that is complete by the look of ${iso(route.asOfMs)}`;
    // What a node says of itself is all that can be known of it.
    if (run.options.faults.lies === undefined) run.fail('row-missed', text);
    else run.excuse('row-missed', `${text}; nodes lie`);
  }
};

interface Window {
  readonly table: TableName | undefined;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The last minutes, as most ask; or any part of the day so far. */
function aWindow(random: Random, nowMs: number): Window {
  const [which, length, place, table] = [random.next(), random.next(), random.next(), random.next()];
  const longMs = Math.round(length * (which < 0.5 ? 10 * MINUTE_MS : 3 * HOUR_MS));
  const toMs = which < 0.5 ? nowMs : nowMs - Math.round(place * 10 * HOUR_MS);
  return { table: [...TABLES, undefined][Math.floor(3 * table)], fromMs: toMs - longMs, toMs };
}

function questionOf({ table, ...times }: Window) {
  return { ...times, ...(table !== undefined && { table }) };
}

function routeToldOf({ learned, kept }: ToldOfData): Route | undefined {
  return learned && ROUTED_GROUPS.routeOf({ group: GROUP_NAME, learned, kept });
}

/**
 * Of the group: a server that a person has taken out of it may hold rows still, and even have its turn, and nobody hears of it.
 * What has arrived since somebody last counted is with the live node: it is counted where that one was not named.
 */
function holdersOf(run: Run, window: Window, named: ReadonlySet<string>): readonly string[] {
  const { ledger, nodes } = run.tickerplant;
  const live = run.tickerplant.live();
  if (live && !named.has(live.instanceId)) run.tickerplant.bringUpToDate();
  const [group] = run.world.autoScaling.describeGroups([GROUP_NAME]);
  if (!ledger || !group) return [];
  return [...nodes.values()]
    .filter(({ instanceId, rows }) => rows > 0 && isOfGroup(instanceId))
    .map(({ instanceId }) => instanceId)
    .filter((instanceId) => holdsRowOf(ledger, ledger.rangesOf(instanceId), window));

  function isOfGroup(instanceId: string): boolean {
    const isMember = group?.instances.has(instanceId) === true;
    if (!isMember) run.occur('rows out of the group');
    return isMember;
  }
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
