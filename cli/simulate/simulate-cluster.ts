// `spillway simulate` on a scenario of a MemoryDB cluster: the ways to run it, side by side, as a table for people.
import Table from 'cli-table3';
import pc from 'picocolors';
import { readClusterTraces } from '../../lib/backtest/memorydb-cluster/read-cluster-scenario.ts';
import {
  runClusterScenario,
  type ClusterResult,
} from '../../lib/backtest/memorydb-cluster/run-cluster-scenario.ts';
import {
  clusterPolicyLabel,
  type ClusterPolicyChoice,
  type ClusterScenario,
} from '../../lib/backtest/memorydb-cluster/scenario.ts';
import { CommandError } from '../command-error.ts';
import type { Terminal } from '../terminal.ts';
import { writeResults, type SimulateOptions } from './write-results.ts';

/** `file` is where the scenario stands; its traces are relative to it. */
export async function simulateCluster(
  given: { readonly scenario: ClusterScenario; readonly file: string; readonly options: SimulateOptions },
  terminal: Terminal,
): Promise<void> {
  const { scenario, file, options } = given;
  if (options.report !== undefined)
    throw new CommandError('--report knows no page of clusters: the table and --json have all there is', {
      exitStatus: 2,
    });
  const results = runClusterScenario(scenario, await readClusterTraces(scenario, file));
  await writeResults({ results, table: tableOf(scenario, results) }, options, terminal);
}

function tableOf(scenario: ClusterScenario, results: readonly ClusterResult[]): string {
  const head = ['policy', 'node-hours', 'cost', 'vs oracle', 'full', 'fullest', 'changes', 'shards'];
  const table = new Table({
    head,
    style: { head: [], border: [] },
    colAligns: head.map((_, i) => (i === 0 ? 'left' : 'right')),
  });
  results.forEach((result, i) => {
    const choice = scenario.policies[i];
    if (choice) table.push(cellsOf(choice, result));
  });
  return `${scenario.name}\n${table.toString()}`;
}

function cellsOf(choice: ClusterPolicyChoice, result: ClusterResult): string[] {
  const { fullMinutes, costVsOracle, shardsMin, shardsMax } = result;
  return [
    clusterPolicyLabel(choice),
    result.nodeHours.toFixed(0),
    `$${result.costUsd.toFixed(2)}`,
    // What is cheap since it refused writes is no match for the oracle.
    costVsOracle === null || fullMinutes > 0 ? '–' : costVsOracle.toFixed(3),
    fullMinutes > 0 ? pc.red(`${fullMinutes} min`) : '0 min',
    `${result.fullestPercent.toFixed(0)} %`,
    String(result.changes),
    shardsMin === shardsMax ? String(shardsMin) : `${shardsMin} to ${shardsMax}`,
  ];
}
