// Searches node sizes and policy settings for the cheapest that never rolled late: over the trace, and over
// the trace with its bursts scaled up.
import { LAST_SPARE_MARGIN_DEFAULT } from '../targets/rdb-group/domain/policy.ts';
import { MINUTE_MS } from '../core/units.ts';
import { localDays } from './run/local-days.ts';
import { changeTrace, type MinuteTrace } from '../trace/minute-trace.ts';
import { policyLabel, type PolicyChoice } from './scenario/policy-choice.ts';
import { runPolicy, type RunTerms } from './run/run-policy.ts';
import type { Scenario } from './scenario/scenario.ts';

/** A server size that may be chosen. */
export interface NodeSize {
  readonly name: string;
  readonly memoryGiB: number;
  readonly pricePerHourUsd: number;
}

export interface Recommendation {
  readonly node: NodeSize;
  readonly policy: PolicyChoice;
  readonly label: string;
  /** Over the trace as it is. */
  readonly costUsd: number;
  readonly minCushionSeconds: number | null;
  /** Late rolls by how much the bursts were scaled, in the order of `BURST_SCALES`. */
  readonly lateRolls: readonly number[];
  /** No late roll, no memory exhausted and no data lost at any scale. */
  readonly isSafe: boolean;
}

/** The trace as it is, and with its bursts scaled. */
export const BURST_SCALES = [1, 2, 4] as const;

/** A burst is what a minute brings above the median of this many minutes around it. */
const MEDIAN_MINUTES = 61;

/** Settings searched, for each size. */
const CANDIDATES: readonly PolicyChoice[] = [
  leadTime({ burstFactor: 2 }),
  leadTime({ burstFactor: 3 }),
  leadTime({ burstFactor: 5 }),
  leadTime({ burstFactor: 8 }),
  leadTime({ burstFactor: 3, sparesMin: 1 }),
  threshold(50),
  threshold(60),
  threshold(70),
];

/**
 * All candidates, the safe ones first, each group by cost. `onTry` hears of each candidate before it is run.
 */
export async function recommend(given: {
  readonly terms: RunTerms & Pick<Scenario, 'timeZone' | 'endOfDay'>;
  readonly trace: MinuteTrace;
  readonly sizes: readonly NodeSize[];
  readonly onTry?: (done: number, count: number) => void;
}): Promise<readonly Recommendation[]> {
  const { terms, trace, sizes, onTry } = given;
  const days = localDays(trace, terms);
  const traces = BURST_SCALES.map((factor) => scaleBursts(trace, factor));
  const found: Recommendation[] = [];
  for (const node of sizes) {
    for (const policy of CANDIDATES) {
      onTry?.(found.length, sizes.length * CANDIDATES.length);
      const sized = { ...terms, node: { ...terms.node, ...node } };
      const runs = [];
      for (const scaled of traces)
        runs.push((await runPolicy({ terms: sized, trace: scaled, days, policy })).measured);
      const [plain] = runs;
      found.push({
        node,
        policy,
        label: `${node.name}, ${labelOf(policy)}`,
        costUsd: (plain?.instanceHours ?? 0) * node.pricePerHourUsd,
        minCushionSeconds: plain?.minCushionSeconds ?? null,
        lateRolls: runs.map((run) => run.lateRolls),
        isSafe: runs.every((run) => run.lateRolls + run.outOfMemory + run.terminatedWithData === 0),
      });
    }
  }
  return found.sort((a, b) => Number(b.isSafe) - Number(a.isSafe) || a.costUsd - b.costUsd);
}

/**
 * The trace with what stands out of its surroundings multiplied: the excess of each minute over the median of
 * the hour around it. A quiet day stays a quiet day.
 */
export function scaleBursts(trace: MinuteTrace, factor: number): MinuteTrace {
  if (factor === 1) return trace;
  const half = (MEDIAN_MINUTES - 1) / 2;
  return changeTrace(trace, {
    name: `${trace.name}, bursts ×${factor}`,
    volume: (volume, atMs) => {
      const i = (atMs - trace.startMs) / MINUTE_MS;
      const around = trace.volumes.slice(Math.max(0, i - half), i + half + 1).sort();
      const median = around[Math.floor(around.length / 2)] ?? 0;
      return volume <= median ? volume : median + factor * (volume - median);
    },
  });
}

function labelOf(policy: PolicyChoice): string {
  if (policy.kind !== 'lead-time') return policyLabel(policy);
  const spares = policy.sparesMin > 0 ? `, spares-min ${policy.sparesMin}` : '';
  return `lead-time, burst factor ${policy.burstFactor}${spares}`;
}

function leadTime(change: { burstFactor: number; sparesMin?: number }): PolicyChoice {
  return {
    kind: 'lead-time',
    scaleThresholdPercent: 75,
    rollThresholdPercent: 80,
    sparesMin: 0,
    scaleIn: 'scheduled',
    lastSpareMargin: LAST_SPARE_MARGIN_DEFAULT,
    ...change,
  };
}

function threshold(scaleThresholdPercent: number): PolicyChoice {
  return {
    kind: 'threshold',
    scaleThresholdPercent,
    rollThresholdPercent: 80,
    sparesMin: 0,
    scaleIn: 'scheduled',
  };
}
