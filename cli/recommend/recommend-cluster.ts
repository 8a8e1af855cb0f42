// `spillway recommend` on a scenario of a MemoryDB cluster: memory targets and fixed sizes at the user's prices, what the best
// saves, and how sure that is.
import Table from 'cli-table3';
import pc from 'picocolors';
import {
  parseClusterScenario,
  readClusterTraces,
} from '../../lib/backtest/memorydb-cluster/read-cluster-scenario.ts';
import {
  CLUSTER_VARIANTS,
  recommendCluster,
  type ClusterCandidate,
  type ClusterRecommendation,
} from '../../lib/backtest/memorydb-cluster/recommend-cluster.ts';
import { dollars, rareBy, writeFound, type RecommendOutput } from './found.ts';
import type { Terminal } from '../terminal.ts';

/** `value`: the scenario, read already. Exit status 1 where no way to run the cluster took every write. */
export async function recommendForCluster(
  { file, value }: { readonly file: string; readonly value: unknown },
  options: RecommendOutput,
  terminal: Terminal,
): Promise<void> {
  const scenario = parseClusterScenario(file, value);
  const found = recommendCluster({
    scenario,
    traces: await readClusterTraces(scenario, file),
    onTry: (label) => {
      if (terminal.isInteractive) terminal.writeError(`\r\u001b[Ktrying ${label}`);
    },
  });
  writeFound({ found, text: () => textOf(found) }, options, terminal);
}

function textOf(found: ClusterRecommendation): string {
  return [...headline(found), tableOf(found), ''].join('\n');
}

function headline(found: ClusterRecommendation): readonly string[] {
  const { candidates, oracleCostUsd } = found;
  const [best] = candidates;
  if (best?.isSafe !== true)
    return [
      'No way to run the cluster took every write in all variants: allow it more shards (shards.max), or larger nodes. By cost:',
    ];
  const how =
    best.choice.kind === 'spillway'
      ? `scaled by Spillway (spillway:memory-target ${best.choice.memoryTargetPercent})`
      : `${best.label}: ${best.shardsMax} shards that nobody changes`;
  return [
    `Recommended: ${pc.bold(how)}, ${dollars(best)}.`,
    savingOf(best, found),
    howSure(best, found),
    `Who knew the days would have paid ${dollars({ costUsd: oracleCostUsd })}, every node full to the last byte.`,
  ];
}

function savingOf(best: ClusterCandidate, { fixed, candidates }: ClusterRecommendation): string {
  if (best.choice.kind === 'static') {
    const ours = candidates.find(({ choice }) => choice.kind === 'spillway');
    const more = ours ? 100 * (ours.costUsd / best.costUsd - 1) : 0;
    const but = ours?.isSafe === false ? ', and refused writes' : '';
    return ours
      ? `Scaling it saves nothing on these days: ${ours.label} costs ${Math.abs(more).toFixed(1)} % ${more >= 0 ? 'more' : 'less'}${but}. That size was read off the days: who sizes by hand has to know them before.`
      : 'Scaling it saves nothing on these days.';
  }
  if (!fixed)
    return 'No size that nobody changes took every write within shards.max, so there is nothing to compare with.';
  const saved = fixed.costUsd - best.costUsd;
  const percent = fixed.costUsd > 0 ? (100 * saved) / fixed.costUsd : 0;
  return `It saves ${dollars({ costUsd: saved })} (${percent.toFixed(1)} %) of ${fixed.label}, the cheapest of the sizes tried that nobody changes and that took every write.`;
}

/** The days count once, however often they are varied: what they have in common, the variants have too. */
function howSure({ fullestPercent }: ClusterCandidate, { dayCount }: ClusterRecommendation): string {
  const tried = `Tried ${CLUSTER_VARIANTS.length} ways (as it is, 30 % more volume, reshardings of twice the time, both): no write was refused, and the fullest shard reached ${fullestPercent.toFixed(0)} %`;
  const rare = rareBy(dayCount);
  return rare === undefined
    ? `${tried}. ${dayCount} day${dayCount === 1 ? ' is' : 's are'} too few to say how sure that is: try more days.`
    : `${tried}; so on at most one day in ${rare} like these is one, by 95 %.`;
}

function tableOf({ candidates }: ClusterRecommendation): string {
  const head = ['candidate', 'cost', 'node-hours', 'changes', 'shards', 'full', 'tried', 'fullest'];
  const table = new Table({
    head,
    style: { head: [], border: [] },
    colAligns: head.map((_, i) => (i === 0 ? 'left' : 'right')),
  });
  for (const candidate of candidates) {
    const { label, nodeHours, changes, shardsMin, shardsMax, fullMinutes, fullestPercent } = candidate;
    const full = Math.max(...fullMinutes);
    table.push([
      label,
      dollars(candidate),
      nodeHours.toFixed(0),
      String(changes),
      shardsMin === shardsMax ? String(shardsMin) : `${shardsMin} to ${shardsMax}`,
      full > 0 ? pc.red(`${full} min`) : '0 min',
      `${fullMinutes.length} of ${CLUSTER_VARIANTS.length}`,
      `${fullestPercent.toFixed(0)} %`,
    ]);
  }
  return table.toString();
}
