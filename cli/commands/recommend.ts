// `spillway recommend TRACE --node …`: the cheapest size and settings that never rolled late on these days; and of a
// stream's or a cluster's scenario, the cheapest way to run it (cli/recommend).
import type { Command } from 'commander';
import { recommend, type Progress, type Recommendation } from '../../lib/backtest/recommend/recommend.ts';
import { isClusterScenario } from '../../lib/backtest/memorydb-cluster/read-cluster-scenario.ts';
import { isStreamScenario } from '../../lib/backtest/kinesis-stream/read-stream-scenario.ts';
import { readScenarioJson, ScenarioError } from '../../lib/backtest/scenario/read-scenario.ts';
import { TraceError } from '../../lib/trace/trace-error.ts';
import { CommandError } from '../command-error.ts';
import {
  searchOfScenario,
  searchOfTrace,
  type GroupOptions,
  type GroupSearch,
} from '../recommend/group-terms.ts';
import { textOf } from '../recommend/group-text.ts';
import type { Terminal } from '../terminal.ts';

interface RecommendOptions extends GroupOptions {
  readonly json?: boolean;
}

/** What a scenario says itself. */
const OF_TRACES = ['bytesPerMessage', 'timeZone', 'endOfDay', 'boot', 'baseline', 'max', 'leavesQueue'];

/** Without a person's terminal a line comes so often. */
const LINE_EVERY_MS = 10_000;

export function addRecommend(program: Command, terminal: Terminal): void {
  program
    .command('recommend')
    .argument('<trace>', 'a trace (CSV, plain or gzip), or a scenario (.json): docs/simulate.md')
    .description(
      'find the cheapest server size and settings that never rolled late; or the cheapest way to run a stream or a cluster',
    )
    .option('--node <name:GiB:$/h...>', 'server sizes to try for RDBs, such as t3a.medium:4:0.0376')
    .option('--bytes-per-message <bytes>', 'memory that a message takes, where the trace counts messages')
    .option('--time-zone <zone>', 'time zone of the days', 'America/New_York')
    .option('--end-of-day <HH:MM>', 'when the RDBs drop their data, local time', '23:59')
    .option('--boot <seconds>', 'from launch until a node waits in the queue', '60')
    .option('--baseline <MiB>', 'memory that an empty RDB uses', '150')
    .option('--max <n>', "the group's maximum", '200')
    .option(
      '--no-leaves-queue',
      "RDBs stay in the tickerplant's queue when they see their termination (docs/kdb.md)",
    )
    .option('--json', 'all candidates as JSON')
    .action(async (file: string, options: RecommendOptions, command: Command) => {
      try {
        if (file.endsWith('.json')) {
          refuseGiven(command, OF_TRACES, 'the scenario says that itself');
          await recommendScenario(file, options, command, terminal);
        } else await search(await searchOfTrace(file, options), options, terminal);
      } catch (error) {
        if (error instanceof ScenarioError || error instanceof TraceError)
          throw new CommandError(error.message, { exitStatus: 2, cause: error });
        throw error;
      }
    });
}

async function recommendScenario(
  file: string,
  options: RecommendOptions,
  command: Command,
  terminal: Terminal,
): Promise<void> {
  const value = readScenarioJson(file);
  const isCluster = isClusterScenario(value);
  if (!isCluster && !isStreamScenario(value)) {
    await search(await searchOfScenario({ file, value }, options), options, terminal);
    return;
  }
  refuseGiven(command, ['node'], 'it is of RDBs');
  if (isCluster) {
    const { recommendForCluster } = await import('../recommend/recommend-cluster.ts');
    return recommendForCluster({ file, value }, options, terminal);
  }
  const { recommendForStream } = await import('../recommend/recommend-stream.ts');
  return recommendForStream({ file, value }, options, terminal);
}

/** An option that would change nothing is told, not passed over. */
function refuseGiven(command: Command, keys: readonly string[], why: string): void {
  const given = command.options.find(
    (option) =>
      keys.includes(option.attributeName()) && command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (given)
    throw new CommandError(`${given.long ?? given.flags} is not for this scenario: ${why}`, {
      exitStatus: 2,
    });
}

async function search(
  wanted: GroupSearch,
  { json = false }: Pick<RecommendOptions, 'json'>,
  terminal: Terminal,
): Promise<void> {
  const found: readonly Recommendation[] = await recommend({ ...wanted, onProgress: progressOn(terminal) });
  if (terminal.isInteractive) terminal.writeError('\r\u001b[K');
  terminal.write(json ? `${JSON.stringify(found, null, 2)}\n` : textOf(found));
  if (found[0]?.isSafe !== true) terminal.exitStatus = 1;
}

/** One line that is written over, or, where nobody sees it change, a line now and then. */
function progressOn(terminal: Terminal): (progress: Progress) => void {
  let saidAtMs = performance.now();
  return (progress) => {
    const { label, done } = progress;
    const what =
      progress.doing === 'cost'
        ? `trying ${done + 1} of ${progress.count}`
        : `trying variants, ${done} so far`;
    if (terminal.isInteractive) {
      terminal.writeError(`\r\u001b[K${what}: ${label}`);
      return;
    }
    if (performance.now() - saidAtMs < LINE_EVERY_MS) return;
    saidAtMs = performance.now();
    terminal.writeError(`${what}: ${label}\n`);
  };
}
