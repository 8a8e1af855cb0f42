// `spillway recommend TRACE --node …`: the cheapest size and settings that never rolled late on these days; and of a
// stream's scenario, the cheapest way to run it (cli/recommend).
import Table from 'cli-table3';
import type { Command } from 'commander';
import pc from 'picocolors';
import { readMinutes } from '../../lib/trace/read-minutes.ts';
import { BURST_SCALES, recommend, type NodeSize, type Recommendation } from '../../lib/backtest/recommend.ts';
import { parseScenario, ScenarioError } from '../../lib/backtest/scenario/read-scenario.ts';
import { TraceError } from '../../lib/trace/trace-error.ts';
import { CommandError } from '../command-error.ts';
import type { Terminal } from '../terminal.ts';

interface RecommendOptions {
  readonly node?: readonly string[];
  readonly bytesPerMessage?: string;
  readonly timeZone: string;
  readonly endOfDay: string;
  readonly boot: string;
  readonly baseline: string;
  readonly max: string;
  readonly json?: boolean;
}

const NODE_ALLOWED = 'NAME:MEMORY_GIB:PRICE_PER_HOUR, such as t3a.medium:4:0.0376';
const SHOWN_MAX = 8;

export function addRecommend(program: Command, terminal: Terminal): void {
  program
    .command('recommend')
    .argument('<trace>', "a trace (CSV, plain or gzip), or a stream's scenario (.json): docs/simulate.md")
    .description(
      'find the cheapest server size and settings that never rolled late; or the cheapest way to run a stream',
    )
    .option('--node <name:GiB:$/h...>', `server sizes to try, for a trace: ${NODE_ALLOWED}`)
    .option('--bytes-per-message <bytes>', 'memory that a message takes, where the trace counts messages')
    .option('--time-zone <zone>', 'time zone of the days', 'America/New_York')
    .option('--end-of-day <HH:MM>', 'when the RDBs drop their data, local time', '23:59')
    .option('--boot <seconds>', 'from launch until a node waits in the queue', '60')
    .option('--baseline <MiB>', 'memory that an empty RDB uses', '150')
    .option('--max <n>', "the group's maximum", '200')
    .option('--json', 'all candidates as JSON')
    .action(async (file: string, options: RecommendOptions) => {
      try {
        if (file.endsWith('.json')) {
          await (
            await import('../recommend/recommend-stream.ts')
          ).recommendForStream(file, options, terminal);
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
    group: { min: 1, max: Number(options.max) },
    policy: { kind: 'lead-time' },
  });
  const trace = await readMinutes(file);
  if (trace.unit === 'messages' && terms.bytesPerMessage === undefined)
    throw new CommandError(`${file} counts messages: say with --bytes-per-message what one takes`, {
      exitStatus: 2,
    });
  const found = await recommend({
    terms,
    trace,
    sizes,
    onTry: (done, count) => {
      if (terminal.isInteractive) terminal.writeError(`\r\u001b[Ktrying ${done + 1} of ${count}`);
    },
  });
  if (terminal.isInteractive) terminal.writeError('\r\u001b[K');
  return found;
}

function sizeOf(text: string): NodeSize {
  const [name = '', memory, price, ...rest] = text.split(':');
  const memoryGiB = Number(memory);
  const pricePerHourUsd = Number(price);
  if (name === '' || !(memoryGiB > 0) || !(pricePerHourUsd >= 0) || rest.length > 0)
    throw new CommandError(`--node is "${text}", allowed is ${NODE_ALLOWED}`, { exitStatus: 2 });
  return { name, memoryGiB, pricePerHourUsd };
}

/** The finding as sentences, and the best candidates as a table. */
export function textOf(found: readonly Recommendation[]): string {
  const [best, second] = found;
  if (!best) return 'Nothing was tried.\n';
  const scales = BURST_SCALES.map((scale) => `×${scale}`);
  const table = new Table({
    head: ['candidate', 'cost', ...scales.map((scale) => `late rolls, bursts ${scale}`), 'least cushion'],
    style: { head: [], border: [] },
  });
  for (const r of found.slice(0, SHOWN_MAX)) {
    table.push([
      r.label,
      `$${r.costUsd.toFixed(2)}`,
      ...r.lateRolls.map((count) => (count > 0 ? pc.red(String(count)) : '0')),
      r.minCushionSeconds === null ? '–' : `${Math.round(r.minCushionSeconds)} s`,
    ]);
  }
  return `${headline(best, second)}\n${table.toString()}\n`;
}

function headline(best: Recommendation, second: Recommendation | undefined): string {
  if (!best.isSafe)
    return 'No candidate was without a late roll at all burst scales: try a larger node, or keep spares (--node, spillway:spares-min). By cost:';
  const says = `Recommended: ${pc.bold(best.label)}, $${best.costUsd.toFixed(2)}: no late roll, nor with its bursts scaled by 2 and by 4.`;
  if (!second) return says;
  // What was not safe did less, so its cost is no match: it is said in dollars, and not as cheaper.
  const how = second.isSafe
    ? `costs ${(100 * (second.costUsd / best.costUsd - 1)).toFixed(1)} % more, and is as safe`
    : `was not safe (late rolls ${second.lateRolls.join(', ')} at bursts ×1, ×2, ×4), at $${second.costUsd.toFixed(2)}`;
  return `${says}\nSecond: ${second.label}, which ${how}.`;
}
