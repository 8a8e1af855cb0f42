// What is truly so of the group and is trouble if it lasts: since when, for the check attention-missing.ts.
import type { AttentionKind } from '../../../core/attention.ts';

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
