// A late roll is in Attention for a quarter of an hour, once a look has seen it. Other troubles show while they last
// (attention-missing.ts); this one is a moment.
import { ATTENTION } from '../../../core/attention.ts';
import { MINUTE_MS } from '../../../core/units.ts';
import type { RdbNode } from '../../../sim/rdb/rdb-node.ts';
import { memoryUsedPercent, type Report } from '../../../targets/rdb-group/domain/node.ts';
import { isInTime } from '../../measures/report-ages.ts';
import type { CreateCheck, EndedInvocation } from '../check.ts';
import { CALL_SLACK_MS, endedWhole } from './attention-missing.ts';
import { saysAll } from './told-truly.ts';

/** A roll makes two live ones for a period. */
const ROLLED_MS = 5 * MINUTE_MS;
/** It shows from a moment that is not before its own; functions' clocks differ besides. */
const SHOWN_MS = ATTENTION['late-roll'].shownMs - MINUTE_MS;

interface Late {
  readonly instanceId: string;
  readonly atMs: number;
  /** Nothing is asked of the second of a turn, unless a look has seen the node below its threshold in between. */
  isAsked: boolean;
  /** The look that had to note it. */
  seenAtMs?: number;
  hadToShow?: true;
}

export const lateRollUnshown: CreateCheck = (run) => {
  let shown: readonly string[] = [];
  let late: Late | undefined;
  let isSeenBelow = false;

  function judge(): void {
    if (!late?.isAsked || late.seenAtMs === undefined) return;
    const sinceMs = run.nowMs() - late.seenAtMs;
    if (sinceMs < CALL_SLACK_MS) return;
    const isOver = run.nowMs() >= late.atMs + SHOWN_MS;
    if (!isOver && !late.hadToShow) {
      late.hadToShow = true;
      run.occur('trouble: late-roll');
    }
    if (!isOver && shown.includes('late-roll')) return;
    late.isAsked = false;
    if (!isOver)
      run.fail(
        'attention-missing',
        `late-roll was seen ${Math.round(sinceMs / MINUTE_MS)} minutes ago and is not shown`,
      );
  }

  /** The live node, if the look was told what is so of it, and of nobody else what may make it a spare, or live as well. */
  function toldOfLive(
    ended: EndedInvocation,
  ): { readonly node: RdbNode; readonly report: Report } | undefined {
    const { invocation, results, errors } = ended;
    const node = run.tickerplant.live();
    const hasNoted = results.some(({ kind }) => kind === 'decided') && invocation.calls.gaveBack;
    if (!node || !hasNoted || errors.length > 0) return undefined;
    const report = invocation.reports.get(node.instanceId);
    const isTold = report?.live === true && isInTime(report, run.nowMs());
    if (!isTold || run.nowMs() - (node.liveSinceMs ?? 0) < ROLLED_MS) return undefined;
    const others = [...invocation.reports.values()].filter(
      ({ instanceId }) => instanceId !== node.instanceId,
    );
    const isAlone = others.every((other) => other.live !== true && !mayWait(other));
    return isAlone && saysAll(run, node) ? { node, report } : undefined;
  }

  function look(ended: EndedInvocation): void {
    const told = toldOfLive(ended);
    if (!told) return;
    const { node, report } = told;
    const isBelow = (memoryUsedPercent(report) ?? 0) < run.options.group.rollThresholdPercent;
    // What was sampled before it came there says nothing of it.
    if (late?.instanceId !== node.instanceId || report.sampledFromMs < late.atMs) return;
    if (isBelow) isSeenBelow = true;
    else if (node.late !== undefined) late.seenAtMs ??= run.nowMs();
  }

  return {
    onAttention: (kinds) => void (shown = kinds),
    onEvent(event) {
      if (event.kind !== 'late-roll') return;
      const { instanceId, atMs } = event;
      late = { instanceId, atMs, isAsked: late?.instanceId !== instanceId || isSeenBelow };
      isSeenBelow = false;
    },
    onInvocation(ended) {
      if (late && !run.isManaged()) late.isAsked = false;
      const { trigger, goesOn } = ended.invocation;
      if (trigger === 'tick' && !goesOn && endedWhole(ended)) judge();
      look(ended);
    },
  };
};

/** What is no longer queued, or holds rows, can be thought to wait by nobody. */
function mayWait({ queued, rows }: Report): boolean {
  return queued === true || (queued === undefined && !rows);
}
