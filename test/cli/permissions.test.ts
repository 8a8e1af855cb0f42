// docs/commands.md against what the commands call: each is run on the local AWS, and its row of the table names what it
// called. Nothing less, and nothing more but what is given a reason here.
import { expect, it } from 'vitest';
import { serveProbe } from '../../functions/probe.ts';
import { PROBE_FUNCTION_VARIABLE } from '../../lib/wiring/wire-telemetry.ts';
import { documentedActions } from './documented-actions.ts';
import { aDeployedStack, STACK } from './stack/a-stack.ts';
import { aStream, TARGET } from './streams/a-stream.ts';
import { aPlainGroup, GROUP, startLocalOperator, type LocalOperator } from './local-operator.ts';

/** What no line of this test comes to, and when it is called. */
const ON_RARE_PATHS: Readonly<Record<string, string>> = {
  'doctor --stack: cloudformation:GetTemplate': 'the functions are of another build than the command',
  'doctor --stack: iam:GetPolicy': 'a role has a permissions boundary',
  'doctor --stack: iam:GetPolicyVersion': 'a role has a permissions boundary',
  'doctor of groups: scheduler:GetSchedule': 'the stack has schedules',
  'doctor of groups: secretsmanager:DescribeSecret': 'the group is read by the probe, with a secret',
  'status of groups: autoscaling:DescribeLifecycleHooks': 'a node waits in its hook',
  'scale of groups: autoscaling:CompleteLifecycleAction': 'a node waits in its hook, and is proved empty',
  'scale of groups: autoscaling:RecordLifecycleActionHeartbeat': 'a node waits in its hook, and is not',
  'scale of groups: autoscaling:DescribeScalingActivities': 'capacity does not come',
  'scale of groups: autoscaling:SetInstanceProtection': 'a node is found unprotected',
  'scale of groups: autoscaling:TerminateInstanceInAutoScalingGroup': 'a node is proved empty twice',
  'scale of groups: dynamodb:DeleteItem': 'a look at an unknown group left an item',
  'adopt of streams: cloudwatch:GetMetricData': 'the stream is on demand',
  'release of streams: kinesis:AddTagsToStream': 'a tag had another value before',
  'scale of streams: dynamodb:DeleteItem': 'a look at an unknown stream left an item',
  ...Object.fromEntries(
    ['status', 'doctor', 'scale', 'adopt', 'release'].flatMap((command) => [
      [`${command} of streams: kinesis:ListStreamConsumers`, 'the stream has registered consumers'],
      [`${command} of streams: kinesis:ListShards`, 'the stream tells of single shards'],
    ]),
  ),
};

const USER = { username: 'spillway', password: 'q' };

interface Line {
  /** A row of the table. */
  readonly row: string;
  readonly words: string;
}

const LINES: readonly Line[] = [
  { row: 'adopt of groups', words: `adopt ${GROUP} --yes --alarm --mode dry-run` },
  { row: 'doctor of groups', words: `doctor ${GROUP}` },
  { row: 'status of groups', words: `status ${GROUP}` },
  { row: 'adopt of groups', words: `adopt ${GROUP} --yes --mode act --no-alarm` },
  { row: 'scale of groups', words: `scale ${GROUP} --to 4` },
  { row: 'scale of groups', words: `scale ${GROUP} --to 3 --wait 0s` },
  { row: 'explain', words: `explain ${GROUP}` },
  { row: 'export-metrics', words: `export-metrics ${GROUP} --days 1` },
  { row: 'release of groups', words: `release ${GROUP} --yes` },
  { row: 'adopt of streams', words: `adopt ${TARGET} --yes --shards-max 64` },
  { row: 'status of streams', words: `status ${TARGET}` },
  { row: 'doctor of streams', words: `doctor ${TARGET}` },
  { row: 'scale of streams', words: `scale ${TARGET} --to 8` },
  { row: 'explain', words: `explain ${TARGET}` },
  { row: 'release of streams', words: `release ${TARGET} --yes` },
];

