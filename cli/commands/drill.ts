// `spillway drill DRILL TARGET`: breaks one thing on purpose, and measures what follows. By itself it only tells.
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import pc from 'picocolors';
import { parseDurationMs } from '../../lib/core/units.ts';
import type { DrillResult } from '../../lib/drill/drill-result.ts';
import type { OfferedDrill } from '../../lib/operate/drill/drill.ts';
import { FOLLOW_MAX_MS } from '../../lib/operate/drill/run-drill.ts';
import type { OperatedKind } from '../../lib/operate/operated-kind.ts';
import { KIND_WORDS } from '../../lib/wiring/operated-kinds.ts';
import type { AwsOptions } from '../aws-options.ts';
import { withAwsOptions, wordFrom } from '../aws-options.ts';
import { CommandError } from '../command-error.ts';
import { askedRole, DRILL_ROLE_VARIABLE } from '../drill/asked-role.ts';
import { writeFiles, writeTold, type DrillFiles } from '../drill/drill-files.ts';
import { planText, resultText, stepText, summaryOf } from '../drill/drill-text.ts';
import type { OpenPorts } from '../operator-ports.ts';
import { openAwsPorts } from '../operator-ports.ts';
import { allowedNames, notThere, parseTargetName, typedName, type TargetName } from '../target-name.ts';
import type { Terminal } from '../terminal.ts';

interface DrillOptions extends AwsOptions, DrillFiles {
  readonly execute?: boolean;
  readonly confirm?: string;
  readonly how?: string;
  readonly shard?: string;
  readonly wait?: string;
  readonly as?: string;
  readonly roleArn?: string;
}

export function addDrill(program: Command, terminal: Terminal, openPorts: OpenPorts = openAwsPorts): void {
  withAwsOptions(
    program
      .command('drill')
      .argument('<drill>', 'live-rdb, tickerplant or memorydb-shard')
      .argument('<target>', allowedNames(KIND_WORDS))
      .description('break one thing on purpose and measure what follows; without --execute it only tells')
      .option('--execute', 'break it now')
      .option('--confirm <name>', 'the name of the target once more; needed by --execute')
      .option('--how <way>', 'of a server: terminate (the default), stop-instance or stop-process')
      .option('--shard <name>', 'of a cluster: which shard (default: its first)')
      .option('--wait <duration>', 'how long to look for what follows (default: until the last limit)')
      .option(
        '--as <name>',
        'who asks, for the journal and the session of the role (default: the user of this computer)',
        wordFrom('--as'),
      )
      .option(
        '--role-arn <arn>',
        `the role to take for what breaks something (default: ${DRILL_ROLE_VARIABLE}, else your own credentials)`,
      )
      .option('--json <file>', 'write the result there', wordFrom('--json'))
      .option(
        '--report <file>',
        'write a page with the timeline there, one self-contained HTML file',
        wordFrom('--report'),
      ),
  ).action(async (drill: string, typed: string, options: DrillOptions) => {
    const waitMs = parseWait(options.wait);
    mustBeConfirmed(typed, options);
    const who = options.as ?? userInfo().username;
    const asked = isEndedOverIpc(options) ? undefined : askedRole(options.roleArn, process.env, who);
    const ports = openPorts(options, asked);
    const { drillRole: role } = ports;
    const named = parseTargetName(typed, ports.kinds);
    const offered = offeredDrill(drill, named, options);
    const { how, shard } = options;
    const prepared = await offered.prepare({
      name: named.name,
      ...(how !== undefined && { how }),
      ...(shard !== undefined && { part: shard }),
    });
    if (!prepared) throw notThere(named);
    const noRole = await ports.whyNoDrillRole();
    const whyNot = [...prepared.plan.whyNot, ...(noRole === undefined ? [] : [noRole])];
    const plan = { ...prepared.plan, target: typedName(named), whyNot };
    terminal.write(`${planText(plan)}\n`);
    if (role) terminal.write(`${pc.dim('role')}  ${role.arn}, as ${role.sessionName}\n`);
    if (plan.whyNot.length > 0) {
      await prepared.end();
      terminal.exitStatus = 1;
      return writeTold(options, terminal, plan, ports.clock.nowMs());
    }
    if (!options.execute) {
      await prepared.end();
      terminal.write(`Nothing was broken. To break it: add --execute --confirm ${typed}\n`);
      return writeTold(options, terminal, plan, ports.clock.nowMs());
    }
    ports.mustAgreeOnTime();
    let startMs: number | undefined;
    const executed = await prepared.execute({
      ...(waitMs !== undefined && { waitMs }),
      onStep: (atMs, text) => {
        startMs ??= atMs;
        terminal.write(`${stepText(atMs - startMs, text)}\n`);
      },
    });
    if (executed.kind === 'refused') {
      const told = { ...executed.plan, target: plan.target };
      await writeTold(options, terminal, told, ports.clock.nowMs());
      throw new CommandError(`${typed} has changed meanwhile: ${executed.plan.whyNot.join('; ')}`);
    }
    const result = { ...executed.result, target: plan.target };
    terminal.write(`${resultText(result, executed.missed)}\n`);
    if (!result.pass) terminal.exitStatus = 1;
    if (executed.isForbidden) terminal.write(`${role ? ROLE_TOO_NARROW : ROLE_HINT}\n`);
    // What was measured must be lost neither with a table that does not answer, nor with a file that cannot be written.
    try {
      await writeFiles(options, terminal, { result, missed: executed.missed });
    } finally {
      await keep(named.kind, { name: named.name, who }, result, startMs);
    }
  });
}

