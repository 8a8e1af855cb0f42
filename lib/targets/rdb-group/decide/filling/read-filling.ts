// How the live node fills, as its report and what was learned say. What follows from it is filling.ts.
import type { Report } from '../../domain/node.ts';
import { memoryUsedPercent } from '../../domain/node.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { StreamLearned } from '../../domain/state.ts';
import { ageMs } from '../freshness.ts';
import { isNearEmpty, type Roles } from '../roles.ts';
import type { Filling } from './filling.ts';
import { isSameSize } from './same-size.ts';
import { busiestRate, streamRate } from './stream-rate.ts';

/** `undefined` without a live node that reports its memory. */
export function readFilling(
  snapshot: Snapshot,
  policy: Policy,
  roles: Roles,
  nowMs: number,
): Filling | undefined {
  const report = roles.live?.report;
  if (!report?.memory) return undefined;
  const { used, total } = report.memory;
  const rate = streamRate(snapshot.learned.stream);
  return {
    used,
    total,
    usedPercent: memoryUsedPercent(report) ?? 0,
    reportAgeMs: ageMs(report, nowMs),
    rate,
    busiestRate: rate === undefined ? undefined : Math.max(rate, busiestRate(snapshot.learned.stream) ?? 0),
    usedByEmpty: usedByEmpty(snapshot, roles, { total, policy }),
    ...whatRowsTell(snapshot, policy, report),
  };
}

/** Of a live node that fills and says that it has no rows, rows tell nothing: what comes next is not known. */
function whatRowsTell(
  snapshot: Snapshot,
  policy: Policy,
  report: Report,
): Pick<Filling, 'mayJump' | 'byRows' | 'shareOfRows'> {
  const { emptiness } = snapshot.learned.nodes[report.instanceId] ?? {};
  if (emptiness?.rowsDoubtedSinceMs !== undefined) return { mayJump: true };
  return {
    mayJump: mayJump(snapshot.learned.stream),
    ...roomByRows(snapshot, policy, report),
    ...shareOfRows(snapshot, policy, report),
  };
}

/** It has been seen to jump; or rows have arrived, and nobody has seen yet how memory answers to them. */
function mayJump(stream: StreamLearned | undefined): boolean {
  if (!stream || stream.growsInJumps === true) return stream?.growsInJumps === true;
  if (stream.basis !== 'rows' || stream.memoryPerRow !== undefined) return false;
  const { samples } = stream;
  return (samples.at(-1)?.total ?? 0) > (samples[0]?.total ?? 0);
}

/**
 * What an empty node of that size uses: learned from nodes that hold nothing and never have. Where nodes report memory
 * alone, none says that it is empty: then the least that any but the live one has shown, if it is so little that it may be
 * empty. 0 where nothing is known.
 */
function usedByEmpty(
  { learned }: Snapshot,
  roles: Roles,
  { total, policy }: { readonly total: number; readonly policy: Policy },
): number {
  if (isSameSize(learned.emptyNode?.total, total)) return learned.emptyNode?.used ?? 0;
  if (!roles.memoryOnly) return 0;
  const others = roles.nodes.filter((n) => n !== roles.live && n.report?.memory?.total === total);
  const least = Math.min(...others.flatMap(({ learned: known }) => known?.memory?.baseline ?? []));
  return isNearEmpty(least, total, policy) ? least : 0;
}

/** A node that rolled well below today's threshold (by hand, or under another) says nothing of it. */
const ROLLED_AT_SHARE = 0.97;

function roomByRows({ learned }: Snapshot, policy: Policy, report: Report): Pick<Filling, 'byRows'> {
  const { memoryPerRow, basis } = learned.stream ?? {};
  if (memoryPerRow === undefined || report.rows === undefined || basis !== 'rows') return {};
  const rows = rowsOfFull(learned.stream, policy, report);
  if (rows === undefined) return {};
  const roomOfEmpty = rows.count * memoryPerRow;
  const roomLeft = roomOfEmpty - report.rows * memoryPerRow;
  return { byRows: { roomLeft, roomOfEmpty, ...(rows.isForetold && { isForetold: true }) } };
}

function shareOfRows({ learned }: Snapshot, policy: Policy, report: Report): Pick<Filling, 'shareOfRows'> {
  const rows = rowsOfFull(learned.stream, policy, report);
  if (rows === undefined || rows.isForetold || report.rows === undefined) return {};
  return { shareOfRows: report.rows / rows.count };
}

/**
 * With how many rows a node of that size rolls: as those did that have rolled; before any has, as memory came to as much on
 * larger ones. `undefined` where none was seen with so much.
 */
function rowsOfFull(
  stream: StreamLearned | undefined,
  policy: Policy,
  { memory }: Report,
): { readonly count: number; readonly isForetold: boolean } | undefined {
  if (!memory) return undefined;
  const rollAt = (policy.rollThresholdPercent / 100) * memory.total;
  const { rolled, memorySteps = [] } = stream ?? {};
  if (rolled && isSameSize(rolled.total, memory.total) && rolled.used >= ROLLED_AT_SHARE * rollAt)
    return { count: rolled.rows, isForetold: false };
  const step = memory.unit === 'bytes' ? memorySteps.find(({ used }) => used >= rollAt) : undefined;
  return step && { count: step.afterRows, isForetold: true };
}
