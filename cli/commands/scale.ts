// `spillway scale TARGET --to N`: scaling by hand, under the lease and on proof.
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import pc from 'picocolors';
import { parseDurationMs } from '../../lib/core/units.ts';
import type { Scaled } from '../../lib/operate/operated-kind.ts';
import { WAIT_MAX_MS } from '../../lib/operate/scale/scale-to.ts';
import type { AwsOptions } from '../aws-options.ts';
import { withAwsOptions, wordFrom } from '../aws-options.ts';
import { CommandError } from '../command-error.ts';
import { KIND_WORDS } from '../../lib/wiring/operated-kinds.ts';
import type { OpenPorts } from '../operator-ports.ts';
import { openAwsPorts } from '../operator-ports.ts';
import { allowedNames, notThere, parseTargetName } from '../target-name.ts';
import type { Terminal } from '../terminal.ts';

/** Nothing that is scaled is larger; the bound catches slips of the finger. */
const TARGET_MAX = 10_000;

interface ScaleOptions extends AwsOptions {
  readonly to: string;
  readonly wait?: string;
  readonly as?: string;
}

export function addScale(program: Command, terminal: Terminal, openPorts: OpenPorts = openAwsPorts): void {
  const counts = KIND_WORDS.map(({ noun, capacity }) => `of a ${noun} ${capacity}`).join('; ');
  const waits = KIND_WORDS.map(({ noun, wait }) => `${wait.duration} for a ${noun}`).join(', ');
  withAwsOptions(
    program
      .command('scale')
      .argument('<target>', allowedNames(KIND_WORDS))
      .description('set the capacity by hand; lowering takes away only what is proved not to be needed')
      .requiredOption('--to <n>', `the capacity: ${counts}`)
      .option('--wait <duration>', `how long to wait for proofs and for AWS (default: ${waits})`)
      .option(
        '--as <name>',
        'who asks, for the journal (default: the user of this computer)',
        wordFrom('--as'),
      ),
  ).action(async (typed: string, options: ScaleOptions) => {
    const target = parseTarget(options.to);
    const { kind: words } = parseTargetName(typed, KIND_WORDS);
    const waitMs = parseWait(options.wait ?? words.wait.duration);
    const { kinds, mustAgreeOnTime } = openPorts(options);
    const named = parseTargetName(typed, kinds);
    if (!(await named.kind.exists(named.name))) throw notThere(named);
    mustAgreeOnTime();
    const request = { name: named.name, target, waitMs, who: options.as ?? userInfo().username };
    const onStep = (text: string) => terminal.write(`${pc.dim('·')} ${text}.\n`);
    const result = await named.kind.scale(request, onStep);
    const isWell = result.kind === 'reached' || result.kind === 'dry-run';
    terminal.write(`${(isWell ? pc.green : pc.yellow)(result.kind)}  ${summary(result)}\n`);
    if (!isWell) terminal.exitStatus = 1;
  });
}

function summary({ kind, text, did }: Scaled): string {
  const hint = kind === 'out-of-time' ? '; run it again, or with a longer --wait' : '';
  return `${text} (${did})${hint}.`;
}

function parseTarget(text: string): number {
  const target = Number(text);
  if (/^\d+$/.test(text) && target <= TARGET_MAX) return target;
  throw new CommandError(`--to is "${text}", allowed is a whole number from 0 to ${TARGET_MAX}`, {
    exitStatus: 2,
  });
}

function parseWait(text: string): number {
  const waitMs = parseDurationMs(text);
  if (waitMs !== undefined && waitMs <= WAIT_MAX_MS) return waitMs;
  throw new CommandError(`--wait is "${text}", allowed is a duration of at most 1h, such as 90s or 5m`, {
    exitStatus: 2,
  });
}
