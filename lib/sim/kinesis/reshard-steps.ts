// Uniform scaling as splits and merges: what UpdateShardCount does, one step after the other. Pure.
// Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
import { equalRanges, type HashRange } from './hash-ranges.ts';

/** A shard as far as resharding looks at it: its number is that of its id. */
export interface NumberedShard {
  readonly number: number;
  readonly range: HashRange;
}

export type ReshardStep =
  | { readonly kind: 'split'; readonly parent: number; readonly children: readonly NumberedShard[] }
  | { readonly kind: 'merge'; readonly parents: readonly [number, number]; readonly child: NumberedShard };

/**
 * From the open shards to `count` of equal size. Ranges are filled from the lowest keys up: a shard that reaches
 * over the end of one is split there, and what lies in one is merged.
 *
 * ```
 * 4 → 3    0       1       2       3        split 1 → 4 5, merge 0 + 4 → 6
 *          |-------|--4--5-|-7--8--|----|   split 2 → 7 8, merge 5 + 7 → 9
 *          |-----6----|----9----|---10--|   merge 8 + 3 → 10
 * ```
 *
 * AWS does not say in which order it goes, but 6, 9 and 10 are what was seen to stay of 0 to 3:
 * https://github.com/risingwavelabs/risingwave/issues/9961
 */
export function reshardSteps(
  open: readonly NumberedShard[],
  count: number,
  nextNumber: number,
): readonly ReshardStep[] {
  const steps: ReshardStep[] = [];
  const queue = open.toSorted((a, b) => (a.range.first < b.range.first ? -1 : 1));
  let number = nextNumber;
  const shardOf = (range: HashRange): NumberedShard => ({ number: number++, range });

  for (const target of equalRanges(count)) {
    let filled: NumberedShard | undefined;
    for (let piece = queue.shift(); piece !== undefined; piece = queue.shift()) {
      if (piece.range.last > target.last) {
        const left = shardOf({ first: piece.range.first, last: target.last });
        const right = shardOf({ first: target.last + 1n, last: piece.range.last });
        steps.push({ kind: 'split', parent: piece.number, children: [left, right] });
        queue.unshift(right);
        piece = left;
      }
      if (filled === undefined) filled = piece;
      else {
        const child = shardOf({ first: filled.range.first, last: piece.range.last });
        steps.push({ kind: 'merge', parents: [filled.number, piece.number], child });
        filled = child;
      }
      if (filled.range.last === target.last) break;
    }
  }
  return steps;
}

/** The most shards open at once on the way, those that live only for it included. */
export function openAtMost(openNow: number, steps: readonly ReshardStep[]): number {
  let open = openNow;
  let most = openNow;
  for (const { kind } of steps) {
    open += kind === 'split' ? 1 : -1;
    most = Math.max(most, open);
  }
  return most;
}
