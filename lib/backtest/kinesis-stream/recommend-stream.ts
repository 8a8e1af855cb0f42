// Searches the ways to run a stream for the cheapest that never throttled: over the days as they are, and with more volume.
// The first of several days teaches, and is not judged: planner and on-demand mode alike know nothing before it.
import { CHANGES_PER_DAY, RATIO_MAX } from '../../targets/kinesis-stream/domain/limits.ts';
import type { MinuteTrace } from '../../trace/minute-trace.ts';
import { loadOf, type Load } from './load.ts';
import { runStreamScenario, type StreamPolicyRun } from './run-stream-scenario.ts';
import { streamPolicyLabel, type StreamPolicyChoice, type StreamScenario } from './scenario.ts';

/** The volume as it is, and what a busier day may bring. */
export const VOLUME_SCALES = [1, 1.3] as const;

/** Changes a day that are kept for what no plan foresees, as `spillway:changes-reserved` has it. */
const CHANGES_RESERVED = 2;

export interface StreamCandidate {
  readonly choice: StreamPolicyChoice;
  readonly label: string;
  /** Over all days as they are. */
  readonly costUsd: number;
  readonly shardHours: number;
  readonly callsMaxIn24h: number;
  /** Throttled minutes of the judged days, in the order of `VOLUME_SCALES`. */
  readonly throttledMinutes: readonly number[];
  /** Of the first day, where it is not judged. */
  readonly throttledMinutesAtFirst: number | null;
  readonly isSafe: boolean;
}

/**
 * What the limits of AWS leave at night: a change at most doubles, and there are so many a day, half of them up and half of
 * them down. So a stream that has its peak every day cannot have fewer than its peak's shards over 2 to the number of
 * doublings.
 */
export interface NightFloor {
  readonly changesPlanned: number;
  readonly doublings: number;
  readonly peakShards: number;
  readonly floorShards: number;
}

export interface StreamRecommendation {
  /** The safe ones first, each group by cost. */
  readonly candidates: readonly StreamCandidate[];
  readonly nightFloor: NightFloor;
  readonly dayCount: number;
}

/** The scenario's own policies are left aside. `onTry` hears of each candidate before it is run. */
export function recommendStream(given: {
  readonly scenario: StreamScenario;
  readonly traces: readonly MinuteTrace[];
  readonly onTry?: (done: number, count: number) => void;
}): StreamRecommendation {
  const { scenario, traces, onTry } = given;
  const load = loadOf(traces, scenario);
  const choices = candidatesFor(scenario, load);
  const count = choices.length * VOLUME_SCALES.length;
  let done = 0;
  const runsAt = (scale: number) => {
    const scaled = { ...scenario, volumeFactor: scenario.volumeFactor * scale, policies: [...choices] };
    return runStreamScenario(scaled, traces, {
      onPolicy: ({ kind }) => {
        if (kind !== 'oracle') onTry?.((done += 1), count);
      },
    }).runs;
  };
  const scales = VOLUME_SCALES.map(runsAt);
  const candidates = choices.flatMap((_, i) => candidateOf(scales.flatMap((runs) => runs[i] ?? [])) ?? []);
  candidates.sort((a, b) => Number(b.isSafe) - Number(a.isSafe) || a.costUsd - b.costUsd);
  const nightFloor = nightFloorOf(peakOf(load), scenario.shards.min);
  return { candidates, nightFloor, dayCount: load.days.length };
}

function candidatesFor({ shards }: StreamScenario, load: Load): readonly StreamPolicyChoice[] {
  const planner = (utilizationPercent: number): StreamPolicyChoice => ({
    kind: 'planner',
    utilizationPercent,
    changesReserved: CHANGES_RESERVED,
  });
  const mostScale = Math.max(...VOLUME_SCALES);
  const fixed = Math.min(shards.max, Math.max(shards.min, Math.ceil(peakOf(load) * mostScale)));
  return [
    planner(60),
    planner(70),
    planner(80),
    { kind: 'static', shards: fixed },
    { kind: 'on-demand' },
    { kind: 'target-tracking', targetPercent: 70 },
    { kind: 'doubling' },
  ];
}

/** `runs`: of one candidate, in the order of `VOLUME_SCALES`. */
function candidateOf(runs: readonly StreamPolicyRun[]): StreamCandidate | undefined {
  const [plain] = runs;
  if (!plain) return undefined;
  const judgesAll = plain.days.length === 1;
  const throttledMinutes = runs.map(({ days }) =>
    days.slice(judgesAll ? 0 : 1).reduce((sum, day) => sum + day.throttledMinutes, 0),
  );
  const { costUsd, shardHours, callsMaxIn24h } = plain.result;
  return {
    choice: plain.choice,
    label: streamPolicyLabel(plain.choice),
    costUsd,
    shardHours,
    callsMaxIn24h,
    throttledMinutes,
    throttledMinutesAtFirst: judgesAll ? null : (plain.days[0]?.throttledMinutes ?? 0),
    isSafe: throttledMinutes.every((minutes) => minutes === 0),
  };
}

/** `peakDemand`: of the busiest minute, in shards. */
export function nightFloorOf(peakDemand: number, shardsMin: number): NightFloor {
  const changesPlanned = CHANGES_PER_DAY - CHANGES_RESERVED;
  const doublings = Math.floor(changesPlanned / 2);
  const peakShards = Math.ceil(peakDemand);
  const floorShards = Math.max(shardsMin, Math.ceil(peakShards / RATIO_MAX ** doublings));
  return { changesPlanned, doublings, peakShards, floorShards };
}

function peakOf({ demand }: Load): number {
  return demand.reduce((most, shards) => Math.max(most, shards), 0);
}
