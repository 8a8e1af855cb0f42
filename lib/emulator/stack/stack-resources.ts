// What the deployed stack consists of, as far as the emulator has it, by the names that serverless.yml and infra/ give it; and its outputs.
import { ACCOUNT_ID } from '../aws-names.ts';
import type { EmulatedStack } from './emulated-stack.ts';
import { alarmTopicArn } from './topics.ts';

export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

/** `tableName`: the state table, if there is one. */
export function stackResources(stack: EmulatedStack, tableName: string | null): readonly StackResource[] {
  const functions = [...stack.functions.keys()].map((own) => ({
    logicalId: `${logicalPart(own).replaceAll('-', 'Dash')}LambdaFunction`,
    physicalId: stack.nameOf(own),
    type: 'AWS::Lambda::Function',
  }));
  const rules = [...stack.rules.values()].map(({ logicalId, name }) => ({
    ...{ logicalId, physicalId: name },
    type: 'AWS::Events::Rule',
  }));
  return [
    ...functions,
    ...rules,
    { logicalId: 'AlarmTopic', physicalId: alarmTopicArn(stack.name), type: 'AWS::SNS::Topic' },
    { logicalId: 'DeadLetters', physicalId: stack.queueName, type: 'AWS::SQS::Queue' },
    ...(tableName === null
      ? []
      : [{ logicalId: 'StateTable', physicalId: tableName, type: 'AWS::DynamoDB::Table' }]),
  ];
}

/** By name, as serverless.yml has them. `endpoint`: where the emulator is, for the queue's address. */
export function stackOutputs(
  stack: EmulatedStack,
  { tableName, endpoint }: { readonly tableName: string | null; readonly endpoint: string },
): readonly (readonly [name: string, value: string])[] {
  return [
    ...(tableName === null ? [] : [['StateTableName', tableName] as const]),
    ['AlarmTopicArn', alarmTopicArn(stack.name)],
    ['DiscoverFunctionName', stack.nameOf('discover')],
    ['DeadLettersUrl', `${endpoint}/${ACCOUNT_ID}/${stack.queueName}`],
    ['OnAlarmFunctionArn', stack.arnOf('on-alarm')],
  ];
}

/** As the Serverless Framework does: the first letter is a capital. */
function logicalPart(functionName: string): string {
  return functionName.slice(0, 1).toUpperCase() + functionName.slice(1);
}
