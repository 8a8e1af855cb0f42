// `spillway nodes GROUP [--table T --from ISO --to ISO]`: which nodes hold rows of a window, as the latest look has told.
import type { Command } from 'commander';
import { HOUR_MS, SECOND_MS } from '../../lib/core/units.ts';
import { answerQuestion } from '../../lib/routing/answer-question.ts';
import { parseQuestion } from '../../lib/routing/parse-question.ts';
import { answerJson, type AnswerJson } from '../../lib/routing/route-json.ts';
import type { Question } from '../../lib/routing/route.ts';
import { KIND_WORDS } from '../../lib/wiring/operated-kinds.ts';
import { endpointFrom, regionFrom, STATE_TABLE_DEFAULT, tableFrom, wordFrom } from '../aws-options.ts';
import { CommandError } from '../command-error.ts';
import { nodesText } from '../nodes/nodes-text.ts';
import { askedOnce, withPlaces } from '../nodes/with-places.ts';
import type { OpenPorts, OperatorPorts } from '../operator-ports.ts';
import { openAwsPorts } from '../operator-ports.ts';
import { parsePlainName } from '../target-name.ts';
import type { Terminal } from '../terminal.ts';

/** Looks are a minute apart; drawing more often shows how old the latest is. */
const REDRAW_MS = 10 * SECOND_MS;

/** A forgotten `--watch` ends by itself. */
const WATCH_MAX_MS = HOUR_MS;

/** Clears the screen and goes to its top. */
const CLEAR = '\u001b[2J\u001b[H';

/** Of the shared options, `--table` is the RDBs' here: the state table's has its full name. */
interface NodesOptions {
  readonly endpoint?: string;
  readonly stateTable?: string;
  readonly region?: string;
  readonly table?: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
  readonly watch?: boolean;
}

export function addNodes(program: Command, terminal: Terminal, openPorts: OpenPorts = openAwsPorts): void {
  program
    .command('nodes')
    .argument('<group>', 'Auto Scaling group')
    .description('say which nodes hold rows of a window of time, and whether these are all')
    .option('--table <name>', 'rows of this table alone', wordFrom('--table'))
    .option('--from <time>', 'rows from then on: an ISO 8601 time with offset')
    .option('--to <time>', 'rows until then')
    .option('--json', 'print JSON, as the function discover answers')
    .option('--watch', 'draw again every few seconds, for an hour at the most')
    .option('--endpoint <url>', 'send all calls there (an emulator) instead of AWS', endpointFrom)
    .option(
      '--state-table <name>',
      `state table (default: SPILLWAY_STATE_TABLE, else ${STATE_TABLE_DEFAULT})`,
      tableFrom('--state-table'),
    )
    .option('--region <region>', "AWS region (default: the SDK's own settings)", regionFrom)
    .action(async (typed: string, options: NodesOptions) => {
      const group = parsePlainName(typed, KIND_WORDS, 'nodes');
      const parsed = parseQuestion(options);
      if (!parsed.ok) throw new CommandError(parsed.problem, { exitStatus: 2 });
      const { endpoint, stateTable, region } = options;
      const ports = openPorts({
        ...(endpoint !== undefined && { endpoint }),
        ...(stateTable !== undefined && { table: stateTable }),
        ...(region !== undefined && { region }),
      });
      const { watchClock } = ports;
      const readPlaces = askedOnce(ports.readPlaces);
      const untilMs = watchClock.nowMs() + (options.watch ? WATCH_MAX_MS : 0);
      for (let drawing = 0; drawing <= WATCH_MAX_MS / REDRAW_MS; drawing += 1) {
        const answer = await answerFor(group, parsed.question, { ...ports, readPlaces });
        if (options.watch && terminal.isInteractive) terminal.write(CLEAR);
        terminal.write(`${options.json ? JSON.stringify(answer, null, 2) : nodesText(answer)}\n`);
        if (watchClock.nowMs() + REDRAW_MS > untilMs) return;
        await watchClock.sleep(REDRAW_MS);
      }
    });
}

async function answerFor(
  group: string,
  question: Question,
  { routes, readPlaces, clock }: Pick<OperatorPorts, 'routes' | 'readPlaces' | 'clock'>,
): Promise<AnswerJson> {
  const known = await routes.readRoute(group);
  if (known.kind === 'known') {
    const answer = answerQuestion(known.route, question, clock.nowMs());
    return answerJson(await withPlaces(answer, readPlaces));
  }
  if (known.kind === 'unreadable') throw new CommandError(known.problem);
  throw new CommandError(
    `no look has told where the data of a group "${group}" is: is it tagged spillway:managed = true, and has the tick run?`,
  );
}
