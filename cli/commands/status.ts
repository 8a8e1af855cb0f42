// `spillway status [GROUP]`: groups and nodes as they stand; `--watch` draws again every few seconds.
import type { Command } from 'commander';
import type { GroupPorts } from '../../lib/targets/rdb-group/ports/group-ports.ts';
import type { Group } from '../../lib/targets/rdb-group/domain/group.ts';
import { HOUR_MS, parseDurationMs, SECOND_MS } from '../../lib/core/units.ts';
import type { GroupStatus } from '../../lib/operate/status/read-status.ts';
import { readStatus } from '../../lib/operate/status/read-status.ts';
import { statusText } from '../../lib/operate/status/status-table.ts';
import type { AwsOptions } from '../aws-options.ts';
import { withAwsOptions } from '../aws-options.ts';
import { CommandError } from '../command-error.ts';
import type { OpenPorts } from '../operator-ports.ts';
import { openAwsPorts } from '../operator-ports.ts';
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
      .argument('[group]', 'Auto Scaling group (default: all managed groups)')
      .description('show groups and nodes: roles, memory, rows, spares, lease and the last plan')
      .option('--watch', 'draw again every few seconds, for an hour at the most')
      .option('--every <duration>', 'how often to draw again', REDRAW_DEFAULT)
      .option('--json', 'print JSON'),
  ).action(async (groupName: string | undefined, options: StatusOptions) => {
    const everyMs = parseEvery(options.every);
    const { cyclePorts: ports } = openPorts(options);
    const { clock } = ports;
    const untilMs = clock.nowMs() + (options.watch ? WATCH_MAX_MS : 0);
    for (let drawing = 1; ; drawing += 1) {
      const text = await draw(groupName, ports, options.json ? 'json' : 'table');
      terminal.write(`${options.watch && terminal.isInteractive ? CLEAR : ''}${text}\n`);
      if (drawing >= DRAWINGS_MAX || clock.nowMs() + everyMs > untilMs) return;
      await clock.sleep(everyMs);
    }
  });
}

async function draw(
  groupName: string | undefined,
  ports: GroupPorts,
  form: 'json' | 'table',
): Promise<string> {
  const statuses: GroupStatus[] = [];
  for await (const group of groupsMeant(groupName, ports)) statuses.push(await readStatus(group, ports));
  if (form === 'json') return JSON.stringify(statuses, null, 2);
  if (statuses.length === 0) return 'No group is tagged spillway:managed = true in this region.';
  return statuses.map((status) => statusText(status, ports.clock.nowMs())).join('\n\n');
}

async function* groupsMeant(
  groupName: string | undefined,
  { fleetReader }: GroupPorts,
): AsyncIterable<Group> {
  if (groupName === undefined) {
    for await (const page of fleetReader.listManagedGroups()) yield* page;
    return;
  }
  const group = await fleetReader.readGroup(groupName);
  if (!group) throw new CommandError(`there is no Auto Scaling group "${groupName}" in this region`);
  yield group;
}

function parseEvery(text: string): number {
  const everyMs = parseDurationMs(text);
  if (everyMs !== undefined && everyMs >= REDRAW_MIN_MS && everyMs <= WATCH_MAX_MS) return everyMs;
  throw new CommandError(`--every is "${text}", allowed is a duration from 2s to 1h, such as 5s`, {
    exitStatus: 2,
  });
}
