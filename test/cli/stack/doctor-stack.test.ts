import {
  DeleteAlarmsCommand,
  DisableAlarmActionsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { GetQueueUrlCommand, PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { GetScheduleCommand, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { describe, expect, it } from 'vitest';
import { thisBuild, VERSION } from '../../../cli/version.ts';
import { deployedStack } from '../../../cli/local/deployed-stack.ts';
import { ALL_FUNCTIONS, aDeployedStack, STACK, type StackOperator } from './a-stack.ts';
import { deployedTemplate } from './deployed-template.ts';

/** As the console disables a schedule: all of it again, with another state. */
async function setState({ aws }: StackOperator, name: string, State: 'ENABLED' | 'DISABLED') {
  const found = await aws.scheduler.send(new GetScheduleCommand({ Name: name, GroupName: 'spillway' }));
  const { ScheduleExpression, Target } = found;
  if (!Target) throw new Error(`${name} has no target`);
  const rest = { ScheduleExpression, Target, FlexibleTimeWindow: { Mode: 'OFF' as const } };
  await aws.scheduler.send(new UpdateScheduleCommand({ Name: name, GroupName: 'spillway', State, ...rest }));
}

describe('spillway doctor --stack', () => {
  it('finds nothing wrong with a stack as it is deployed, by its name and without', async () => {
    const stack = await aDeployedStack();
    for (const words of ['doctor --stack', `doctor --stack ${STACK}`]) {
      const { text, exitStatus } = await stack.run(words);
      expect(text).toBe(
        [
          `the stack ${STACK}`,
          ...[
            'permissions',
            'versions',
            'roles',
            'policies',
            'boundaries',
            'quota',
            'schedules',
            'event rules',
            'entrances',
            'tick',
            'alarms',
            'notifications',
            'dead letters',
          ].map((title) => `  ok     ${title}`),
          '  nothing is wrong\n',
        ].join('\n'),
      );
      expect(exitStatus).toBe(0);
    }
  });

  it('finds nothing wrong just after the deployment, before the first tick', async () => {
    const stack = await aDeployedStack({}, 0);
    expect(await stack.findings()).toEqual([]);
  });

  it('names a stack that is not there, and says how to find one, with exit status 1', async () => {
    const stack = await aDeployedStack({ stack: { name: 'other', version: VERSION } });
    const { text, exitStatus } = await stack.run(`doctor --stack ${STACK}`);
    expect(text).toBe(
      `error: there is no stack "${STACK}" in this region: no function ${STACK}-on-tick, or any other\n`,
    );
    expect(exitStatus).toBe(1);
    const none = await aDeployedStack({ tick: null });
    expect(await none.run('doctor --stack')).toMatchObject({
      exitStatus: 1,
      text: expect.stringContaining('name it: spillway doctor --stack spillway-<stage>') as string,
    });
  });

  it('is used wrongly with a target beside it, or with what names no stack', async () => {
    const stack = await aDeployedStack({}, 0);
    expect(await stack.run('doctor rdb-fx --stack')).toEqual({
      exitStatus: 2,
      text: 'error: "rdb-fx" and --stack are given, allowed is one of them\n',
    });
    expect(await stack.run('doctor --stack kinesis:feed')).toMatchObject({
      exitStatus: 2,
      text: expect.stringContaining('--stack is "kinesis:feed", allowed is') as string,
    });
  });

  it('says of a disabled schedule that it is, and when the tick last ran once it is late', async () => {
    const stack = await aDeployedStack();
    await setState(stack, 'end-of-day', 'DISABLED');
    await setState(stack, 'tick', 'DISABLED');
    await stack.pass(4);
    const disabled = [
      'wrong schedule-disabled: the schedule end-of-day (cron(30 21 ? * MON-FRI *)) is disabled: what it opens or keeps does not come',
      'wrong schedule-disabled: the schedule tick (rate(1 minute)) is disabled: what it opens or keeps does not come',
    ];
    expect(await stack.findings()).toEqual(disabled);
    await stack.pass(2);
    expect(await stack.findings()).toEqual([...disabled, 'wrong tick-late: the tick last ran 6 min ago']);
    await setState(stack, 'end-of-day', 'ENABLED');
    await setState(stack, 'tick', 'ENABLED');
    await stack.pass(1);
    expect(await stack.findings()).toEqual([]);
  });

  it('allows a tick of five minutes its time', async () => {
    const stack = await aDeployedStack({ tick: 'rate(5 minutes)' }, 19);
    expect(await stack.findings()).toEqual([]);
    await setState(stack, 'tick', 'DISABLED');
    await stack.pass(9);
    const codes = async () => (await stack.findings()).map((one) => one.split(':')[0]);
    expect(await codes()).toEqual(['wrong schedule-disabled']);
    await stack.pass(1);
    expect(await codes()).toEqual(['wrong schedule-disabled', 'wrong tick-late']);
  });

  it('counts what waits among the dead letters, until it is taken away', async () => {
    const stack = await aDeployedStack(
      {
        functions: { ...ALL_FUNCTIONS, onSchedule: () => Promise.reject(new Error('no')) },
        schedules: [{ name: 'once', expression: 'cron(5 15 20 11 ? 2026)', input: { action: 'scale-in' } }],
      },
      11,
    );
    const rings = (name: string) =>
      expect.stringContaining(`wrong alarm-rings: the alarm ${name} has been in ALARM for `) as string;
    expect(await stack.findings()).toEqual([
      rings('spillway-errors-on-schedule'),
      rings('spillway-dead-letters'),
      `wrong dead-letters: an event that could not be handled waits in ${STACK}-DeadLetters (docs/operations.md, spillway-dead-letters)`,
    ]);
    const { QueueUrl } = await stack.aws.sqs.send(
      new GetQueueUrlCommand({ QueueName: `${STACK}-DeadLetters` }),
    );
    await stack.aws.sqs.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await stack.findings()).toEqual([
      rings('spillway-errors-on-schedule'),
      rings('spillway-dead-letters'),
    ]);
  });

  it('says of an alarm that it is missing, tells nobody, or rings', async () => {
    const stack = await aDeployedStack();
    const { cloudWatch } = stack.aws;
    await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['spillway-memory-live'] }));
    await cloudWatch.send(new DisableAlarmActionsCommand({ AlarmNames: ['spillway-attention'] }));
    await cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: 'spillway-errors-on-tick',
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Dimensions: [{ Name: 'FunctionName', Value: `${STACK}-on-tick` }],
        Statistic: 'Sum',
        Period: 300,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      }),
    );
    await cloudWatch.send(
      new SetAlarmStateCommand({
        AlarmName: 'spillway-throttles',
        StateValue: 'ALARM',
        StateReason: 'Threshold Crossed.',
      }),
    );
    expect(await stack.findings()).toEqual([
      'wrong alarm-missing: there is no alarm spillway-memory-live',
      'wrong alarm-without-actions: the alarm spillway-errors-on-tick has no action: nobody is told when it rings',
      'wrong alarm-rings: the alarm spillway-throttles has been in ALARM for 0 s: Threshold Crossed (docs/operations.md)',
      'wrong alarm-actions-off: the actions of the alarm spillway-attention are disabled: nobody is told when it rings',
    ]);
  });

  it('says of functions that are of another version or runtime, and of those that are missing', async () => {
    const { discover: _, ...functions } = ALL_FUNCTIONS;
    const stack = await aDeployedStack({ functions });
    const { lambda } = stack.aws;
    const update = (own: string, changes: { Runtime?: 'nodejs22.x'; version?: string; build?: string }) =>
      lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: `${STACK}-${own}`,
          ...(changes.Runtime && { Runtime: changes.Runtime }),
          Environment: {
            Variables: {
              ...(changes.version !== undefined && { SPILLWAY_VERSION: changes.version }),
              ...(changes.build !== undefined && { SPILLWAY_BUILD: changes.build }),
            },
          },
        }),
      );
    await update('on-alarm', { version: '0.0.9' });
    await update('on-tick', {});
    await update('on-schedule', { version: VERSION, build: thisBuild(), Runtime: 'nodejs22.x' });
    await update('probe', { version: '99.0.0' });
    expect(await stack.findings()).toEqual([
      `wrong function-missing: there is no function ${STACK}-discover`,
      `wrong old-version: the function ${STACK}-on-alarm is of version 0.0.9, and this is ${VERSION}`,
      `wrong other-runtime: the function ${STACK}-on-schedule runs on nodejs22.x, and this version is made for nodejs24.x`,
      `wrong old-version: the function ${STACK}-on-tick is of a version that does not say which, and this is ${VERSION}`,
      `note newer-version: the function ${STACK}-probe is of version 99.0.0, and this is ${VERSION}: what is new there is not looked at`,
    ]);
  });

  it('tells builds of one version apart: another than its own, and several in one stack', async () => {
    const other = { ...deployedStack(STACK), build: 'aaaaaaaaaaaa' };
    const stack = await aDeployedStack({ stack: other });
    const { text, exitStatus } = await stack.run('doctor --stack');
    expect(text).toContain(
      `note   versions: the functions are of build aaaaaaaaaaaa of ${VERSION}, and this is build ${thisBuild()}: either may be the newer one.`,
    );
    expect(exitStatus).toBe(0);
    const give = (own: string, SPILLWAY_BUILD: string | undefined) =>
      stack.aws.lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: `${STACK}-${own}`,
          Environment: {
            Variables: { SPILLWAY_VERSION: VERSION, ...(SPILLWAY_BUILD !== undefined && { SPILLWAY_BUILD }) },
          },
        }),
      );
    await give('on-tick', thisBuild());
    await give('probe', undefined);
    const others = ['on-alarm', 'on-schedule', 'on-lifecycle', 'discover'].map((own) => `${STACK}-${own}`);
    expect(await stack.findings()).toEqual([
      `wrong mixed-builds: the functions are of several builds of ${VERSION}: ${others.join(', ')} of aaaaaaaaaaaa; ${STACK}-on-tick of ${thisBuild()}; ${STACK}-probe of one that does not say which; a deployment ended half-way, or somebody changed one by hand`,
    ]);
    // As it is deployed before packaging wrote which build it is.
    for (const own of ['on-alarm', 'on-schedule', 'on-lifecycle', 'discover', 'on-tick'])
      await give(own, undefined);
    expect(await stack.findings()).toEqual([
      `note other-build: the functions are of a build that does not say which of ${VERSION}, and this is build ${thisBuild()}: either may be the newer one`,
    ]);
  });

  it('says how what a stack of another build lacks comes back: as it was deployed, or with this build', async () => {
    const [deleted, unknown] = ['spillway-attention', 'spillway-errors-discover'] as const;
    const template = deployedTemplate(() => true, [deleted]);
    const stack = await aDeployedStack({
      stack: { ...deployedStack(STACK), build: 'aaaaaaaaaaaa', template },
    });
    await stack.aws.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [deleted, unknown] }));
    const PolicyDocument = JSON.stringify({ Statement: [] });
    await stack.aws.iam.send(
      new UpdateAssumeRolePolicyCommand({ RoleName: `${STACK}-on-tick-role`, PolicyDocument }),
    );
    const found = [...(await stack.checked('roles')), ...(await stack.checked('alarms'))];
    const fixes = Object.fromEntries(
      found.map(({ code, text, fix }) => [`${code} ${text.split(' ').at(-1)}`, fix]),
    );
    const putBack = expect.stringMatching(/--deployment-mode REVERT_DRIFT/) as string;
    expect(fixes).toEqual({
      'role-untrusting lambda.amazonaws.com': putBack,
      [`alarm-missing ${deleted}`]: putBack,
      [`alarm-missing ${unknown}`]: expect.stringMatching(/^npm run deploy/) as string,
    });
  });

  it('misses neither the probe nor its alarm where there is none', async () => {
    const { probe: _, ...functions } = ALL_FUNCTIONS;
    const stack = await aDeployedStack({ functions });
    await stack.aws.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['spillway-errors-probe'] }));
    expect(await stack.findings()).toEqual([]);
    const probed = await aDeployedStack();
    await probed.aws.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['spillway-errors-probe'] }));
    expect(await probed.findings()).toEqual(['wrong alarm-missing: there is no alarm spillway-errors-probe']);
  });

  it('says of a role that it is missing, shared, or does not trust Lambda', async () => {
    const stack = await aDeployedStack();
    const { lambda, iam } = stack.aws;
    const roleOf = async (own: string) =>
      (await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: `${STACK}-${own}` }))).Role ??
      '';
    const onTick = await roleOf('on-tick');
    const give = (own: string, Role: string) =>
      lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: `${STACK}-${own}`, Role }));
    await give('on-alarm', onTick);
    await give('discover', 'arn:aws:iam::123456789012:role/gone');
    const trust = {
      Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } },
    };
    const RoleName = (await roleOf('probe')).split('/').at(-1);
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(trust) }));
    expect(await stack.findings()).toEqual([
      `wrong role-shared: the functions ${STACK}-on-alarm, ${STACK}-on-tick run under one role, ${onTick}: each may do what only another needs`,
      `wrong role-missing: the role arn:aws:iam::123456789012:role/gone of ${STACK}-discover is not there: it may do nothing`,
      `wrong role-untrusting: the role ${RoleName} of ${STACK}-probe may be assumed by ec2.amazonaws.com, and not by lambda.amazonaws.com`,
      // The role was made for the tick alone.
      expect.stringMatching(
        new RegExp(
          `^wrong role-lacks: the role \\S+ of ${STACK}-on-alarm, ${STACK}-on-tick lacks .*: Log \\(`,
        ),
      ) as string,
    ]);
  });

  it('says of a function that may not run, and what keeps no room for any', async () => {
    const stack = await aDeployedStack();
    const { lambda } = stack.aws;
    const FunctionName = `${STACK}-on-lifecycle`;
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
    expect(await stack.findings()).toEqual([
      `wrong function-stopped: the function ${FunctionName} may not run at all: its reserved concurrency is 0`,
    ]);
    for (const own of ['on-alarm', 'on-schedule', 'on-lifecycle', 'on-tick', 'probe'])
      await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: `${STACK}-${own}` }));
    expect(await stack.findings()).toEqual([
      "note nothing-reserved: nothing is kept for this stack's functions: others of the account may take all 1000",
    ]);
    expect((await stack.run('doctor --stack')).exitStatus).toBe(0);
  });

  it('goes on where a read is refused, and says what was not looked at', async () => {
    const stack = await aDeployedStack();
    stack.emulator.injectWireFault({ action: 'GetRole', fault: { kind: 'deny' }, times: 100 });
    const { text, exitStatus } = await stack.run('doctor --stack');
    expect(exitStatus).toBe(1);
    expect(text).toContain(
      'wrong  permissions: you may not call iam:GetRole, so what it tells was not checked.',
    );
    expect(text.match(/wrong {2}/g)).toHaveLength(1);
  });
});
