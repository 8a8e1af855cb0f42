// A deployed stack in front of an operator: functions that do nothing, the alarms of a whole stack, a tick each minute.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { onTestFinished } from 'vitest';
import { deployedStack } from '../../../cli/local/deployed-stack.ts';
import type { EmulatorFunctions } from '../../../lib/emulator/triggers/function-set.ts';
import type { EmulatorOptions } from '../../../lib/emulator/start-emulator.ts';
import type { Finding } from '../../../lib/operate/doctor/check.ts';
import type { Diagnosis } from '../../../lib/operate/doctor/diagnose.ts';
import { fillingAlarm } from '../../../lib/sim/aws/filling-alarm.ts';
import { memoryAlarm } from '../../../lib/sim/aws/memory-alarm.ts';
import { throttlingAlarm } from '../../../lib/sim/aws/throttling-alarm.ts';
import { clientSettings } from '../../emulator/local-aws.ts';
import { startLocalOperator, type LocalOperator } from '../local-operator.ts';

export const STACK = 'spillway-test';

const idle = () => Promise.resolve();
export const ALL_FUNCTIONS: Required<EmulatorFunctions> = {
  onAlarm: idle,
  onSchedule: idle,
  onLifecycle: idle,
  onTick: idle,
  probe: idle,
  discover: idle,
};

export interface StackOperator extends LocalOperator {
  /** By AWS's own calls things are broken. */
  readonly aws: {
    readonly lambda: LambdaClient;
    readonly cloudWatch: CloudWatchClient;
    readonly scheduler: SchedulerClient;
    readonly iam: IAMClient;
    readonly events: EventBridgeClient;
    readonly sns: SNSClient;
    readonly sqs: SQSClient;
  };
  /** What `doctor --stack` finds, `<severity> <code>: <text>`. */
  readonly findings: () => Promise<readonly string[]>;
  /** What it finds in one family of checks. */
  readonly checked: (title: string) => Promise<readonly Finding[]>;
}

/** As it stands so many minutes after the deployment. */
export async function aDeployedStack(
  changes: Partial<EmulatorOptions> = {},
  minutes = 10,
): Promise<StackOperator> {
  const operator = await startLocalOperator([], {
    stack: deployedStack(STACK),
    functions: ALL_FUNCTIONS,
    tick: 'rate(1 minute)',
    schedules: [
      {
        name: 'end-of-day',
        expression: 'cron(30 21 ? * MON-FRI *)',
        timezone: 'America/New_York',
        input: { action: 'scale-in', scheduledTime: '<aws.scheduler.scheduled-time>', windowMinutes: 240 },
      },
    ],
    ...changes,
  });
  for (const alarm of [memoryAlarm(60), throttlingAlarm(), fillingAlarm()]) operator.world.alarms.put(alarm);
  const settings = clientSettings(operator.emulator.endpoint);
  const aws = {
    lambda: new LambdaClient(settings),
    cloudWatch: new CloudWatchClient(settings),
    scheduler: new SchedulerClient(settings),
    iam: new IAMClient(settings),
    events: new EventBridgeClient(settings),
    sns: new SNSClient(settings),
    sqs: new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }),
  };
  onTestFinished(() => {
    for (const client of Object.values(aws)) client.destroy();
  });
  await operator.pass(minutes);
  const checks = async () => {
    const { text } = await operator.run('doctor --stack --json');
    const [diagnosis] = JSON.parse(text) as readonly Diagnosis[];
    return diagnosis?.checks ?? [];
  };
  return {
    ...{ ...operator, aws },
    findings: async () =>
      (await checks()).flatMap(({ findings }) =>
        findings.map(({ severity, code, text: said }) => `${severity} ${code}: ${said}`),
      ),
    checked: async (wanted) => (await checks()).find(({ title }) => title === wanted)?.findings ?? [],
  };
}
