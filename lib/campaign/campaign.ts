// A whole campaign: which runs it has, and what they add up to. Who runs them, and where, is scripts/campaign.ts's.
import { DAY_MS } from '../core/units.ts';
import { createRandom, type Random } from '../sim/random.ts';
import { EMPTY_TALLY, type Tally } from './checks/check.ts';
import type { CheckName } from './world/finding.ts';
import {
  ANY_KIND,
  GROUP_SEED_MAX,
  isClusterSeed,
  isStreamSeed,
  STREAM_SEED_MAX,
  type AnyRunOptions,
} from './kinds.ts';
import { EMPTY_STREAM_TALLY, type StreamTally } from './kinesis-stream/checks/stream-check.ts';
import { EMPTY_CLUSTER_TALLY, type ClusterTally } from './memorydb-cluster/checks/cluster-check.ts';
import { tooRareOfClusters } from './memorydb-cluster/options/cluster-minimums.ts';
import { tooRareOfStreams } from './kinesis-stream/options/stream-minimums.ts';
import type { RunResult } from './run-seed.ts';
import { tooRare } from './minimums.ts';
import { tooRareOverWire } from './wire-minimums.ts';

export interface CampaignFailure {
  readonly seed: number;
  readonly check: CheckName | 'too-rare';
  readonly text: string;
  readonly options: AnyRunOptions | Readonly<Record<string, never>>;
}

/** The campaign's figures; the JSON that it writes. */
export interface CampaignReport extends Tally {
  readonly seed: number;
  readonly days: number;
  readonly cycles: number;
  readonly daysPerSecond: number;
  readonly failures: readonly CampaignFailure[];
  /** Days on which something was excused. */
  readonly excusedDays: number;
  /** Of groups' runs. */
  readonly occurred: Readonly<Record<string, number>>;
  /** Of the days above, those of streams. */
  readonly streams: KindReport & StreamTally;
  /** And those of clusters. */
  readonly clusters: KindReport & ClusterTally;
}

/** What the runs of a kind add up to. */
interface KindReport {
  readonly days: number;
  readonly cycles: number;
  readonly occurred: Readonly<Record<string, number>>;
}

export const CAMPAIGN_RUNS = ['all', 'groups', 'streams', 'clusters'] as const;

/** Which runs a campaign has: `groups` with `streams` and `clusters` beside them, or one of them alone. */
export type CampaignRuns = (typeof CAMPAIGN_RUNS)[number];

/** One run in ten is a cluster's; of the others, one in eight a stream's. */
const CLUSTER_SHARE = 1 / 10;
const STREAM_SHARE = 1 / 8;

/** Seeds of the runs that make up so many days at least. Their number does not depend on who runs them. */
export function seedsOf(
  campaign: { readonly seed: number; readonly days: number; readonly runs?: CampaignRuns },
  draw: (seed: number) => { readonly dayCount: number } = ANY_KIND.draw,
): readonly number[] {
  const { runs = 'all' } = campaign;
  // The groups' seeds are drawn as if there were no streams, and theirs as if there were no clusters: a campaign's groups and
  // streams stay what they were, though fewer of them make up its days.
  const random = createRandom(campaign.seed).fork('runs');
  const ofStreams = createRandom(campaign.seed).fork('streams');
  const ofClusters = createRandom(campaign.seed).fork('clusters');
  const share = { all: STREAM_SHARE, groups: 0, streams: 1, clusters: 0 }[runs];
  const clusterShare = { all: CLUSTER_SHARE, groups: 0, streams: 0, clusters: 1 }[runs];
  const drawFrom = (chance: Random) => chance.integer({ min: 1, max: GROUP_SEED_MAX });
  const next = () => {
    if (ofClusters.next() < clusterShare) return STREAM_SEED_MAX + drawFrom(ofClusters);
    return ofStreams.next() < share ? GROUP_SEED_MAX + drawFrom(ofStreams) : drawFrom(random);
  };
  const seeds: number[] = [];
  for (let days = 0; days < campaign.days;) {
    const seed = next();
    seeds.push(seed);
    days += draw(seed).dayCount;
  }
  return seeds;
}

/** More excused days than this, and the excuses are the failure. */
export const EXCUSED_SHARE_MAX = 0.05;
/** So many in a short campaign are chance: one of six days is no share. */
export const EXCUSED_BY_CHANCE = 2;

