// `spillway recommend TRACE --node …`: the cheapest size and settings that never rolled late on these days; and of a
// stream's or a cluster's scenario, the cheapest way to run it (cli/recommend).
import type { Command } from 'commander';
import { readMinutes } from '../../lib/trace/read-minutes.ts';
import type { NodeSize } from '../../lib/backtest/recommend/candidates.ts';
import { recommend, type Progress, type Recommendation } from '../../lib/backtest/recommend/recommend.ts';
import { isClusterScenario } from '../../lib/backtest/memorydb-cluster/read-cluster-scenario.ts';
import { parseScenario, readScenarioJson, ScenarioError } from '../../lib/backtest/scenario/read-scenario.ts';
import { TraceError } from '../../lib/trace/trace-error.ts';
import { CommandError } from '../command-error.ts';
import { textOf } from '../recommend/group-text.ts';
import type { Terminal } from '../terminal.ts';

interface RecommendOptions {
  readonly node?: readonly string[];
  readonly bytesPerMessage?: string;
  readonly timeZone: string;
  readonly endOfDay: string;
  readonly boot: string;
  readonly baseline: string;
  readonly max: string;
  readonly leavesQueue: boolean;
  readonly json?: boolean;
}

const NODE_ALLOWED = 'NAME:MEMORY_GIB:PRICE_PER_HOUR, such as t3a.medium:4:0.0376';
/** Without a person's terminal a line comes so often. */
const LINE_EVERY_MS = 10_000;

export function addRecommend(program: Command, terminal: Terminal): void {
  program
    .command('recommend')
    .argument(
      '<trace>',
      "a trace (CSV, plain or gzip), or a stream's or a cluster's scenario (.json): docs/simulate.md",
    )
    .description(
      'find the cheapest server size and settings that never rolled late; or the cheapest way to run a stream or a cluster',
    )
    .option('--node <name:GiB:$/h...>', `server sizes to try, for a trace: ${NODE_ALLOWED}`)
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
    .action(async (file: string, options: RecommendOptions) => {
      try {
        if (file.endsWith('.json')) {
          await recommendScenario(file, options, terminal);
          return;
        }
        const found = await search(file, options, terminal);
        terminal.write(options.json ? `${JSON.stringify(found, null, 2)}\n` : textOf(found));
        if (found[0]?.isSafe !== true) terminal.exitStatus = 1;
      } catch (error) {
        if (error instanceof ScenarioError || error instanceof TraceError)
          throw new CommandError(error.message, { exitStatus: 2, cause: error });
        throw error;
      }
    });
}

/** What has no kind is taken for a stream's, whose checks say what is allowed. */
async function recommendScenario(file: string, options: RecommendOptions, terminal: Terminal): Promise<void> {
  const value = readScenarioJson(file);
  if (isClusterScenario(value)) {
    const { recommendForCluster } = await import('../recommend/recommend-cluster.ts');
    return recommendForCluster({ file, value }, options, terminal);
  }
  const { recommendForStream } = await import('../recommend/recommend-stream.ts');
  return recommendForStream({ file, value }, options, terminal);
}

async function search(
  file: string,
  options: RecommendOptions,
  terminal: Terminal,
): Promise<readonly Recommendation[]> {
  const sizes = (options.node ?? []).map(sizeOf);
  const [first] = sizes;
  if (!first) throw new CommandError(`--node is missing, allowed is ${NODE_ALLOWED}`, { exitStatus: 2 });
  // The scenario's own checks give the same words for the same mistakes.
  const terms = parseScenario('recommend', {
    name: 'recommend',
    trace: file,
    endOfDay: options.endOfDay,
    timeZone: options.timeZone,
    ...(options.bytesPerMessage !== undefined && { bytesPerMessage: Number(options.bytesPerMessage) }),
    node: {
      memoryGiB: Math.min(...sizes.map((size) => size.memoryGiB)),
      pricePerHourUsd: first.pricePerHourUsd,
      baselineMiB: Number(options.baseline),
      bootSeconds: Number(options.boot),
    },
    group: { min: 1, max: Number(options.max), leavesQueue: options.leavesQueue },
    policy: { kind: 'lead-time' },
  });
  const trace = await readMinutes(file);
  if (trace.unit === 'messages' && terms.bytesPerMessage === undefined)
    throw new CommandError(`${file} counts messages: say with --bytes-per-message what one takes`, {
      exitStatus: 2,
    });
  const found = await recommend({ terms, trace, sizes, onProgress: progressOn(terminal) });
  if (terminal.isInteractive) terminal.writeError('\r\u001b[K');
  return found;
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

function sizeOf(text: string): NodeSize {
  const [name = '', memory, price, ...rest] = text.split(':');
  const memoryGiB = Number(memory);
  const pricePerHourUsd = Number(price);
  if (name === '' || !(memoryGiB > 0) || !(pricePerHourUsd >= 0) || rest.length > 0)
    throw new CommandError(`--node is "${text}", allowed is ${NODE_ALLOWED}`, { exitStatus: 2 });
  return { name, memoryGiB, pricePerHourUsd };
}
