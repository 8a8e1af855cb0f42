// Proof that a node holds nothing. Nothing is presumed: what a node does not say is not proved.
// Two proofs, from two observations, are what retiring takes; rules/retire.ts asks for them.
import type { Reason } from '../../domain/plan.ts';
import { formatDuration } from '../../domain/units.ts';
import type { Assessment } from '../assess.ts';
import { ageMs } from '../freshness.ts';
import { LIVE_IDLE_MS, ROLL_GUARD_MS } from '../limits.ts';
import { reason } from '../reason.ts';
import type { RoledNode } from '../roles.ts';
import { roomLeft } from '../wanted.ts';

export interface ProofTerms {
  /** The observation must be from after this moment: the end of day, or the beginning of a hook's wait. */
  readonly sampledAfterMs: number;
  /** Scale-to-zero: a live node may go, empty and without an update for ten minutes. */
  readonly liveMayGo: boolean;
}

/** `undefined` if this snapshot proves the node empty, else why it does not. */
export function whyNotProvedEmpty(
  { node, report, memory }: RoledNode,
  assessment: Assessment,
  terms: ProofTerms,
): Reason | undefined {
  const { snapshot, nowMs } = assessment;
  const id = node.instanceId;
  const because = (code: string, text: string, operands = {}) =>
    reason(code, `${id}: ${text}`, { instanceId: id, ...operands });
  const odd = snapshot.odd.find((o) => o.instanceId === id);
  if (odd) return because('odd-report', `${odd.metric} was ${odd.value}: ${odd.why}`, { metric: odd.metric });
  if (snapshot.disputed?.has(id)) return because('disputed', 'two channels contradict each other about it');
  if (!report) return because('no-fresh-report', 'no fresh report');
  if (report.live === undefined) return because('role-unreported', 'it does not report whether it is live');
  if (report.rows === undefined) return because('rows-unreported', 'it does not report its rows');
  if (report.sampledFromMs < terms.sampledAfterMs) {
    return because('observed-too-early', 'its report may be from before the moment that counts', {
      sampledFrom: iso(report.sampledFromMs),
      after: iso(terms.sampledAfterMs),
    });
  }
  if (report.rows !== 0) return because('holds-rows', `it holds ${report.rows} rows`, { rows: report.rows });
  if (memory?.rowsDoubtedSinceMs !== undefined) {
    return because('rows-doubted', 'it says that it has no rows, and filled while it said so', {
      since: iso(memory.rowsDoubtedSinceMs),
    });
  }
  if (report.busy === true) return because('busy', 'it is busy: a write-down, replay or upload is running');
  if (report.live) {
    if (!terms.liveMayGo) return because('live', 'it is live');
    // One that has just become live has had no time to be idle.
    const idleMs = nowMs - Math.max(memory?.changedAtMs ?? nowMs, memory?.liveSinceMs ?? nowMs);
    if (idleMs < LIVE_IDLE_MS) {
      return because('live-not-idle', `it is live, and its last update is ${formatDuration(idleMs)} ago`, {
        idleSeconds: Math.round(idleMs / 1000),
      });
    }
    return undefined;
  }
  return report.queued === false ? undefined : whyRollPossible(because, report, assessment, terms);
}

/** A node that may be next in the queue goes only while the live node cannot roll to it. */
function whyRollPossible(
  because: (code: string, text: string, operands?: object) => Reason,
  report: NonNullable<RoledNode['report']>,
  assessment: Assessment,
  terms: ProofTerms,
): Reason | undefined {
  const withinMs = ageMs(report, assessment.nowMs) + ROLL_GUARD_MS;
  const toRollMs = timeToRollMs(assessment, assessment.policy.burstFactor);
  if (toRollMs === undefined) {
    if (terms.liveMayGo) return undefined;
    return because('roll-unknown', 'it may be next in the queue, and when the live node rolls is not known');
  }
  if (toRollMs <= withinMs) {
    return because(
      'roll-near',
      `it may be next in the queue, and the live node may roll within ${formatDuration(toRollMs)}`,
      {
        toRollSeconds: Math.round(toRollMs / 1000),
      },
    );
  }
  return undefined;
}

/**
 * Time until the live node reaches its roll threshold at a multiple of the stream's rate, ms, never
 * negative; `Infinity` if nothing arrives, `undefined` if there is no live node or no history.
 */
export function timeToRollMs({ filling, policy }: Assessment, factor: number): number | undefined {
  if (filling?.rate === undefined) return undefined;
  const left = roomLeft(filling, policy);
  if (left <= 0) return 0;
  const rate = factor * filling.rate;
  return rate > 0 ? left / rate : Number.POSITIVE_INFINITY;
}

function iso(atMs: number): string {
  return Number.isFinite(atMs) ? new Date(atMs).toISOString() : 'ever';
}
