// `spillway simulate` on a scenario of a MemoryDB cluster: the ways to run it, side by side, as a table for people.
import pc from 'picocolors';
import { clusterReportOf } from '../../lib/backtest/memorydb-cluster/cluster-report.ts';
import { readClusterTraces } from '../../lib/backtest/memorydb-cluster/read-cluster-scenario.ts';
import type { ClusterResult } from '../../lib/backtest/memorydb-cluster/result.ts';
import { runClusterScenario } from '../../lib/backtest/memorydb-cluster/run-cluster-scenario.ts';
import {
  clusterPolicyLabel,
  type ClusterPolicyChoice,
  type ClusterScenario,
} from '../../lib/backtest/memorydb-cluster/scenario.ts';
import type { Terminal } from '../terminal.ts';
import { fromTo, resultTable } from './result-table.ts';
import { runAndShow } from './run-and-show.ts';
import type { SimulateOptions } from './write-results.ts';

const HEAD = ['policy', 'node-hours', 'cost', 'vs oracle', 'full', 'fullest', 'changes', 'shards'];

/** `file` is where the scenario stands; its traces are relative to it. */
export async function simulateCluster(
  given: { readonly scenario: ClusterScenario; readonly file: string; readonly options: SimulateOptions },
  terminal: Terminal,
): Promise<void> {
  const { scenario, file, options } = given;
  const traces = await readClusterTraces(scenario, file);
  await runAndShow(
    {
      run: (onPolicy) =>
        runClusterScenario(scenario, traces, { onPolicy: (choice) => onPolicy(clusterPolicyLabel(choice)) }),
      tableOf: ({ runs }) =>
        resultTable(
          scenario.name,
          HEAD,
          runs.map(({ choice, result }) => cellsOf(choice, result)),
        ),
      writeReport: async (report, ran) => {
        // ECharts is large; only a report needs it.
        const { writeClusterReport } = await import('../../lib/report/clusters/cluster-page.ts');
        await writeClusterReport(report, clusterReportOf(scenario, ran));
      },
    },
    options,
    terminal,
  );
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
    fromTo(shardsMin, shardsMax),
  ];
}
