// `spillway recommend` on a scenario of a Kinesis stream: the modes at the user's prices, and what AWS's limits leave.
import Table from 'cli-table3';
import pc from 'picocolors';
import { parseStreamScenario } from '../../lib/backtest/kinesis-stream/read-stream-scenario.ts';
import {
  recommendStream,
  VOLUME_SCALES,
  type NightFloor,
  type StreamCandidate,
  type StreamRecommendation,
} from '../../lib/backtest/kinesis-stream/recommend-stream.ts';
import { readTracesOf } from '../../lib/backtest/kinesis-stream/run-stream-scenario.ts';
import type { Terminal } from '../terminal.ts';
import { dollars, writeFound, type RecommendOutput } from './found.ts';

/** `value`: the scenario, read already. Exit status 1 where no way to run the stream was without a throttled minute. */
export async function recommendForStream(
  { file, value }: { readonly file: string; readonly value: unknown },
  options: RecommendOutput,
  terminal: Terminal,
): Promise<void> {
  const scenario = parseStreamScenario(file, value);
  const traces = await readTracesOf(scenario, file);
  const found = recommendStream({
    scenario,
    traces,
    onTry: (done, count) => {
      if (terminal.isInteractive) terminal.writeError(`\r\u001b[Ktrying ${done} of ${count}`);
    },
  });
  writeFound({ found, text: () => textOf(found) }, options, terminal);
}

function textOf({ candidates, nightFloor, dayCount }: StreamRecommendation): string {
  return [headline(candidates), nightSentence(nightFloor), tableOf(candidates, dayCount), ''].join('\n');
}

function headline([best, second]: readonly StreamCandidate[]): string {
  if (!best?.isSafe)
    return 'No way to run the stream was without a throttled minute: allow it more shards (shards.max). By cost:';
  const how =
    best.choice.kind === 'on-demand'
      ? 'use on-demand'
      : best.choice.kind === 'planner'
        ? modeOf(best)
        : best.label;
  const says = `Recommended: ${pc.bold(how)}, ${dollars(best)}: no throttled minute, nor with 30 % more volume.`;
  if (!second) return says;
  const dearer = 100 * (second.costUsd / best.costUsd - 1);
  const but = second.isSafe
    ? 'and throttles no more'
    : `but throttled (${second.throttledMinutes.join(' and ')} minutes)`;
  return `${says}\nSecond: ${second.label}, which costs ${Math.abs(dearer).toFixed(1)} % ${dearer < 0 ? 'less' : 'more'}, ${but}.`;
}

function modeOf({ choice, label }: StreamCandidate): string {
  const percent = choice.kind === 'planner' ? choice.utilizationPercent : undefined;
  return percent === undefined ? label : `provisioned, planned by Spillway (spillway:utilization ${percent})`;
}

function nightSentence({ changesPlanned, doublings, peakShards, floorShards }: NightFloor): string {
  return (
    `AWS lets a change at most double the shards: with ${changesPlanned} planned changes a day, ${doublings} up and ${doublings} down, ` +
    `a peak of ${peakShards} shards leaves at least ${floorShards} for the night.`
  );
}

function tableOf(candidates: readonly StreamCandidate[], dayCount: number): string {
  const from = dayCount === 1 ? '' : ', from day 2';
  const table = new Table({
    head: [
      'candidate',
      'cost',
      'shard-hours',
      'most changes in 24 h',
      ...VOLUME_SCALES.map((scale) => `throttled${from}${scale === 1 ? '' : `, volume ×${scale}`}`),
      ...(dayCount === 1 ? [] : ['on day 1']),
    ],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  const minutes = (count: number) => (count > 0 ? pc.red(`${count} min`) : '0 min');
  for (const candidate of candidates) {
    const isOnDemand = candidate.choice.kind === 'on-demand';
    const { throttledMinutesAtFirst: atFirst } = candidate;
    table.push([
      candidate.label,
      dollars(candidate),
      isOnDemand ? '–' : candidate.shardHours.toFixed(0),
      isOnDemand ? '–' : String(candidate.callsMaxIn24h),
      ...candidate.throttledMinutes.map(minutes),
      ...(atFirst === null ? [] : [minutes(atFirst)]),
    ]);
  }
  return table.toString();
}