export function addUp(given: {
  readonly seed: number;
  readonly results: readonly RunResult[];
  readonly failures: readonly CampaignFailure[];
  readonly seconds: number;
  /** Its days were those of the emulator. */
  readonly overWire?: boolean;
  /** Of so many days of a kind on it is judged how often each thing occurred; by default as many as can tell. */
  readonly minimumsFromDays?: number;
}): CampaignReport {
  const { seed, results, failures, seconds, overWire = false, minimumsFromDays: fromDays } = given;
  const ofStreams = results.filter(({ seed: runSeed }) => isStreamSeed(runSeed));
  const ofClusters = results.filter(({ seed: runSeed }) => isClusterSeed(runSeed));
  const ofGroups = results.filter(({ seed: runSeed }) => runSeed <= GROUP_SEED_MAX);
  const days = sumOf(results, ({ dayCount }) => dayCount);
  const streams = {
    ...addUpKind(ofStreams),
    ...addUpTallies(
      EMPTY_STREAM_TALLY,
      ofStreams.flatMap(({ streamTally }) => streamTally ?? []),
    ),
  };
  const clusters = {
    ...addUpKind(ofClusters),
    ...addUpTallies(
      EMPTY_CLUSTER_TALLY,
      ofClusters.flatMap(({ clusterTally }) => clusterTally ?? []),
    ),
  };
  const occurred = occurredIn(ofGroups);
  const excusedDays = sumOf(results, excusedDaysOf);
  const tooSeldom = [
    ...tooRare(occurred, days - streams.days - clusters.days, fromDays),
    ...(overWire ? tooRareOverWire(occurred, days) : []),
    ...tooRareOfStreams(streams.occurred, streams.days, fromDays),
    ...tooRareOfClusters(clusters.occurred, clusters.days, fromDays),
  ];
  const rare: CampaignFailure[] = tooSeldom.map((text) => ({ seed, check: 'too-rare', text, options: {} }));
  if (excusedDays > Math.max(EXCUSED_BY_CHANCE, EXCUSED_SHARE_MAX * days))
    rare.push({ seed, check: 'too-rare', text: `${excusedDays} of ${days} days were excused`, options: {} });
  return {
    seed,
    days,
    cycles: sumOf(results, ({ cycleCount }) => cycleCount),
    daysPerSecond: Math.round((100 * days) / Math.max(0.001, seconds)) / 100,
    failures: [...failures, ...rare],
    ...addUpTallies(
      EMPTY_TALLY,
      results.map(({ tally }) => tally),
    ),
    excusedDays,
    occurred,
    streams,
    clusters,
  };
}

/** By their dates: a run of five days may have something to excuse on each. */
function excusedDaysOf({ excused }: RunResult): number {
  return new Set(excused.map(({ atMs }) => Math.floor(atMs / DAY_MS))).size;
}

function addUpKind(results: readonly RunResult[]): KindReport {
  return {
    days: sumOf(results, ({ dayCount }) => dayCount),
    cycles: sumOf(results, ({ cycleCount }) => cycleCount),
    occurred: occurredIn(results),
  };
}

/** Figures that are the most of something; all others are added up. */
const MOSTS: ReadonlySet<string> = new Set(['unlookedMinutesMax', 'callsMaxIn24h']);

function addUpTallies<T extends object>(empty: T, tallies: readonly T[]): T {
  const total = (key: keyof T & string) => {
    const values = tallies.map((tally) => Number(tally[key]));
    return MOSTS.has(key) ? Math.max(0, ...values) : values.reduce((a, b) => a + b, 0);
  };
  const keys = Object.keys(empty) as (keyof T & string)[];
  return Object.fromEntries(keys.map((key) => [key, total(key)])) as T;
}

function occurredIn(results: readonly RunResult[]): Readonly<Record<string, number>> {
  const occurred: Record<string, number> = {};
  for (const result of results)
    for (const [what, count] of Object.entries(result.occurred))
      occurred[what] = (occurred[what] ?? 0) + count;
  return Object.fromEntries(Object.entries(occurred).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sumOf(results: readonly RunResult[], of: (result: RunResult) => number): number {
  return results.reduce((total, result) => total + of(result), 0);
}
