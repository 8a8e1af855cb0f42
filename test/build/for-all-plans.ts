// Frames a property of plans: every case is decided, the interesting ones are counted, and too few of them fail it.
import fc from 'fast-check';
import type { Plan } from '../../lib/targets/rdb-group/domain/plan.ts';
import type { Policy } from '../../lib/targets/rdb-group/domain/policy.ts';
import type { Snapshot } from '../../lib/targets/rdb-group/domain/snapshot.ts';
import { decide } from '../../lib/targets/rdb-group/decide/decide.ts';
import { isFresh } from '../../lib/targets/rdb-group/decide/freshness.ts';
import { anyCase } from './arbitrary-snapshot.ts';
import { countCases } from './count-cases.ts';
import { deepFreeze } from './freeze.ts';
import { NOW_MS } from './servers.ts';

export interface PlanCase {
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
}

const RUNS_DEFAULT = 2_000;

/**
 * Checks every case, frozen, as a plan changes nothing that it was made of; `saw` counts one that is interesting, by name. `atLeast` says how many of each there must be, of
 * two thousand; what occurs in fact is some times as much.
 */
export function forAllPlans(
  atLeast: Readonly<Record<string, number>>,
  check: (case_: PlanCase, saw: (what: string) => void) => void,
): void {
  const { saw, expectEnough } = countCases<string>(atLeast);
  fc.assert(
    fc.property(anyCase, ([snapshot, policy]) => {
      deepFreeze([snapshot, policy]);
      check({ plan: decide(snapshot, policy, NOW_MS), snapshot, policy }, saw);
    }),
    { numRuns: RUNS_DEFAULT },
  );
  expectEnough();
}

/** Whether the snapshot itself shows that a node holds nothing: said afresh, and doubted by nothing. */
export function showsEmpty(instanceId: string, { plan, snapshot }: PlanCase): boolean {
  const { reports, odd, disputed, learned } = snapshot;
  const report = reports.get(instanceId);
  if (!report || !isFresh(report, NOW_MS, snapshot.learned)) return false;
  if (odd.some((o) => o.instanceId === instanceId) || disputed?.has(instanceId)) return false;
  if (learned.nodes[instanceId]?.emptiness?.rowsDoubtedSinceMs !== undefined) return false;
  const mayBeLive = plan.assessed.dormant;
  return (
    report.rows === 0 &&
    report.busy !== true &&
    (report.live === false || (report.live === true && mayBeLive))
  );
}

/** Whether it may still get its turn: it says that it waits, or says nothing and was neither live nor flushed. */
export function mayBeNext(instanceId: string, { snapshot, policy }: PlanCase): boolean {
  const { reports, learned, intent } = snapshot;
  const queued = reports.get(instanceId)?.queued;
  if (queued !== undefined) return queued;
  const node = learned.nodes[instanceId];
  if (node?.turn?.everLive && node.turn.everFilled && !node.queue?.mayHaveRejoined) return false;
  const endOfDayMs = intent?.lastEndOfDayMs;
  const wasThere = endOfDayMs !== undefined && (node?.launch.firstSeenAtMs ?? NOW_MS) < endOfDayMs;
  const hasEnded = endOfDayMs !== undefined && (learned.queue.flushedAtMs ?? 0) >= endOfDayMs;
  return !(policy.queueEmptied === 'end-of-day' && wasThere && hasEnded);
}
