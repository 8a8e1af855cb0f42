// No avoidable late roll: one where some look, early enough and with a fresh report, could see it coming at burst rate, and
// nothing but a cycle stood between that look and a spare.
import { activeInstances } from '../../../sim/aws/group-state.ts';
import type { Reason } from '../../../core/reason.ts';
import { MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import { LAST_SPARE_MARGIN_DEFAULT } from '../../../targets/rdb-group/domain/policy.ts';
import { PAST_DAYS_MIN } from '../../../targets/rdb-group/decide/last-spare.ts';
import { memoryUsedPercent } from '../../../targets/rdb-group/domain/node.ts';
import { rollRowsOf } from '../../world/create-day.ts';
import { createArrivals } from '../../measures/arrivals.ts';
import { isInTime } from '../../measures/report-ages.ts';
import { createPastRests } from '../../measures/past-rests.ts';
import type { CreateCheck, EndedInvocation } from '../check.ts';
import { presumedSpares } from '../../measures/presumed-spares.ts';

/** Spillway's own margin, a tick and half a minute: docs/tags.md. */
const MARGIN_MS = 90 * SECOND_MS;
const DEFAULT_LEAD_MS = 180 * SECOND_MS;
const LOOKS_KEPT = 300;
/** The threshold policy asks from so much of the memory on, whatever arrives: it cannot see further. */
const SCALE_THRESHOLD_PERCENT = 60;

/** The owner's own word, or mistake, keeps spares away. */
const HELD_BY_OWNER = new Set(['bad-tag', 'bad-item', 'paused', 'off']);

interface Look {
  readonly atMs: number;
  readonly liveId: string;
  readonly text: string;
  readonly isOwnersRisk: boolean;
}

export const lateRollAvoidable: CreateCheck = (run, tally) => {
  const { group } = run.options;
  const { tags } = group;
  const arrivals = createArrivals(run);
  const trueLeadMs = (group.bootSeconds + group.replaySeconds) * SECOND_MS;
  const burst = Number(tags['spillway:burst-factor'] ?? 3);
  const nodesMax = Number(tags['spillway:nodes-max'] ?? Number.POSITIVE_INFINITY);
  const isThreshold = tags['spillway:policy'] === 'threshold';
  /** Before it has seen three launches nobody can know that servers take longer than is assumed. */
  const knowsLead = tags['spillway:lead-time'] !== undefined || trueLeadMs <= DEFAULT_LEAD_MS;
  const pastRests = createPastRests(run);
  let looks: readonly Look[] = [];

  /**
   * The owner's risk: by the tag `spillway:last-spare-margin` there is no last spare where the days before, at today's pace, times the
   * margin, fill less than the room that is left. If they truly did, a burst that none of them had cannot be seen coming.
   */
  function isRiskOfLastSpare({ operands }: Reason, roomRows: number): boolean {
    if (operands['lastSpareMargin'] === undefined) return false;
    const margin = Number(tags['spillway:last-spare-margin'] ?? LAST_SPARE_MARGIN_DEFAULT);
    const rests = pastRests.fromNow();
    return rests.length >= PAST_DAYS_MIN && margin * Math.max(...rests) < roomRows;
  }

  /** The look, if it could see that a spare was needed and ask for one. */
  function lookOf({ invocation, results, errors }: EndedInvocation): Look | undefined {
    const live = run.tickerplant.live();
    if (presumedSpares(run) > 0) return undefined;
    const decided = results.find((result) => result.kind === 'decided');
    if (!live || !decided || errors.length > 0 || invocation.faultCount > 0) return undefined;
    if (HELD_BY_OWNER.has(decided.plan.reason.code)) return undefined;
    const report = invocation.reports.get(live.instanceId);
    const nowMs = run.nowMs();
    if (!report?.live || report.rows === undefined || !isInTime(report, nowMs)) return undefined;
    const ageMs = nowMs - report.observedAtMs;
    const roomRows = rollRowsOf(group, live.memory) - report.rows;
    const aheadMs = trueLeadMs + MARGIN_MS + ageMs;
    // What has come since it was sampled nobody was told: at the earliest when the period that it is of began.
    const fillRows = burst * arrivals.busiestMinute(report.sampledFromMs) * (aheadMs / MINUTE_MS);
    const couldSee = isThreshold
      ? (memoryUsedPercent(report) ?? 0) >= SCALE_THRESHOLD_PERCENT
      : roomRows <= fillRows;
    const state = run.group();
    const isFull = activeInstances(state).length >= Math.min(state.maxSize, nodesMax);
    if (!couldSee || isFull || state.tags.get('spillway:mode') !== undefined) return undefined;
    const text = `at ${new Date(nowMs).toISOString().slice(11, 19)} it had room for ${roomRows} rows, ${Math.round(fillRows)} could come within ${Math.round(aheadMs / 1000)} s`;
    const isOwnersRisk = isRiskOfLastSpare(decided.plan.reason, roomRows);
    return { atMs: nowMs, liveId: live.instanceId, text, isOwnersRisk };
  }

  return {
    onMinute() {
      arrivals.sample();
      pastRests.sample();
    },
    onInvocation(ended) {
      const live = run.tickerplant.live();
      const report = live && ended.invocation.reports.get(live.instanceId);
      if (report?.rows !== undefined) arrivals.told();
      const look = lookOf(ended);
      if (look) looks = [...looks.slice(-LOOKS_KEPT), look];
    },
    onEvent(event) {
      // The live node is empty then: what looks have seen of it is over.
      if (event.kind === 'end-of-day') looks = [];
      if (event.kind !== 'late-roll') return;
      tally.lateRolls += 1;
      run.occur('late roll');
      if (!knowsLead) return;
      const inTime = looks.filter(
        ({ atMs, liveId }) =>
          liveId === event.instanceId &&
          atMs > run.disturbedUntilMs() &&
          atMs <= event.atMs - trueLeadMs - SECOND_MS,
      );
      const look = inTime.find(({ isOwnersRisk }) => !isOwnersRisk);
      if (!look) {
        const [risked] = inTime;
        if (risked)
          run.excuse(
            'late-roll-avoidable',
            `${event.instanceId} rolled late: ${risked.text}; as on no day before`,
          );
        return;
      }
      tally.lateRollsAvoidable += 1;
      run.fail('late-roll-avoidable', `${event.instanceId} rolled late: ${look.text}`);
    },
  };
};
