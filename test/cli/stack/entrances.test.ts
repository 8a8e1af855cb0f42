// `doctor --stack` on who may call the functions and send to the queue, each fault made by Lambda's and SQS's own calls.
import { ListRuleNamesByTargetCommand, RemoveTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  AddPermissionCommand,
  GetFunctionConfigurationCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { ALL_FUNCTIONS, aDeployedStack, STACK, type StackOperator } from './a-stack.ts';

const ON_LIFECYCLE = { FunctionName: `${STACK}-on-lifecycle` };
const ON_ALARM = { FunctionName: `${STACK}-on-alarm` };
const INVOKE = 'lambda:InvokeFunction';

interface Statement {
  readonly Sid: string;
  readonly Principal: unknown;
}

async function editQueue(
  { aws }: StackOperator,
  change: (statements: readonly Statement[]) => readonly object[],
) {
  const { QueueUrl } = await aws.sqs.send(new GetQueueUrlCommand({ QueueName: `${STACK}-DeadLetters` }));
  const { Attributes } = await aws.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }),
  );
  const { Statement } = JSON.parse(Attributes?.['Policy'] ?? '') as {
    readonly Statement: readonly Statement[];
  };
  const Policy = JSON.stringify({ Statement: change(Statement) });
  await aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
}

const ruleNamed = (id: string) => new RegExp(`${STACK}-${id}-[0-9A-F]{8}`).source;

