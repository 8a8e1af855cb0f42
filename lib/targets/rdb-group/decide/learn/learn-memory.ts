// Takes the memory of one report into what is known of its node's. Pure. The unit is in-bytes.ts, the rest of the report
// learn-report.ts.
import type { Draft } from '../../../../learning/draft.ts';
import type { Report } from '../../domain/node.ts';
import type { MemoryLearned } from '../../domain/learned/node-learned.ts';
import { GIVEN_BACK_SHARE, GROWTH_NOISE_SHARE } from '../limits.ts';

/** `known` is in the unit of the report; `rowsBefore` is what the node last said of its rows. */
export function learnMemory(
  known: MemoryLearned | undefined,
  rowsBefore: number | undefined,
  report: Report,
): MemoryLearned | undefined {
  const { memory, rows, observedAtMs } = report;
  if (!memory) return known;
  const { used, total, unit } = memory;
  const grown = hasGrown(known, report);
  const anchor = anchorOf(known?.anchor, rowsBefore, report);
  const learned: Draft<MemoryLearned> = known ? { ...known } : { used };
  learned.used = used;
  if (unit === 'bytes') learned.total = total;
  learned.baseline = Math.min(known?.baseline ?? used, used);
  if (anchor) learned.anchor = anchor;
  if (grown) learned.grewAtMs = observedAtMs;
  if (!grown && !countsAnew(known, report)) return learned;
  learned.grownTo = used;
  if (rows !== undefined) learned.grownRows = rows;
  return learned;
}

/** Memory has grown by more than noise since it last did. */
export function hasGrown(known: MemoryLearned | undefined, { memory }: Report): boolean {
  if (!memory || known?.grownTo === undefined) return false;
  return memory.used >= known.grownTo + GROWTH_NOISE_SHARE * memory.total;
}

/** At first sight, and when memory was given back: what it grew to before is no mark to pass any more. */
function countsAnew(known: MemoryLearned | undefined, { memory }: Report): boolean {
  if (!memory || known?.grownTo === undefined) return true;
  return memory.used < known.grownTo - GIVEN_BACK_SHARE * memory.total;
}

/** Where counting what a row takes begins anew: at first sight, while empty, and after a flush. */
function anchorOf(
  anchor: MemoryLearned['anchor'],
  rowsBefore: number | undefined,
  { memory, rows }: Report,
): MemoryLearned['anchor'] {
  if (!memory || rows === undefined) return anchor;
  const isFewer = rowsBefore !== undefined && rows < rowsBefore;
  return anchor && rows > 0 && !isFewer ? anchor : { used: memory.used, rows };
}