async function recorded(operator: LocalOperator, lines: readonly Line[]) {
  const called = new Map<string, Set<string>>();
  for (const { row, words } of lines) {
    operator.emulator.resetCalls();
    await operator.run(words);
    const actions = called.get(row) ?? new Set();
    called.set(row, actions);
    for (const { service, action } of operator.emulator.calls())
      actions.add(`${service}:${action === 'Invoke' ? 'InvokeFunction' : action}`);
  }
  return called;
}

function differences(called: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const rows = documentedActions();
  return [...called].flatMap(([row, actions]) => {
    const named = rows.get(row) ?? new Set();
    return [
      ...[...actions].filter((one) => !named.has(one)).map((one) => `${row} calls ${one}`),
      ...[...named]
        .filter((one) => !actions.has(one) && !(`${row}: ${one}` in ON_RARE_PATHS))
        .map((one) => `${row} does not call ${one}`),
    ];
  });
}

it('docs/commands.md names for each command the actions that it calls, and no other', async () => {
  const operator = await startLocalOperator([aPlainGroup()], { streams: [aStream({ tags: {} })] });
  await operator.pass(40);
  const called = await recorded(operator, LINES);
  expect(differences(called)).toEqual([]);
  expect([...called.values()].reduce((sum, { size }) => sum + size, 0)).toBeGreaterThan(60);
});

it('docs/commands.md names what is called of the deployed stack, and of its logs', async () => {
  const operator = await aDeployedStack({}, 0);
  operator.emulator.takeLine('on-tick', '{}');
  const called = await recorded(operator, [
    { row: 'doctor --stack', words: 'doctor --stack' },
    {
      row: 'export-metrics --log-group',
      words: `export-metrics ${GROUP} --log-group /aws/lambda/${STACK}-on-tick`,
    },
    { row: 'export-metrics of a group without metrics', words: `export-metrics ${GROUP} --days 1` },
  ]);
  expect(differences(called)).toEqual([]);
});

it('docs/commands.md names what is called besides where no name is given', async () => {
  const operator = await startLocalOperator([aPlainGroup({ tags: { 'spillway:managed': 'true' } })]);
  const row = 'status, doctor without a name';
  const called = await recorded(operator, [
    { row, words: 'status' },
    { row, words: 'doctor' },
  ]);
  const ofGroups = ['status of groups', 'doctor of groups'].flatMap((name) => [
    ...(documentedActions().get(name) ?? []),
  ]);
  const besides = [...(called.get(row) ?? [])].filter((action) => !ofGroups.includes(action));
  expect(new Set(besides)).toEqual(documentedActions().get(row));
});

it('docs/commands.md names what is called besides where the command asks the probe', async () => {
  const group = aPlainGroup({ tags: { 'spillway:managed': 'true', 'spillway:reports': 'probe' } });
  const operator = await startLocalOperator([group], {
    env: { [PROBE_FUNCTION_VARIABLE]: 'probe' },
    rdbServers: { credentials: USER },
    secrets: { [`spillway/${GROUP}`]: JSON.stringify(USER) },
    functions: { probe: (event: object) => serveProbe(event, { writeLine: () => undefined }) },
  });
  operator.world.autoScaling.putTags(GROUP, {
    'spillway:probe-port': String(operator.emulator.rdbs?.port),
    'spillway:probe-query': 'kx-autoscaling',
    'spillway:probe-secret': `spillway/${GROUP}`,
  });
  await operator.pass(5);
  const ofProbe =
    documentedActions().get('with SPILLWAY_PROBE_FUNCTION, for groups of the probe') ?? new Set();
  for (const command of ['status', 'doctor', 'scale']) {
    const row = `${command} of groups`;
    const words = command === 'scale' ? `scale ${GROUP} --to 4` : `${command} ${GROUP}`;
    const called = (await recorded(operator, [{ row, words }])).get(row) ?? new Set();
    expect(
      [...ofProbe].filter((action) => !called.has(action)),
      command,
    ).toEqual([]);
    const besides = [...called].filter((action) => !documentedActions().get(row)?.has(action));
    expect(
      besides.filter((action) => !ofProbe.has(action)),
      command,
    ).toEqual([]);
  }
});