describe('spillway doctor --stack, of entrances', () => {
  it('says which rule may not call its function, with the command that lets it', async () => {
    const stack = await aDeployedStack();
    await stack.aws.lambda.send(
      new RemovePermissionCommand({ ...ON_LIFECYCLE, StatementId: 'LifecycleRuleMayInvoke' }),
    );
    const found = await stack.checked('entrances');
    expect(found).toEqual([
      {
        severity: 'wrong',
        code: 'function-shut',
        text: expect.stringMatching(
          new RegExp(
            `^the function ${STACK}-on-lifecycle does not let the rule ${ruleNamed('LifecycleRule')} call it: its events end among the dead letters \\(Servers that wait in a terminating hook\\)$`,
          ),
        ) as string,
        fix: expect.stringContaining('aws lambda add-permission') as string,
      },
    ]);
    // As the command has it.
    const [, StatementId, Principal, SourceArn] =
      /--statement-id (\S+).* --principal (\S+) --source-arn (\S+)$/.exec(found[0]?.fix ?? '') ?? [];
    const permission = { StatementId, Principal, SourceArn, Action: INVOKE };
    await stack.aws.lambda.send(new AddPermissionCommand({ ...ON_LIFECYCLE, ...permission }));
    expect(await stack.findings()).toEqual([]);
  });

  it('is right: a rule that may not call its function wakes nobody', async () => {
    const woken: unknown[] = [];
    const stack = await aDeployedStack({
      functions: { ...ALL_FUNCTIONS, onAlarm: (event: unknown) => Promise.resolve(void woken.push(event)) },
    });
    const ring = async () => {
      stack.world.alarms.setState('spillway-memory-live', 'OK', 'Below.');
      await stack.pass(1);
      stack.world.alarms.setState('spillway-memory-live', 'ALARM', 'Threshold Crossed.');
      await stack.pass(1);
      return woken.length;
    };
    const before = await ring();
    expect(before).toBeGreaterThan(0);
    await stack.aws.lambda.send(
      new RemovePermissionCommand({ ...ON_ALARM, StatementId: 'AlarmRuleMayInvoke' }),
    );
    expect(await ring()).toBe(before);
    expect((await stack.findings()).map((one) => one.split(':')[0])).toEqual(['wrong function-shut']);
  });

  it('says that alarms of the account’s own are let in no more, by either way', async () => {
    const stack = await aDeployedStack();
    for (const StatementId of ['AlarmTopicMayInvoke', 'AlarmsMayInvoke'])
      await stack.aws.lambda.send(new RemovePermissionCommand({ ...ON_ALARM, StatementId }));
    expect(await stack.findings()).toEqual([
      // By the queue it is known which topic it is.
      expect.stringMatching(
        new RegExp(
          `^wrong function-shut: the function ${STACK}-on-alarm does not let the topic arn:aws:sns:\\S+:${STACK}-AlarmTopic-\\S+ call it: alarms of yours that publish there wake nobody$`,
        ),
      ) as string,
      `wrong function-shut: the function ${STACK}-on-alarm does not let an alarm of this account call it: alarms of yours that call it wake nobody`,
    ]);
  });

  it('says who may come in besides: by name a note, and wrong where nobody is bounded', async () => {
    const stack = await aDeployedStack();
    const add = (StatementId: string, Principal: string, SourceArn?: string) =>
      stack.aws.lambda.send(
        new AddPermissionCommand({
          ...{ FunctionName: `${STACK}-discover`, StatementId, Action: INVOKE, Principal },
          ...(SourceArn !== undefined && { SourceArn }),
        }),
      );
    await add('gateway', '210987654321');
    expect(await stack.findings()).toEqual([
      `note entrance-more: the function ${STACK}-discover may be called by arn:aws:iam::210987654321:root, which is not deployed so`,
    ]);
    await add('any-rule', 'events.amazonaws.com');
    await add('any', '*');
    const found = await stack.checked('entrances');
    expect(found.slice(1)).toEqual(
      [
        ['any-rule', 'events.amazonaws.com'],
        ['any', 'everybody'],
      ].map(([id, who]) => ({
        severity: 'wrong',
        code: 'entrance-open',
        text: `the function ${STACK}-discover may be called by ${who}, whoever's they are: nothing bounds in whose name they come`,
        fix: `aws lambda remove-permission --function-name ${STACK}-discover --statement-id ${id}`,
      })),
    );
  });

  it('takes the permission of a rule that was changed for no stranger’s', async () => {
    const stack = await aDeployedStack();
    const { FunctionArn } = await stack.aws.lambda.send(new GetFunctionConfigurationCommand(ON_ALARM));
    const { RuleNames: [Rule] = [] } = await stack.aws.events.send(
      new ListRuleNamesByTargetCommand({ TargetArn: FunctionArn }),
    );
    await stack.aws.events.send(new RemoveTargetsCommand({ Rule, Ids: ['on-alarm'] }));
    expect((await stack.findings()).map((one) => one.split(':')[0])).toEqual(['wrong rule-missing']);
  });

  it('says from whom the queue takes nothing, and from whom it takes what nobody bounds', async () => {
    const stack = await aDeployedStack();
    await editQueue(stack, (statements) => statements.filter(({ Sid }) => Sid !== 'OurRules'));
    const rules = ['AlarmRule', 'LifecycleRule', 'LaunchFailureRule'];
    const shut = rules.map(
      (id) =>
        expect.stringMatching(
          new RegExp(
            `^wrong queue-shut: the queue ${STACK}-DeadLetters takes nothing from the rule ${ruleNamed(id)}: what that cannot hand over is lost \\(.+\\)$`,
          ),
        ) as string,
    );
    expect(await stack.findings()).toEqual(shut);
    await editQueue(stack, (statements) => [
      ...statements,
      { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:*', Resource: '*' },
    ]);
    expect(await stack.findings()).toEqual([
      `wrong entrance-open: the queue ${STACK}-DeadLetters takes messages from events.amazonaws.com, whoever's they are: nothing bounds in whose name they come`,
    ]);
    // A denial outweighs what lets them in.
    await editQueue(stack, (statements) => [
      ...statements,
      { Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' },
    ]);
    expect((await stack.findings()).filter((one) => one.startsWith('wrong queue-shut'))).toHaveLength(
      rules.length + 1,
    );
  });
});
