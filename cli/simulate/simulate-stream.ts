// `spillway simulate` on a scenario of a Kinesis stream: the ways to run it, side by side, as a table for people.
import Table from 'cli-table3';
import pc from 'picocolors';
import type { StreamResult } from '../../lib/backtest/kinesis-stream/result.ts';
import { readTracesOf, runStreamScenario } from '../../lib/backtest/kinesis-stream/run-stream-scenario.ts';
import {
  streamPolicyLabel,
  type StreamPolicyChoice,
  type StreamScenario,
} from '../../lib/backtest/kinesis-stream/scenario.ts';
import { streamReportOf } from '../../lib/backtest/kinesis-stream/stream-report.ts';
import { writeStreamReport } from '../../lib/report/streams/stream-page.ts';
import type { Terminal } from '../terminal.ts';
import { writeOrExplain, writeResults, type SimulateOptions } from './write-results.ts';

/** `file` is where the scenario stands; its traces are relative to it. */
export async function simulateStream(
  given: { readonly scenario: StreamScenario; readonly file: string; readonly options: SimulateOptions },
  terminal: Terminal,
): Promise<void> {
  const { scenario, file, options } = given;
  const traces = await readTracesOf(scenario, file);
  const ran = runStreamScenario(scenario, traces, {
    onPolicy: (choice) => {
      if (terminal.isInteractive) terminal.writeError(`\r\u001b[K${streamPolicyLabel(choice)} …`);
    },
  });
  if (terminal.isInteractive) terminal.writeError('\r\u001b[K');
  const { load, runs } = ran;
  const results = runs.map(({ result }) => result);
  const table = streamTableOf({ scenario, results, dayCount: load.days.length });
  const { report } = options;
  if (report !== undefined)
    await writeOrExplain(report, () => writeStreamReport(report, streamReportOf(scenario, ran)));
  await writeResults({ results, table }, options, terminal);
  if (report !== undefined && options.json !== '-') terminal.write(`The report is in ${report}\n`);
}

function streamTableOf(given: {
  readonly scenario: StreamScenario;
  readonly results: readonly StreamResult[];
  readonly dayCount: number;
}): string {
  const { scenario, results, dayCount } = given;
  const head = [
    'policy',
    'shard-hours',
    'cost',
    'vs oracle',
    'throttled',
    'of volume',
    'calls',
    'most in 24 h',
    'shards',
  ];
  const table = new Table({
    head,
    style: { head: [], border: [] },
    colAligns: head.map((_, i) => (i === 0 ? 'left' : 'right')),
  });
  results.forEach((result, i) => {
    const choice = scenario.policies[i];
    if (choice) table.push(cellsOf(choice, result));
  });
  return `${scenario.name}, ${dayCount} day${dayCount === 1 ? '' : 's'}\n${table.toString()}`;
}

function cellsOf(choice: StreamPolicyChoice, result: StreamResult): string[] {
  const { throttledMinutes, throttledPercent } = result;
  const alarming = (text: string) => (throttledMinutes > 0 ? pc.red(text) : text);
  // An on-demand stream is not billed by shards, and AWS changes their number: what the model has of them is no cost.
  const isOnDemand = choice.kind === 'on-demand';
  const unlessOnDemand = (text: string) => (isOnDemand ? '–' : text);
  return [
    streamPolicyLabel(choice),
    unlessOnDemand(result.shardHours.toFixed(0)),
    `$${result.costUsd.toFixed(2)}`,
    // What is cheap since it turned records away is no match for the oracle.
    result.costVsOracle === null || throttledMinutes > 0 ? '–' : result.costVsOracle.toFixed(3),
    alarming(`${throttledMinutes} min`),
    alarming(`${throttledPercent.toFixed(2)} %`),
    unlessOnDemand(String(result.calls)),
    unlessOnDemand(String(result.callsMaxIn24h)),
    unlessOnDemand(
      result.shardsMin === result.shardsMax
        ? String(result.shardsMin)
        : `${result.shardsMin} to ${result.shardsMax}`,
    ),
  ];
}
