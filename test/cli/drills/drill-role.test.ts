import { expect, it } from 'vitest';
import { askedRole } from '../../../cli/drill/asked-role.ts';
import { roleArn } from '../../../lib/emulator/stack/emulated-stack.ts';
import { startLocalOperator, type LocalOperator } from '../local-operator.ts';

const DRILL = 'drill memorydb-shard memorydb:lvc';
const EXECUTE = `${DRILL} --execute --confirm memorydb:lvc --as ada`;
const ROLE = roleArn('drills');

function aCache(): Promise<LocalOperator> {
  return startLocalOperator([], {
    clusters: [
      { name: 'lvc', shardCount: 2, tags: { 'spillway:shards-max': '4', 'spillway:drills': 'allowed' } },
    ],
    cacheServers: {},
    memoryDb: { failover: { promotionMs: 8_000, recoveryMs: 20_000 } },
  });
}

/** What was called by whom, each once. */
function callers({ emulator }: LocalOperator): Readonly<Record<string, readonly string[]>> {
  const made: Record<string, string[]> = {};
  for (const { caller, action } of emulator.calls())
    if (!made[caller]?.includes(action)) (made[caller] ??= []).push(action);
  return made;
}

it('is taken for the one call that breaks something, in the name of whoever asks', async () => {
  const operator = await aCache();
  const run = await operator.run(`${EXECUTE} --role-arn ${ROLE}`);
  expect(run, run.text).toMatchObject({ exitStatus: 0 });
  expect(run.text).toContain(`role  ${ROLE}, as spillway-drill-ada\n`);
  const { 'assumed-role/drills/spillway-drill-ada': breaking, unknown: own } = callers(operator);
  expect(breaking).toEqual(['FailoverShard']);
  expect(own).toEqual(
    expect.arrayContaining(['AssumeRole', 'DescribeClusters', 'DescribeEvents', 'PutItem']),
  );
  expect(own).not.toContain('FailoverShard');
  expect(operator.emulator.awsCalls()['AssumeRole']).toBe(1);
});

it('is asked for before anything is broken: one that is not to be had is a reason why not now', async () => {
  const operator = await aCache();
  const theirs = roleArn('on-tick-role');
  for (const words of [DRILL, EXECUTE]) {
    const refused = await operator.run(`${words} --role-arn ${theirs}`);
    expect(refused).toMatchObject({ exitStatus: 1 });
    expect(refused.text).toContain(
      `✗ the role ${theirs} cannot be taken: sts:AssumeRole: AccessDenied: User: arn:aws:iam::123456789012:user/operator ` +
        `is not authorized to perform: sts:AssumeRole on resource: ${theirs} (is its ARN the output DrillRoleArn,`,
    );
  }
  expect(operator.emulator.awsCalls()['FailoverShard']).toBeUndefined();
  const typed = await operator.run(`${EXECUTE} --role-arn drills`);
  expect(typed).toMatchObject({ exitStatus: 2 });
  expect(typed.text).toContain('--role-arn is "drills", allowed is the ARN of a role, such as arn:aws:iam::');
});

it('is named to whoever may not break it without, and what it may to whom it is too narrow for', async () => {
  const operator = await aCache();
  for (const [words, hint] of [
    [EXECUTE, 'Name the role of drills: --role-arn, with the output DrillRoleArn'],
    [
      `${EXECUTE} --role-arn ${ROLE}`,
      'The role may end servers of the groups of its setting drills.groups alone',
    ],
  ] as const) {
    operator.emulator.injectWireFault({
      action: 'FailoverShard',
      fault: { kind: 'error', code: 'AccessDeniedException', status: 400, message: 'no policy allows it' },
    });
    const denied = await operator.run(words);
    expect(denied).toMatchObject({ exitStatus: 1 });
    expect(denied.text).toContain(hint);
  }
});

it('is told by a variable too, and its session has a name that AWS takes', () => {
  const variable = { SPILLWAY_DRILL_ROLE_ARN: ROLE };
  expect(askedRole(undefined, {}, 'ada')).toBeUndefined();
  expect(askedRole(undefined, { SPILLWAY_DRILL_ROLE_ARN: '' }, 'ada')).toBeUndefined();
  expect(askedRole(undefined, variable, 'Ada B/ö')).toEqual({
    arn: ROLE,
    sessionName: 'spillway-drill-Ada-B--',
  });
  const other = roleArn('teams/fx/other');
  expect(askedRole(other, variable, 'x'.repeat(80))).toEqual({
    arn: other,
    sessionName: `spillway-drill-${'x'.repeat(49)}`,
  });
  expect(() => askedRole(undefined, { SPILLWAY_DRILL_ROLE_ARN: 'role/drills' }, 'ada')).toThrow(
    /^SPILLWAY_DRILL_ROLE_ARN is "role\/drills", allowed is/,
  );
});
