// Where the instance-hours above the oracle's went: spares that waited before they were needed, spares that nobody needed, and
// what was kept after its day had ended. Each is the run's own less the oracle's, which keeps a group's minimum too.
import { HOUR_MS } from '../../core/units.ts';
import { billedUntilMs, type BillingTerms } from './billing.ts';
import type { NodeLife } from './record-run.ts';
import type { AboveOracle } from './result.ts';

interface Spent {
  earlyMs: number;
  neverUsedMs: number;
  afterEndOfDayMs: number;
  billedMs: number;
}

export function aboveOracle(
  given: { readonly lives: readonly NodeLife[]; readonly oracleLives: readonly NodeLife[] },
  terms: BillingTerms & { readonly endOfDaysMs: readonly number[] },
): AboveOracle {
  const own = spent(given.lives, terms);
  const oracle = spent(given.oracleLives, terms);
  const hoursOf = (what: keyof Spent) => (own[what] - oracle[what]) / HOUR_MS;
  const [early, neverUsed, after] = [hoursOf('earlyMs'), hoursOf('neverUsedMs'), hoursOf('afterEndOfDayMs')];
  return {
    sparesEarlyHours: early,
    sparesNeverUsedHours: neverUsed,
    afterEndOfDayHours: after,
    otherHours: hoursOf('billedMs') - early - neverUsed - after,
  };
}

function spent(
  lives: readonly NodeLife[],
  terms: BillingTerms & { readonly endOfDaysMs: readonly number[] },
): Spent {
  const sum: Spent = { earlyMs: 0, neverUsedMs: 0, afterEndOfDayMs: 0, billedMs: 0 };
  for (const life of lives) {
    const { launchedAtMs, queuedAtMs, liveAtMs, flushedAtMs, terminatedAtMs } = life;
    const endedMs = terminatedAtMs ?? Math.max(terms.lastDayEndMs, launchedAtMs);
    const dayEndMs = terms.endOfDaysMs.find((atMs) => atMs > launchedAtMs) ?? Number.POSITIVE_INFINITY;
    sum.billedMs += billedUntilMs(life, terms) - launchedAtMs;
    if (flushedAtMs !== undefined) sum.afterEndOfDayMs += Math.max(0, endedMs - flushedAtMs);
    if (liveAtMs !== undefined && liveAtMs <= dayEndMs) {
      sum.earlyMs += liveAtMs - (queuedAtMs ?? liveAtMs);
      continue;
    }
    const neededMs = liveAtMs ?? endedMs;
    sum.neverUsedMs += Math.min(neededMs, dayEndMs) - launchedAtMs;
    sum.afterEndOfDayMs += Math.max(0, neededMs - dayEndMs);
  }
  return sum;
}
