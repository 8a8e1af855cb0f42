// What is truly so of the target and is trouble if it lasts: since when, for the check attention-missing.ts.
import type { AttentionKind } from '../../../core/attention.ts';
import type { Intent } from '../../../core/schedule.ts';

/** What is known besides the world: since when the target is ours, and what its schedules wrote. */
export interface Known {
  readonly ours: { readonly sinceMs: number };
  readonly intent: Intent | 'unknown' | undefined;
}

/** What is so in the world of a kind of target, for each trouble that it can be in. */
export type WorldTruths<R> = { readonly [Kind in AttentionKind]?: (run: R, known: Known) => boolean };

export type SinceOfKind = ReadonlyMap<AttentionKind, number>;

export interface Stretches {
  /** From now on it is so, unless it was already. */
  begin(kind: AttentionKind): void;
  end(kind: AttentionKind): void;
  readonly sinceMs: SinceOfKind;
}

export function createStretches(nowMs: () => number): Stretches {
  const sinceMs = new Map<AttentionKind, number>();
  return {
    begin(kind) {
      if (!sinceMs.has(kind)) sinceMs.set(kind, nowMs());
    },
    end: (kind) => void sinceMs.delete(kind),
    sinceMs,
  };
}
