// `spillway simulate SCENARIO.json`: what a policy would have done on these days, and what it would have cost.
import type { Command } from 'commander';
import { collectClosestDay } from '../../lib/backtest/result/collect-day.ts';
import { localDays } from '../../lib/backtest/run/local-days.ts';
import { rollThresholdOf } from '../../lib/backtest/scenario/policy-choice.ts';
import {
  isStreamScenario,
  parseStreamScenario,
} from '../../lib/backtest/kinesis-stream/read-stream-scenario.ts';
import {
  isClusterScenario,
  parseClusterScenario,
} from '../../lib/backtest/memorydb-cluster/read-cluster-scenario.ts';
import { parseScenario, readScenarioJson, ScenarioError } from '../../lib/backtest/scenario/read-scenario.ts';
import { reportOf } from '../../lib/backtest/result/report-of.ts';
import { readTraceOf, runScenario, type Progress } from '../../lib/backtest/run/run-scenario.ts';
import type { Scenario } from '../../lib/backtest/scenario/scenario.ts';
import { policiesOf } from '../../lib/backtest/scenario/scenario.ts';
import type { MinuteTrace } from '../../lib/trace/minute-trace.ts';
import { TraceError } from '../../lib/trace/trace-error.ts';
import { CommandError } from '../command-error.ts';
import { groupTableOf } from '../simulate/group-table.ts';
import { simulateCluster } from '../simulate/simulate-cluster.ts';
import { simulateStream } from '../simulate/simulate-stream.ts';
import { writeOrExplain, writeResults, type SimulateOptions } from '../simulate/write-results.ts';
import type { Terminal } from '../terminal.ts';

export function addSimulate(program: Command, terminal: Terminal): void {
  program
    .command('simulate')
    .argument('<scenario>', 'a scenario (JSON; see docs/simulate.md)')
    .description('run policies over recorded days: what they would have done and cost')
    .option('--json <file>', 'write the results there as JSON; - for standard output, and nothing else there')
    .option('--report <file>', 'write a report there, one self-contained HTML file')
    .action(async (file: string, options: SimulateOptions) => {
      try {
        await simulate(file, options, terminal);
      } catch (error) {
        if (error instanceof ScenarioError || error instanceof TraceError)
          throw new CommandError(error.message, { exitStatus: 2, cause: error });
        throw error;
      }
    });
}

async function simulate(file: string, options: SimulateOptions, terminal: Terminal): Promise<void> {
  const value = readScenarioJson(file);
  if (isStreamScenario(value)) {
    await simulateStream({ scenario: parseStreamScenario(file, value), file, options }, terminal);
    return;
  }
  if (isClusterScenario(value)) {
    await simulateCluster({ scenario: parseClusterScenario(file, value), file, options }, terminal);
    return;
  }
  await simulateGroup({ scenario: parseScenario(file, value), file, options }, terminal);
}

async function simulateGroup(
  given: { readonly scenario: Scenario; readonly file: string; readonly options: SimulateOptions },
  terminal: Terminal,
): Promise<void> {
  const { scenario, file, options } = given;
  const trace = await readTraceOf(scenario, file);
  const collector = options.report === undefined ? undefined : collectorOf(scenario, trace);
  const results = await runScenario(scenario, trace, {
    onProgress: progressTo(terminal),
    watch: (index) => (index === 0 ? collector?.watcher : undefined),
  });
  await writeResults({ results, table: groupTableOf(scenario, results) }, options, terminal);
  if (options.report !== undefined && collector) {
    const { report } = options;
    // ECharts is large; only a report needs it.
    const { writeReport } = await import('../../lib/report/write-report.ts');
    await writeOrExplain(report, () => writeReport(report, reportOf(scenario, results, collector.finish())));
    if (options.json !== '-') terminal.write(`The report is in ${report}\n`);
  }
}

function collectorOf(scenario: Scenario, trace: MinuteTrace) {
  const days = localDays(trace, scenario);
  const [policy] = policiesOf(scenario);
  if (days.length === 0 || !policy) return undefined;
  return collectClosestDay({
    days,
    timeZone: scenario.timeZone,
    nodeMemoryGiB: scenario.node.memoryGiB,
    rollThresholdPercent: rollThresholdOf(policy),
    ...(scenario.fixed && { fixedMemoryGiB: scenario.fixed.memoryGiB }),
  });
}

/** Days between two lines of progress where lines cannot be redrawn. */
const DAYS_PER_LINE = 25;

function progressTo(terminal: Terminal): (progress: Progress) => void {
  return ({ policy, date, daysDone, dayCount }) => {
    if (dayCount < 2) return;
    const text = `${policy}: ${date}, day ${daysDone} of ${dayCount}`;
    if (terminal.isInteractive) terminal.writeError(`\r\u001b[K${daysDone === dayCount ? '' : text}`);
    else if (daysDone % DAYS_PER_LINE === 0) terminal.writeError(`${text}\n`);
  };
}
