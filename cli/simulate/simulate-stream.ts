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
import { CommandError } from '../command-error.ts';
import type { Terminal } from '../terminal.ts';
import { writeResults, type SimulateOptions } from './write-results.ts';

/** `file` is where the scenario stands; its traces are relative to it. */
export async function simulateStream(
  given: { readonly scenario: StreamScenario; readonly file: string; readonly options: SimulateOptions },
  terminal: Terminal,
): Promise<void> {
  const { scenario, file, options } = given;
  if (options.report !== undefined)
    throw new CommandError('--report draws groups of RDBs only; of streams there is the table, and --json', {
      exitStatus: 2,
    });
  const traces = await readTracesOf(scenario, file);
  const { load, runs } = runStreamScenario(scenario, traces, {
    onPolicy: (choice) => {
      if (terminal.isInteractive) terminal.writeError(`\r\u001b[K${streamPolicyLabel(choice)} …`);
    },
  });
  if (terminal.isInteractive) terminal.writeError('\r\u001b[K');
  const results = runs.map(({ result }) => result);
  const table = streamTableOf({ scenario, results, dayCount: load.days.length });
  await writeResults({ results, table }, options, terminal);
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
    result.costVsOracle === null ? '–' : result.costVsOracle.toFixed(3),
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
