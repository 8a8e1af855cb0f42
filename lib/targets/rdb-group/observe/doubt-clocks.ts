// Nodes whose own clocks were seen to run ahead: what their items say was written before the look that found it there, whatever
// date it bears. Pure. The date is the node's own; when it was found is ours.
//
//   written ── found, of the future (S) ────────────── its date comes (F) ── as old as its date says
//      └─ observed at S at the latest: when F comes, its age is F − S, and it proves nothing
//
// Until the item is seen to be written anew twice in time, its clock is believed no more: its sender may have ended for good.
import type { OddReport, Report } from '../domain/node.ts';
import { FUTURE_TOLERANCE_MS } from '../domain/odd-value.ts';
import type { ClockLearned, NodeLearned } from '../domain/learned/node-learned.ts';

/** By node, what is known of its clock after this look; `undefined` where it is right again. Others are as they were. */
export type ClocksSeen = ReadonlyMap<string, ClockLearned | undefined>;

interface Told {
  /** In order of `observedAtMs`. */
  readonly reports: readonly Report[];
  readonly odd: readonly OddReport[];
}

const DOUBTED = 'written by a clock that was seen to run ahead, and not seen to be right since';

/** What was told, as far as each node's clock lets it be believed. */
export function doubtClocks(
  nodes: Readonly<Record<string, Pick<NodeLearned, 'clock'>>>,
  told: Told,
  nowMs: number,
): Told & { readonly clocks?: ClocksSeen } {
  const ahead = told.odd.filter((odd) => odd.aheadToMs !== undefined);
  const doubted = Object.entries(nodes).filter(([, { clock }]) => clock !== undefined);
  // So it is at nearly every look.
  if (ahead.length === 0 && doubted.length === 0) return told;
  const clocks = new Map<string, ClockLearned | undefined>();
  for (const { instanceId, aheadToMs = 0 } of ahead) {
    const known = nodes[instanceId]?.clock;
    clocks.set(instanceId, known?.toMs === aheadToMs ? known : { toMs: aheadToMs, seenAtMs: nowMs });
  }
  const odd = [...told.odd];
  for (const [instanceId, { clock: known }] of doubted) {
    if (!known || clocks.has(instanceId)) continue;
    const newest = told.reports.findLast((report) => isOf(report, instanceId));
    if (!newest) continue;
    const clock = clockAfter(known, newest.observedAtMs, nowMs);
    clocks.set(instanceId, clock);
    if (clock) odd.push({ instanceId, metric: 'observedAtMs', value: newest.observedAtMs, why: DOUBTED });
  }
  const reports = told.reports.map((report) => {
    const clock = clocks.get(report.instanceId);
    return clock && isOf(report, report.instanceId) ? seenBy(report, clock.seenAtMs) : report;
  });
  return { reports: reports.sort((a, b) => a.observedAtMs - b.observedAtMs), odd, clocks };
}

/** `newestMs`: the date of the newest line, which is not of the future. */
function clockAfter(known: ClockLearned, newestMs: number, nowMs: number): ClockLearned | undefined {
  if (newestMs === known.toMs) return known;
  // It has been written since, in time; and was in time, too, when it was last seen.
  const wasInTime = known.toMs <= known.seenAtMs + FUTURE_TOLERANCE_MS;
  return wasInTime ? undefined : { toMs: newestMs, seenAtMs: nowMs };
}

/** It does to count with, for as long as one that was observed then; without rows it proves nothing. */
function seenBy({ rows: _, ...report }: Report, seenAtMs: number): Report {
  return {
    ...report,
    observedAtMs: Math.min(report.observedAtMs, seenAtMs),
    sampledFromMs: Math.min(report.sampledFromMs, seenAtMs),
  };
}

function isOf(report: Report, instanceId: string): boolean {
  return report.instanceId === instanceId && report.source === 'table';
}
