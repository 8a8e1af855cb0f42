// Retirements that follow each other are one thing that was done: one line, one mark.
import type { Mark } from '../report-data.ts';

/** What was done once, or several times in a row. */
export interface FoldedMark extends Mark {
  /** Of the last of them. */
  readonly untilMs: number;
  readonly count: number;
}

/** In order of time; a fold has the moment and the sentence of its first. */
export function foldMarks(marks: readonly Mark[]): readonly FoldedMark[] {
  const folded: FoldedMark[] = [];
  for (const mark of marks) {
    const last = folded.at(-1);
    if (last?.kind === 'retire' && mark.kind === 'retire')
      folded[folded.length - 1] = { ...last, untilMs: mark.atMs, count: last.count + 1 };
    else folded.push({ ...mark, untilMs: mark.atMs, count: 1 });
  }
  return folded;
}
