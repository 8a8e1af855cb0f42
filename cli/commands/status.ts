// `spillway status [TARGET]`: targets as they stand; `--watch` draws again every few seconds.
import type { Command } from 'commander';
import { HOUR_MS, parseDurationMs, SECOND_MS } from '../../lib/core/units.ts';
import type { OperatedKind } from '../../lib/operate/operated-kind.ts';
import type { Status } from '../../lib/operate/status/status-lines.ts';
import type { AwsOptions } from '../aws-options.ts';
import { withAwsOptions } from '../aws-options.ts';
import { CommandError } from '../command-error.ts';
import { overKinds, textOfSkipped, type SkippedKind } from '../over-kinds.ts';
import { KIND_WORDS } from '../../lib/wiring/operated-kinds.ts';
import type { OpenPorts } from '../operator-ports.ts';
import { openAwsPorts } from '../operator-ports.ts';
import { allowedNames, notThere, parseTargetName } from '../target-name.ts';
import type { Terminal } from '../terminal.ts';

/** CloudWatch's metrics are a minute apart; drawing more often shows ages and AWS's own changes. */
const REDRAW_MIN_MS = 2 * SECOND_MS;
const REDRAW_DEFAULT = '5s';

/** A forgotten `--watch` ends by itself: each drawing asks CloudWatch for metrics, which are priced. */
const WATCH_MAX_MS = HOUR_MS;
const DRAWINGS_MAX = WATCH_MAX_MS / REDRAW_MIN_MS;

/** Clears the screen and goes to its top. */
const CLEAR = '\u001b[2J\u001b[H';

interface StatusOptions extends AwsOptions {
  readonly watch?: boolean;
  readonly every: string;
  readonly json?: boolean;
}

export function addStatus(program: Command, terminal: Terminal, openPorts: OpenPorts = openAwsPorts): void {
  withAwsOptions(
    program
      .command('status')
      .argument('[target]', `${allowedNames(KIND_WORDS)}; default: all that are managed`)
      .description('show targets as they stand: capacity, what fills it, lease and the last plan')
      .option('--watch', 'draw again every few seconds, for an hour at the most')
      .option('--every <duration>', 'how often to draw again', REDRAW_DEFAULT)
      .option('--json', 'print JSON'),
  ).action(async (typed: string | undefined, options: StatusOptions) => {
    const everyMs = parseEvery(options.every);
    const { kinds, watchClock } = openPorts(options);
    const untilMs = watchClock.nowMs() + (options.watch ? WATCH_MAX_MS : 0);
    for (let drawing = 1; ; drawing += 1) {
      const drawn = await read(typed, kinds);
      if (options.watch && terminal.isInteractive) terminal.write(CLEAR);
      for (const one of drawn.skipped) terminal.writeError(`${textOfSkipped(one)}\n`);
      terminal.write(`${options.json ? jsonOf(drawn.found) : textOf(drawn.found)}\n`);
      terminal.exitStatus = drawn.skipped.some(({ why }) => why === 'failed') ? 1 : 0;
      if (drawing >= DRAWINGS_MAX || watchClock.nowMs() + everyMs > untilMs) return;
      await watchClock.sleep(everyMs);
    }
  });
}

interface Drawn {
  readonly found: readonly Status[];
  readonly skipped: readonly SkippedKind[];
}

async function read(typed: string | undefined, kinds: readonly OperatedKind[]): Promise<Drawn> {
  const found: Status[] = [];
  if (typed === undefined) {
    const skipped = await overKinds(kinds, async (kind) => {
      for await (const status of kind.managedStatus()) found.push(status);
    });
    return { found, skipped };
  }
  const target = parseTargetName(typed, kinds);
  const status = await target.kind.status(target.name);
  if (!status) throw notThere(target);
  return { found: [status], skipped: [] };
}

function jsonOf(found: readonly Status[]): string {
  return JSON.stringify(
    found.map(({ json }) => json),
    null,
    2,
  );
}

function textOf(found: readonly Status[]): string {
  if (found.length > 0) return found.map(({ text }) => text).join('\n\n');
  return `No ${KIND_WORDS.map(({ noun }) => noun).join(' or ')} is tagged spillway:managed = true in this region.`;
}

function parseEvery(text: string): number {
  const everyMs = parseDurationMs(text);
  if (everyMs !== undefined && everyMs >= REDRAW_MIN_MS && everyMs <= WATCH_MAX_MS) return everyMs;
  throw new CommandError(`--every is "${text}", allowed is a duration from 2s to 1h, such as 5s`, {
    exitStatus: 2,
  });
}
