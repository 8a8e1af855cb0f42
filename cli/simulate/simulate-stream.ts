// `spillway simulate` on a scenario of a Kinesis stream: the ways to run it, side by side, as a table for people.
import pc from 'picocolors';
import type { StreamResult } from '../../lib/backtest/kinesis-stream/result.ts';
import { readTracesOf, runStreamScenario } from '../../lib/backtest/kinesis-stream/run-stream-scenario.ts';
import {
  streamPolicyLabel,
  type StreamPolicyChoice,
  type StreamScenario,
} from '../../lib/backtest/kinesis-stream/scenario.ts';
import { streamReportOf } from '../../lib/backtest/kinesis-stream/stream-report.ts';
import type { Terminal } from '../terminal.ts';
import { daysText, fromTo, resultTable } from './result-table.ts';
import { runAndShow } from './run-and-show.ts';
import type { SimulateOptions } from './write-results.ts';

const HEAD = [
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

/** `file` is where the scenario stands; its traces are relative to it. */
export async function simulateStream(
  given: { readonly scenario: StreamScenario; readonly file: string; readonly options: SimulateOptions },
  terminal: Terminal,
): Promise<void> {
  const { scenario, file, options } = given;
  const traces = await readTracesOf(scenario, file);
  await runAndShow(
    {
      run: (onPolicy) =>
        runStreamScenario(scenario, traces, { onPolicy: (choice) => onPolicy(streamPolicyLabel(choice)) }),
      tableOf: ({ load, runs }) =>
        resultTable(
          `${scenario.name}, ${daysText(load.days.length)}`,
          HEAD,
          runs.map(({ choice, result }) => cellsOf(choice, result)),
        ),
      writeReport: async (report, ran) => {
        // ECharts is large; only a report needs it.
        const { writeStreamReport } = await import('../../lib/report/streams/stream-page.ts');
        await writeStreamReport(report, streamReportOf(scenario, ran));
      },
    },
    options,
    terminal,
  );
}

function cellsOf(choice: StreamPolicyChoice, result: StreamResult): string[] {
  const { throttledMinutes, throttledPercent } = result;
  const alarming = (text: string) => (throttledMinutes > 0 ? pc.red(text) : text);
  // An on-demand stream is not billed by shards, and AWS changes their number: what the model has of them is no cost.
  const unlessOnDemand = (text: string) => (choice.kind === 'on-demand' ? '–' : text);
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
    unlessOnDemand(fromTo(result.shardsMin, result.shardsMax)),
  ];
}
