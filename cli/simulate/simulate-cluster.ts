// `spillway simulate` on a scenario of a MemoryDB cluster: the ways to run it, side by side, as a table for people.
import Table from 'cli-table3';
import pc from 'picocolors';
import { readClusterTraces } from '../../lib/backtest/memorydb-cluster/read-cluster-scenario.ts';
import { clusterReportOf } from '../../lib/backtest/memorydb-cluster/cluster-report.ts';
import type { ClusterResult } from '../../lib/backtest/memorydb-cluster/result.ts';
import { runClusterScenario } from '../../lib/backtest/memorydb-cluster/run-cluster-scenario.ts';
import {
  clusterPolicyLabel,
  type ClusterPolicyChoice,
  type ClusterScenario,
} from '../../lib/backtest/memorydb-cluster/scenario.ts';
import type { Terminal } from '../terminal.ts';
import { writeOrExplain, writeResults, type SimulateOptions } from './write-results.ts';

/** `file` is where the scenario stands; its traces are relative to it. */
export async function simulateCluster(
  given: { readonly scenario: ClusterScenario; readonly file: string; readonly options: SimulateOptions },
  terminal: Terminal,
): Promise<void> {
  const { scenario, file, options } = given;
  const traces = await readClusterTraces(scenario, file);
  const ran = runClusterScenario(scenario, traces, {
    onPolicy: (choice) => {
      if (terminal.isInteractive) terminal.writeError(`\r\u001b[K${clusterPolicyLabel(choice)} …`);
    },
  });
  if (terminal.isInteractive) terminal.writeError('\r\u001b[K');
  const results = ran.runs.map(({ result }) => result);
  await writeResults({ results, table: tableOf(scenario, results) }, options, terminal);
  const { report } = options;
  if (report === undefined) return;
  // ECharts is large; only a report needs it.
  const { writeClusterReport } = await import('../../lib/report/clusters/cluster-page.ts');
  await writeOrExplain(report, () => writeClusterReport(report, clusterReportOf(scenario, ran)));
  if (options.json !== '-') terminal.write(`The report is in ${report}\n`);
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
