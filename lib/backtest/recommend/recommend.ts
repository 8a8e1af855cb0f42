// Searches server sizes and settings for the cheapest that never rolls late: every candidate on the trace as it is, and then,
// from the cheapest up, on variants of it, until one has come through them all.
import { localDays } from '../run/local-days.ts';
import { runPolicy, type RunTerms } from '../run/run-policy.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { MinuteTrace } from '../../trace/minute-trace.ts';
import {
  candidatesOf,
  isScheduledTwin,
  withBetterReports,
  type Candidate,
  type NodeSize,
} from './candidates.ts';
import { AS_IT_IS, BURST_SCALES, VARIANTS, variantOf, type Variant } from './variants.ts';

export interface Recommendation extends Candidate {
  /** Over the trace as it is. */
  readonly costUsd: number;
  readonly minCushionSeconds: number | null;
  /** Late rolls by how much the bursts were scaled, in the order of `BURST_SCALES`, over the variants that were tried. */
  readonly lateRolls: readonly number[];
  /**
   * No late roll, no memory exhausted and no data lost in any variant; `null` where a cheaper one was found safe before all
   * variants were tried.
   */
  readonly isSafe: boolean | null;
  /** How sure that is: all variants are of the same days. */
  readonly days: number;
  readonly variantsTried: number;
  readonly rolls: number;
  /** Of the closest roll in any variant. */
  readonly closestCushionSeconds: number | null;
  /** What it costs less than the same that retires at the end of day alone, percent; absent where it is that one. */
  readonly continuousSavesPercent?: number;
}

/** What is done next; nobody knows how many variants will have to be tried. */
export type Progress = { readonly label: string; readonly done: number } & (
  { readonly doing: 'cost'; readonly count: number } | { readonly doing: 'variants' }
);

export const VARIANT_COUNT = VARIANTS.length;

/** One candidate's run over one variant. */
interface Run {
  readonly variant: Variant;
  readonly costUsd: number;
  readonly lateRolls: number;
  readonly hasFailed: boolean;
  readonly rolls: number;
  readonly minCushionSeconds: number | null;
}

interface Tried {
  readonly candidate: Candidate;
  readonly plain: Run;
  readonly runs: Run[];
}

/** All candidates: the safe one first, then those that were not tried to the end, then those that failed; each by cost. */
export async function recommend(given: {
  readonly terms: RunTerms & Pick<Scenario, 'endOfDay'>;
  readonly trace: MinuteTrace;
  readonly sizes: readonly NodeSize[];
  readonly onProgress?: (progress: Progress) => void;
}): Promise<readonly Recommendation[]> {
  const { trace, sizes, onProgress } = given;
  const candidates = candidatesOf(sizes);
  const tried: Tried[] = [];
  const begin = async (candidate: Candidate): Promise<Tried> => {
    const plain = await runOf(candidate, AS_IT_IS, trace, given.terms);
    return { candidate, plain, runs: [plain] };
  };
  for (const candidate of candidates) {
    onProgress?.({ doing: 'cost', label: candidate.label, done: tried.length, count: candidates.length });
    tried.push(await begin(candidate));
  }
  const traces = new Map(VARIANTS.map((variant) => [variant, variantOf(trace, variant)]));
  let done = 0;
  /** Whether it came through all variants. */
  const tryVariants = async (one: Tried): Promise<boolean> => {
    const { candidate, plain, runs } = one;
    if (plain.hasFailed) return false;
    for (const [variant, changed] of traces) {
      if (variant === AS_IT_IS) continue;
      onProgress?.({ doing: 'variants', label: candidate.label, done: (done += 1) });
      const run = await runOf(candidate, variant, changed, given.terms);
      runs.push(run);
      if (run.hasFailed) return false;
    }
    return true;
  };
  const isFound = async (one: Tried): Promise<boolean> => {
    if (await tryVariants(one)) return true;
    const better = withBetterReports(one.candidate);
    if (!better) return false;
    const next = await begin(better);
    tried.push(next);
    return isFound(next);
  };
  for (const one of byCost(tried)) if (await isFound(one)) break;
  const days = localDays(trace, given.terms).length;
  const found = tried.map((one) => ({ ...recommendationOf(one, tried), days }));
  const rank = ({ isSafe: safe }: Recommendation) => (safe === true ? 0 : safe === null ? 1 : 2);
  return found.sort((a, b) => rank(a) - rank(b) || a.costUsd - b.costUsd);
}

function byCost(tried: readonly Tried[]): readonly Tried[] {
  return [...tried].sort((a, b) => a.plain.costUsd - b.plain.costUsd);
}

async function runOf(
  { node, policy, telemetry }: Candidate,
  variant: Variant,
  trace: MinuteTrace,
  terms: RunTerms & Pick<Scenario, 'endOfDay'>,
): Promise<Run> {
  const seed = terms.seed + VARIANTS.indexOf(variant);
  const sized = { ...terms, telemetry, seed, node: { ...terms.node, ...node } };
  const { measured, record } = await runPolicy({
    terms: sized,
    trace,
    days: localDays(trace, terms),
    policy,
  });
  const { lateRolls, outOfMemory, terminatedWithData, minCushionSeconds } = measured;
  return {
    variant,
    costUsd: measured.instanceHours * node.pricePerHourUsd,
    lateRolls,
    hasFailed: lateRolls + outOfMemory + terminatedWithData > 0,
    rolls: record.rolls.length,
    minCushionSeconds,
  };
}

function isSafe({ runs }: Tried): boolean | null {
  if (runs.some(({ hasFailed }) => hasFailed)) return false;
  return runs.length === VARIANT_COUNT ? true : null;
}

function recommendationOf(one: Tried, all: readonly Tried[]): Omit<Recommendation, 'days'> {
  const { candidate, plain, runs } = one;
  const cushions = runs.flatMap(({ minCushionSeconds }) => minCushionSeconds ?? []);
  const scheduled = all.find((other) => isScheduledTwin(candidate, other.candidate));
  const saves =
    scheduled === undefined || scheduled.candidate.policy === candidate.policy
      ? undefined
      : 1 - plain.costUsd / scheduled.plain.costUsd;
  return {
    ...candidate,
    costUsd: plain.costUsd,
    minCushionSeconds: plain.minCushionSeconds,
    lateRolls: BURST_SCALES.map((scale) =>
      runs
        .filter(({ variant }) => variant.burstScale === scale)
        .reduce((sum, { lateRolls }) => sum + lateRolls, 0),
    ),
    isSafe: isSafe(one),
    variantsTried: runs.length,
    rolls: runs.reduce((sum, { rolls }) => sum + rolls, 0),
    closestCushionSeconds: cushions.length === 0 ? null : Math.min(...cushions),
    ...(saves !== undefined && { continuousSavesPercent: 100 * saves }),
  };
}
