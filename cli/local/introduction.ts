// What a person is told when the local AWS begins, and by `spillway local --help`: how to reach it, and how to break it.
import pc from 'picocolors';
import { FAULT_KINDS } from '../../lib/emulator/live/fault-kinds.ts';
import { drillRoleOf, roleArn } from '../../lib/emulator/stack/emulated-stack.ts';
import { STATE_TABLE } from '../../lib/emulator/start-emulator.ts';
import { FUNCTION_NAMES } from '../../lib/emulator/triggers/function-set.ts';
import type { LocalAwsOptions } from './local-options.ts';
import { DRILL_ROLE_VARIABLE } from '../drill/asked-role.ts';
import { CACHE, FEED, groupNamesOf, LOCAL_STACK } from './local-world.ts';

/** How the token is called in the exports. */
const TOKEN_VARIABLE = 'SPILLWAY_LOCAL_TOKEN';

/** The lines before the day's own. */
export function introduction(given: {
  readonly endpoint: string;
  readonly token: string;
  readonly options: LocalAwsOptions;
  /** Where a group's tickerplant listens. */
  readonly tickerplantPortOf: (groupName: string) => number | undefined;
}): string {
  const { endpoint, token, options, tickerplantPortOf } = given;
  const { speed, pausesAtMs } = options;
  const groups = groupNamesOf(options);
  const exported = Object.entries(exportsOf(endpoint, token)).map(
    ([name, value]) => `  export ${name}=${value}`,
  );
  return [
    pc.bold('Spillway: a local AWS that goes on'),
    `${groups.length === 1 ? 'The group' : 'The groups'} ${groups.join(', ')}, ${groups.length === 1 ? 'its' : 'their'} tickerplant, the stream ${FEED} and the cluster ${CACHE}, with all functions, ` +
      `at ${speed} times real time${pausesAtMs === undefined ? '' : ' until it pauses'}. Ctrl-C ends it.`,
    '',
    `Watch it at ${pc.bold(`${endpoint}/`)}. In a second terminal:`,
    '',
    ...exported,
    '',
    `  spillway status --watch        spillway doctor        spillway explain kinesis:${FEED}`,
    '  spillway doctor --stack        (the functions, alarms and schedules themselves)',
    '  aws autoscaling describe-auto-scaling-groups          (break something: spillway local --help)',
    '',
    `Tickerplants whose queues RDBs of yours may join: ${groups.map((name) => `${name} at 127.0.0.1:${tickerplantPortOf(name)}`).join(', ')}.`,
    '',
    '',
  ].join('\n');
}

/** What a second terminal needs. No credentials are checked; the SDK wants some. */
function exportsOf(endpoint: string, token: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    // boto3, and the AWS CLI before version 2, know the region by no other name.
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    SPILLWAY_STATE_TABLE: STATE_TABLE,
    SPILLWAY_PROBE_FUNCTION: FUNCTION_NAMES.probe,
    [DRILL_ROLE_VARIABLE]: roleArn(drillRoleOf(LOCAL_STACK)),
    [TOKEN_VARIABLE]: token,
  };
}

/** After the options. */
export function localHelp(): string {
  const kinds = Object.entries(FAULT_KINDS).map(
    ([kind, { says, heeds }]) => `  ${kind.padEnd(16)}${says} (${heeds.join(', ')})`,
  );
  return `
In a second terminal, with the exports that it prints, everything works as against AWS, with the AWS CLI and with ours.
Virtual time stands still while a function runs, or a command holds a lease. At 60 times every command works, at 600 times
those that read.

Break things by AWS's own calls:
  aws autoscaling terminate-instance-in-auto-scaling-group --instance-id <id> --no-should-decrement-desired-capacity
  aws autoscaling create-or-update-tags --tags ResourceId=rdb,ResourceType=auto-scaling-group,Key=spillway:mode,Value=dry-run,PropagateAtLaunch=false

or by its own, POST $AWS_ENDPOINT_URL/_local/<call> with a body of JSON:
  say() { curl -sS -H "Authorization: Bearer $${TOKEN_VARIABLE}" "$AWS_ENDPOINT_URL/_local/$1" -d "\${2:-{\\}}"; }
  say state                                     how everything stands
  say pause, say resume                         time stands still, and goes on
  say speed '{"speed": 600}'                    from 1 to 600
  say roll '{"group": "rdb"}'                   the live RDB rolls, full or not
  say end-of-day                                the RDBs flush, and the window to scale in opens
  say fault '{"kind": "reports-stop", "group": "rdb", "node": "live", "minutes": 10}'
  say mend                                      what still lasts of it ends now; '{"kind": "reports-stop"}': that alone

"node" is live, queued, rolled, flushed or an instance id; "group" is rdb by default, tickerplant for what is done to servers; "minutes" are virtual, and 10 by default.
Kinds of fault, and what each goes by:
${kinds.join('\n')}
`;
}