const ROLE_HINT =
  'Your own credentials may not do that. Name the role of drills: --role-arn, with the output DrillRoleArn of the stack (docs/drills.md)';

const ROLE_TOO_NARROW =
  'The role may end servers of the groups of its setting drills.groups alone, and fail over clusters tagged spillway:drills = allowed';

/** A process is ended over q IPC, as a user of the RDB: by no call of AWS. */
function isEndedOverIpc({ how }: DrillOptions): boolean {
  return how === 'stop-process';
}

/** As it was typed, or AWS's name alone. Throws `CommandError`, exit status 2, before anything is asked. */
function mustBeConfirmed(typed: string, { execute, confirm }: DrillOptions): void {
  const name = typed.slice(typed.indexOf(':') + 1);
  if (!execute || confirm === typed || confirm === name) return;
  const given = confirm === undefined ? 'is missing' : `is "${confirm}"`;
  throw new CommandError(`--confirm ${given}, and --execute needs the target once more: --confirm ${typed}`, {
    exitStatus: 2,
  });
}

function offeredDrill(
  drill: string,
  { kind }: TargetName<OperatedKind>,
  { how, shard }: Pick<DrillOptions, 'how' | 'shard'>,
): OfferedDrill {
  const drills = kind.drilling?.drills ?? [];
  const offered = drills.find(({ name }) => name === drill);
  if (!offered) {
    const allowed = drills.length === 0 ? 'none' : drills.map(({ name }) => name).join(' or ');
    throw new CommandError(`of a ${kind.noun} there is no drill "${drill}", allowed is ${allowed}`, {
      exitStatus: 2,
    });
  }
  if (how !== undefined && !offered.ways.includes(how)) {
    const allowed = offered.ways.length === 0 ? 'nothing: there is one way' : offered.ways.join(', ');
    throw new CommandError(`--how is "${how}", allowed is ${allowed}`, { exitStatus: 2 });
  }
  if (shard !== undefined && !offered.hasParts)
    throw new CommandError(
      `--shard is "${shard}", allowed is none: a ${kind.noun} has no shards to choose from`,
      {
        exitStatus: 2,
      },
    );
  return offered;
}

async function keep(
  kind: OperatedKind,
  { name, who }: { readonly name: string; readonly who: string },
  result: DrillResult,
  startMs: number | undefined,
): Promise<void> {
  const { drill, pass } = result;
  const atMs = result.injectedAt === null ? (startMs ?? 0) : Date.parse(result.injectedAt);
  await kind.drilling?.store.keepDrill(name, { atMs, who, drill, pass, summary: summaryOf(result), result });
}

function parseWait(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const waitMs = parseDurationMs(text);
  if (waitMs !== undefined && waitMs <= FOLLOW_MAX_MS) return waitMs;
  throw new CommandError(`--wait is "${text}", allowed is a duration of at most 3h, such as 90s or 5m`, {
    exitStatus: 2,
  });
}
