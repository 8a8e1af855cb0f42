// `doctor --stack` on the rules that hand events to the functions, each fault made by EventBridge's own calls.
import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  ListRuleNamesByTargetCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../../lib/operate/doctor/diagnose.ts';
import { ALL_FUNCTIONS, aDeployedStack, STACK, type StackOperator } from './a-stack.ts';

/** Rules that call it, with what each is on. */
async function rulesOf({ aws }: StackOperator, own: string) {
  const { FunctionArn } = await aws.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: `${STACK}-${own}` }),
  );
  const { RuleNames = [] } = await aws.events.send(
    new ListRuleNamesByTargetCommand({ TargetArn: FunctionArn }),
  );
  return Promise.all(
    RuleNames.map(async (name) => {
      const { EventPattern = '' } = await aws.events.send(new DescribeRuleCommand({ Name: name }));
      const { Targets: [target] = [] } = await aws.events.send(new ListTargetsByRuleCommand({ Rule: name }));
      if (!target) throw new Error(`${name} has no target`);
      return { name, pattern: EventPattern, target };
    }),
  );
}

async function ruleOn(stack: StackOperator, own: string, detailType: string) {
  const found = (await rulesOf(stack, own)).find(({ pattern }) => pattern.includes(detailType));
  if (!found) throw new Error(`no rule of ${own} is on ${detailType}`);
  return found;
}

const ALARMS = 'CloudWatch Alarm State Change';
const HOOKS = 'EC2 Instance-terminate Lifecycle Action';
const FAILED_LAUNCHES = 'EC2 Instance Launch Unsuccessful';

describe('spillway doctor --stack, of event rules', () => {
  it('says of a disabled rule that it is, with the command that enables it', async () => {
    const stack = await aDeployedStack();
    const { name } = await ruleOn(stack, 'on-lifecycle', HOOKS);
    await stack.aws.events.send(new DisableRuleCommand({ Name: name }));
    const { text } = await stack.run('doctor --stack --json');
    const [diagnosis] = JSON.parse(text) as readonly Diagnosis[];
    expect(diagnosis?.checks.flatMap(({ findings }) => findings)).toEqual([
      {
        severity: 'wrong',
        code: 'rule-disabled',
        text: `the rule ${name}, which calls the function ${STACK}-on-lifecycle, is disabled: Servers that wait in a terminating hook`,
        fix: `aws events enable-rule --name ${name}`,
      },
    ]);
    await stack.aws.events.send(new EnableRuleCommand({ Name: name }));
    expect(await stack.findings()).toEqual([]);
  });

  it('says that no rule hands an event on: none calls the function, or it is on other events', async () => {
    const stack = await aDeployedStack();
    const { events } = stack.aws;
    const hooks = await ruleOn(stack, 'on-lifecycle', HOOKS);
    const launches = await ruleOn(stack, 'on-lifecycle', FAILED_LAUNCHES);
    const alarms = await ruleOn(stack, 'on-alarm', ALARMS);
    // It calls another function instead.
    await events.send(
      new PutTargetsCommand({ Rule: hooks.name, Targets: [{ ...hooks.target, Arn: alarms.target.Arn }] }),
    );
    await events.send(new RemoveTargetsCommand({ Rule: launches.name, Ids: [launches.target.Id ?? ''] }));
    // As before there were streams.
    const narrowed = alarms.pattern.replace(',{"prefix":"spillway-streams-"}', '');
    expect(narrowed).not.toBe(alarms.pattern);
    await events.send(new PutRuleCommand({ Name: alarms.name, EventPattern: narrowed }));
    expect(await stack.findings()).toEqual([
      `wrong rule-missing: no rule of EventBridge calls the function ${STACK}-on-alarm for these events: Alarms on memory, on streams and on clusters wake on-alarm. Others call it: ${alarms.name}, ${hooks.name}`,
      `wrong rule-missing: no rule of EventBridge calls the function ${STACK}-on-lifecycle for these events: Servers that wait in a terminating hook`,
      `wrong rule-missing: no rule of EventBridge calls the function ${STACK}-on-lifecycle for these events: Launches that failed, mostly for want of capacity`,
    ]);
  });

  it('finds the order of a pattern’s lists to be no matter', async () => {
    const stack = await aDeployedStack();
    const { name, pattern } = await ruleOn(stack, 'on-alarm', ALARMS);
    const { detail, ...others } = JSON.parse(pattern) as {
      readonly detail: { readonly alarmName: unknown[] };
    };
    const turned = { ...others, detail: { alarmName: detail.alarmName.toReversed() } };
    await stack.aws.events.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(turned) }));
    expect(await stack.findings()).toEqual([]);
  });

  it('says where what cannot be handed over is lost, goes elsewhere, or is tried otherwise', async () => {
    const stack = await aDeployedStack();
    const put = async (own: string, detailType: string, changes: object) => {
      const { name, target } = await ruleOn(stack, own, detailType);
      await stack.aws.events.send(
        new PutTargetsCommand({ Rule: name, Targets: [{ ...target, ...changes }] }),
      );
      return name;
    };
    const alarms = await put('on-alarm', ALARMS, { DeadLetterConfig: undefined });
    const other = 'arn:aws:sqs:us-east-1:123456789012:other';
    const hooks = await put('on-lifecycle', HOOKS, { DeadLetterConfig: { Arn: other } });
    const launches = await put('on-lifecycle', FAILED_LAUNCHES, { RetryPolicy: undefined });
    expect(await stack.findings()).toEqual([
      `wrong rule-without-dead-letters: what the rule ${alarms} cannot hand to the function ${STACK}-on-alarm is lost: it has no queue for it`,
      `wrong rule-other-dead-letters: what the rule ${hooks} cannot hand to the function ${STACK}-on-lifecycle goes to ${other}, where no alarm of the stack sees it`,
      `note rule-other-retry: the rule ${launches} tries 185 times within 86400 s again, and is deployed with 10 times within 900 s`,
    ]);
  });

  it('is right: a rule that is disabled hands nothing on', async () => {
    const woken: unknown[] = [];
    const stack = await aDeployedStack({
      functions: { ...ALL_FUNCTIONS, onAlarm: (event: unknown) => Promise.resolve(void woken.push(event)) },
    });
    const { name } = await ruleOn(stack, 'on-alarm', ALARMS);
    const ring = async (state: 'ALARM' | 'OK') => {
      stack.world.alarms.setState('spillway-memory-live', state, 'Threshold Crossed.');
      await stack.pass(1);
    };
    await stack.aws.events.send(new DisableRuleCommand({ Name: name }));
    const before = woken.length;
    await ring('ALARM');
    expect(woken).toHaveLength(before);
    await stack.aws.events.send(new EnableRuleCommand({ Name: name }));
    await ring('OK');
    await ring('ALARM');
    expect(woken.length).toBeGreaterThan(before);
  });
});
