// The latest decision of a run about a target that is sized in shards: once faults stop, there is one, and lately.
import { MINUTE_MS } from '../../core/units.ts';
import type { RunFrame } from '../world/run-frame.ts';

/** The longest look ahead, the tick that finds it past, and a lease that stands after the last fault. */
const DECIDED_WITHIN_MS = 8 * MINUTE_MS;

interface Decided {
  readonly kind: string;
  readonly plan?: { readonly gauges: { readonly ShardsWanted: number } };
}

export function latestDecision(run: Pick<RunFrame<never>, 'times' | 'nowMs' | 'fail'>) {
  let decidedAtMs = run.times.startMs;
  let shardsWanted = 0;
  return {
    hear(results: readonly Decided[]): void {
      for (const { kind, plan } of results) {
        if (kind !== 'decided' || !plan) continue;
        decidedAtMs = run.nowMs();
        shardsWanted = plan.gauges.ShardsWanted;
      }
    },
    /** Fails where it is too long ago. Returns the shards that it wanted. */
    atEnd(): number {
      const sinceMs = run.nowMs() - decidedAtMs;
      if (sinceMs > DECIDED_WITHIN_MS)
        run.fail('not-recovered', `no decision for ${Math.round(sinceMs / MINUTE_MS)} minutes`);
      return shardsWanted;
    },
  };
}
