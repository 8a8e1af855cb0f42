// `spillway scale GROUP --to N`: scaling by hand, under the lease and on proof.
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import pc from 'picocolors';
import { parseDurationMs } from '../../lib/core/units.ts';
import type { ScaleResult } from '../../lib/operate/scale/scale-to.ts';
import { scaleTo, WAIT_MAX_MS } from '../../lib/operate/scale/scale-to.ts';
import type { AwsOptions } from '../aws-options.ts';
import { withAwsOptions } from '../aws-options.ts';
import { CommandError } from '../command-error.ts';
import type { OpenPorts } from '../operator-ports.ts';
import { openAwsPorts } from '../operator-ports.ts';
import type { Terminal } from '../terminal.ts';

/** Two proofs from CloudWatch take two periods of a minute and their delay. */
const WAIT_DEFAULT = '5m';

/** Auto Scaling's groups are far smaller; the bound catches slips of the finger. */
const TARGET_MAX = 10_000;

interface ScaleOptions extends AwsOptions {
  readonly to: string;
  readonly wait: string;
  readonly as?: string;
}

export function addScale(program: Command, terminal: Terminal, openPorts: OpenPorts = openAwsPorts): void {
  withAwsOptions(
    program
      .command('scale')
      .argument('<group>', 'Auto Scaling group')
      .description('set the capacity by hand; lowering ends only nodes that are proved empty, one at a time')
      .requiredOption('--to <n>', 'desired capacity, within the minimum and maximum of the group')
      .option('--wait <duration>', 'how long to wait for proofs', WAIT_DEFAULT)
      .option('--as <name>', 'who asks, for the journal (default: the user of this computer)'),
  ).action(async (groupName: string, options: ScaleOptions) => {
    const request = {
      groupName,
      target: parseTarget(options.to),
      waitMs: parseWait(options.wait),
      who: options.as ?? userInfo().username,
    };
    const { cyclePorts, mustAgreeOnTime } = openPorts(options);
    if (!(await cyclePorts.fleetReader.readGroup(groupName)))
      throw new CommandError(`there is no Auto Scaling group "${groupName}" in this region`);
    mustAgreeOnTime();
    const result = await scaleTo(request, cyclePorts, (text) => terminal.write(`${pc.dim('·')} ${text}.\n`));
    if (result.kind === 'reached' || result.kind === 'dry-run') {
      terminal.write(`${pc.green(result.kind)}  ${summary(result)}\n`);
      return;
    }
    terminal.write(`${pc.yellow(result.kind)}  ${summary(result)}\n`);
    terminal.exitStatus = 1;
  });
}

function summary({ kind, text, retired }: ScaleResult): string {
  const ended = retired.length === 0 ? 'no node was ended' : `ended: ${retired.join(', ')}`;
  const hint = kind === 'out-of-time' ? '; run it again, or with a longer --wait' : '';
  return `${text} (${ended})${hint}.`;
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
