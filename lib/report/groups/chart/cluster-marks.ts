// Marks that would lie on each other become one, with the numbers that the list beside the chart has.
import type { Mark } from '../../report-data.ts';

export interface MarkCluster {
  readonly minute: number;
  readonly kind: Mark['kind'];
  /** `3`, or `5–9`: places in the list, from 1. */
  readonly label: string;
}

/** Marks of one kind closer together than this, in minutes of the day, are drawn as one. */
const CLUSTER_MINUTES = 25;

export function clusterMarks(
  marks: readonly Mark[],
  minute: (atMs: number) => number,
): readonly MarkCluster[] {
  const clusters: { minute: number; kind: Mark['kind']; first: number; last: number }[] = [];
  marks.forEach((mark, i) => {
    const at = minute(mark.atMs);
    const open = clusters.at(-1);
    if (open && open.kind === mark.kind && at - open.minute <= CLUSTER_MINUTES) open.last = i + 1;
    else clusters.push({ minute: at, kind: mark.kind, first: i + 1, last: i + 1 });
  });
  return clusters.map(({ minute: at, kind, first, last }) => ({
    minute: at,
    kind,
    label: first === last ? String(first) : `${first}–${last}`,
  }));
}
