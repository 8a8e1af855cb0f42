// A whole campaign: which runs it has, and what they add up to. Who runs them, and where, is scripts/campaign.ts's.
import { createRandom } from '../sim/random.ts';
import { EMPTY_TALLY, type Tally } from './checks/check.ts';
import type { CheckName } from './world/finding.ts';
import { drawOptions } from './options/draw-options.ts';
import type { RunOptions } from './options/options.ts';
import type { RunResult } from './run-seed.ts';
import { tooRare } from './minimums.ts';

export interface CampaignFailure {
  readonly seed: number;
  readonly check: CheckName | 'too-rare';
  readonly text: string;
  readonly options: RunOptions | Readonly<Record<string, never>>;
}

/** The campaign's figures; the JSON that it writes. */
export interface CampaignReport extends Tally {
  readonly seed: number;
  readonly days: number;
  readonly cycles: number;
  readonly daysPerSecond: number;
  readonly failures: readonly CampaignFailure[];
  /** Days of runs in which something was excused. */
  readonly excusedDays: number;
  readonly occurred: Readonly<Record<string, number>>;
}

/** Seeds of the runs that make up so many days at least. Their number does not depend on who runs them. */
export function seedsOf(
  campaign: { readonly seed: number; readonly days: number },
  draw: (seed: number) => RunOptions = drawOptions,
): readonly number[] {
  const random = createRandom(campaign.seed).fork('runs');
  const seeds: number[] = [];
  for (let days = 0; days < campaign.days;) {
    const seed = random.integer({ min: 1, max: 2 ** 31 });
    seeds.push(seed);
    days += draw(seed).dayCount;
  }
  return seeds;
}

/** More excused days than this, and the excuses are the failure. */
export const EXCUSED_SHARE_MAX = 0.05;

export function addUp(given: {
  readonly seed: number;
  readonly results: readonly RunResult[];
  readonly failures: readonly CampaignFailure[];
  readonly seconds: number;
}): CampaignReport {
  const { seed, results, failures, seconds } = given;
  const sum = (of: (result: RunResult) => number) => results.reduce((total, result) => total + of(result), 0);
  const days = sum(({ dayCount }) => dayCount);
  const occurred: Record<string, number> = {};
  for (const result of results)
    for (const [what, count] of Object.entries(result.occurred))
      occurred[what] = (occurred[what] ?? 0) + count;
  const excusedDays = results.filter(({ excused }) => excused.length > 0).length;
  const rare: CampaignFailure[] = tooRare(occurred, days).map((text) => ({
    seed,
    check: 'too-rare',
    text,
    options: {},
  }));
  if (excusedDays > EXCUSED_SHARE_MAX * days)
    rare.push({ seed, check: 'too-rare', text: `${excusedDays} of ${days} days were excused`, options: {} });
  const tally = Object.fromEntries(
    Object.keys(EMPTY_TALLY).map((key) => {
      const name = key as keyof Tally;
      const values = results.map((result) => result.tally[name]);
      return [
        name,
        name === 'unlookedMinutesMax' ? Math.max(0, ...values) : values.reduce((a, b) => a + b, 0),
      ];
    }),
  ) as unknown as Tally;
  return {
    seed,
    days,
    cycles: sum(({ cycleCount }) => cycleCount),
    daysPerSecond: Math.round((100 * days) / Math.max(0.001, seconds)) / 100,
    failures: [...failures, ...rare],
    ...tally,
    excusedDays,
    occurred: Object.fromEntries(Object.entries(occurred).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
