// Searches the ways to run a cluster for the cheapest that never refused a write: Spillway at several memory targets, and sizes
// that nobody changes. First over the days as they are; then, from the cheapest up, with more volume and slower reshardings,
// until one comes through. What is dearer than that is not tried any further.
import { GIB } from '../../core/units.ts';
import type { MinuteTrace } from '../../trace/minute-trace.ts';
import { heldOf } from './held.ts';
import type { ClusterResult } from './result.ts';
import { runClusterScenario } from './run-cluster-scenario.ts';
import { clusterPolicyLabel, type ClusterPolicyChoice, type ClusterScenario } from './scenario.ts';

/** How the days are tried: what arrives, and how long a resharding takes, times so much. */
export interface ClusterVariant {
  readonly volume: number;
  readonly reshard: number;
}

/** A busier day; and AWS says nowhere how long a resharding takes, so that the scenario's time may be half of it. */
export const CLUSTER_VARIANTS: readonly ClusterVariant[] = [
  { volume: 1, reshard: 1 },
  { volume: 1.3, reshard: 1 },
  { volume: 1, reshard: 2 },
  { volume: 1.3, reshard: 2 },
];

/** Percent, for `spillway:memory-target`. */
const TARGETS = [50, 60, 70, 80] as const;

/** A size with room, as many who size by hand keep. */
const ROOMY_PERCENT = 60;

export interface ClusterCandidate {
  readonly choice: ClusterPolicyChoice;
  readonly label: string;
  /** Over all days as they are. */
  readonly costUsd: number;
  readonly nodeHours: number;
  readonly changes: number;
  readonly shardsMin: number;
  readonly shardsMax: number;
  /** Minutes in which writes were refused, in the order of `CLUSTER_VARIANTS`; of those that were tried. */
  readonly fullMinutes: readonly number[];
  /** The fullest that a shard was in any of them. */
  readonly fullestPercent: number;
  /** `null`: dearer than one that is safe, and not tried to the end. */
  readonly isSafe: boolean | null;
}

export interface ClusterRecommendation {
  /** The safe ones first, then those not tried to the end, then the others; each by cost. */
  readonly candidates: readonly ClusterCandidate[];
  /** The cheapest size that nobody changes and that came through all variants; `null` where none did. */
  readonly fixed: ClusterCandidate | null;
  readonly oracleCostUsd: number;
  readonly dayCount: number;
}

/** The scenario's own policies are left aside. `onTry` hears of each run before it begins. */
export function recommendCluster(given: {
  readonly scenario: ClusterScenario;
  readonly traces: readonly MinuteTrace[];
  readonly onTry?: (label: string) => void;
}): ClusterRecommendation {
  const { scenario, traces, onTry } = given;
  const run = (choices: readonly ClusterPolicyChoice[], variant: ClusterVariant) => {
    const options = { onPolicy: (choice: ClusterPolicyChoice) => onTry?.(clusterPolicyLabel(choice)) };
    return runClusterScenario(varied(scenario, variant, choices), traces, options);
  };
  const [asItIs, ...others] = CLUSTER_VARIANTS as readonly [ClusterVariant, ...ClusterVariant[]];
  const oracle: ClusterPolicyChoice = { kind: 'oracle' };
  const choices = choicesFor(scenario, traces);
  const { held, runs } = run([...choices, oracle], asItIs);
  const plain = runs.filter(({ choice }) => choice.kind !== 'oracle');
  plain.sort((a, b) => a.result.costUsd - b.result.costUsd);
  const candidates: ClusterCandidate[] = [];
  for (const { choice, result } of plain) {
    const isBeaten = candidates.some(({ isSafe }) => isSafe);
    // A size that nobody changes costs nothing to try, and is what the others are compared with.
    const isTried = result.fullMinutes === 0 && (choice.kind === 'static' || !isBeaten);
    const results: [ClusterResult, ...ClusterResult[]] = [result];
    for (const variant of isTried ? others : []) {
      const next = run([choice], variant).runs[0]?.result;
      if (next) results.push(next);
      if (next && next.fullMinutes > 0) break;
    }
    candidates.push(candidateOf(choice, results));
  }
  candidates.sort((a, b) => rankOf(a) - rankOf(b) || a.costUsd - b.costUsd);
  return {
    candidates,
    fixed: candidates.find(({ choice, isSafe }) => choice.kind === 'static' && isSafe === true) ?? null,
    oracleCostUsd: runs.find(({ choice }) => choice.kind === 'oracle')?.result.costUsd ?? 0,
    dayCount: held.days.length,
  };
}

function varied(
  scenario: ClusterScenario,
  { volume, reshard }: ClusterVariant,
  policies: readonly ClusterPolicyChoice[],
): ClusterScenario {
  const { minutes, minutesPerGiB } = scenario.reshard;
  return {
    ...scenario,
    bytesKept: scenario.bytesKept * volume,
    reshard: { minutes: minutes * reshard, minutesPerGiB: minutesPerGiB * reshard },
    policies: [...policies],
  };
}

/** Sizes: what holds the fullest minute; that with the most volume that is tried; and that with room besides. */
function choicesFor(
  scenario: ClusterScenario,
  traces: readonly MinuteTrace[],
): readonly ClusterPolicyChoice[] {
  const volumeMax = Math.max(...CLUSTER_VARIANTS.map(({ volume }) => volume));
  const sizeFor = (volume: number, percent: number) => {
    const { bytes } = heldOf(traces, varied(scenario, { volume, reshard: 1 }, scenario.policies));
    const most = bytes.reduce((max, held) => Math.max(max, held), 0);
    const count = Math.ceil((100 * most) / (percent * scenario.node.memoryGiB * GIB));
    return Math.min(scenario.shards.max, Math.max(scenario.shards.min, count));
  };
  const sizes = new Set([
    scenario.shards.start,
    sizeFor(1, 100),
    sizeFor(volumeMax, 100),
    sizeFor(volumeMax, ROOMY_PERCENT),
  ]);
  return [
    ...TARGETS.map((memoryTargetPercent) => ({ kind: 'spillway' as const, memoryTargetPercent })),
    ...[...sizes].map((shards) => ({ kind: 'static' as const, shards })),
  ];
}

/** `results`: in the order of `CLUSTER_VARIANTS`, of the days as they are first. */
function candidateOf(
  choice: ClusterPolicyChoice,
  results: readonly [ClusterResult, ...ClusterResult[]],
): ClusterCandidate {
  const [{ costUsd, nodeHours, changes, shardsMin, shardsMax }] = results;
  const fullMinutes = results.map((result) => result.fullMinutes);
  const hasRefused = fullMinutes.some((minutes) => minutes > 0);
  return {
    choice,
    label: clusterPolicyLabel(choice),
    costUsd,
    nodeHours,
    changes,
    shardsMin,
    shardsMax,
    fullMinutes,
    fullestPercent: Math.max(...results.map((result) => result.fullestPercent)),
    isSafe: hasRefused ? false : results.length === CLUSTER_VARIANTS.length ? true : null,
  };
}

function rankOf({ isSafe }: ClusterCandidate): number {
  return isSafe === true ? 0 : isSafe === null ? 1 : 2;
}
