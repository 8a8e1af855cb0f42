// The deployed stack, as AWS's own services show it. What is made of it: lib/operate/stack.
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { PortError } from '../../core/errors.ts';
import { MINUTE_MS } from '../../core/units.ts';
import type { StackAlarm, StackReader } from '../../ports/deployed-stack.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { describeAlarms } from '../describe-alarms.ts';
import { readMetricSeries } from '../metric-series.ts';
import { readSchedules } from '../rdb-group/group-settings/read-schedules.ts';
import type { OpenScheduler } from '../scheduler-client.ts';
import { readBoundary } from './read-boundary.ts';
import { readEntrance } from './read-entrance.ts';
import { readFailedActions } from './read-failed-actions.ts';
import { readFunction } from './read-function.ts';
import { readQueue } from './read-queue.ts';
import { readRolePolicies, roleNameOf } from './read-role-policies.ts';
import { readRoutes } from './read-routes.ts';
import { readTemplate } from './read-template.ts';
import { readRedrive, readTopic } from './read-topic.ts';
import type { OpenStackClients } from './stack-clients.ts';
import { trustedServices } from './trusted-services.ts';
import { unlessAbsent } from './unless-absent.ts';

export interface StackReaderParts {
  readonly clients: Pick<AwsClients, 'cloudWatch' | 'eventBridge' | 'lambda'>;
  readonly scheduler: OpenScheduler;
  readonly stackClients: OpenStackClients;
  readonly calls: AwsCalls;
}

export function createAwsStackReader({
  clients,
  scheduler,
  stackClients,
  calls,
}: StackReaderParts): StackReader {
  return {
    readSchedules: async () => readSchedules(await scheduler(), calls),
    readFunction: async (name) => readFunction(await clients.lambda(), calls, name),
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
    readRole: async (roleArn) => {
      const { iam } = await stackClients();
      const command = new GetRoleCommand({ RoleName: roleNameOf(roleArn) });
      const answer = await unlessAbsent(calls.read('iam:GetRole', (options) => iam.send(command, options)));
      if (!answer?.Role) return undefined;
      const { RoleName = '', AssumeRolePolicyDocument = '', PermissionsBoundary } = answer.Role;
      return {
        name: RoleName,
        trusts: trustedServices(AssumeRolePolicyDocument),
        boundaryArn: PermissionsBoundary?.PermissionsBoundaryArn,
      };
    },
    readRolePolicies: async (roleArn) => readRolePolicies((await stackClients()).iam, calls, roleArn),
    readBoundary: async (policyArn) => readBoundary((await stackClients()).iam, calls, policyArn),
    readEntrance: async (functionArn) => readEntrance(await clients.lambda(), calls, functionArn),
    readRoutes: async (functionArn) => readRoutes(await clients.eventBridge(), calls, functionArn),
    readAlarms: async (prefix) => (await describeAlarms(clients.cloudWatch, calls, prefix)).map(alarmOf),
    readFailedActions: async (alarm) => readFailedActions(clients.cloudWatch, calls, alarm),
    // https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
    readQuota: async () => {
      const call = 'lambda:GetAccountSettings';
      const lambda = await clients.lambda();
      const answer = await calls.read(call, (options) =>
        lambda.send(new GetAccountSettingsCommand({}), options),
      );
      const { ConcurrentExecutions: total, UnreservedConcurrentExecutions: unreserved } =
        answer.AccountLimit ?? {};
      if (total === undefined || unreserved === undefined)
        throw new PortError(call, 'IncompleteAnswer', 'the answer has no limits of concurrency');
      return { total, unreserved };
    },
    readQueue: async (queueArn) => readQueue((await stackClients()).sqs, calls, queueArn),
    readTemplate: async (stackName) => readTemplate((await stackClients()).cloudFormation, calls, stackName),
    readTopic: async (topicArn) => readTopic((await stackClients()).sns, calls, topicArn),
    readRedrive: async (subscriptionArn) => readRedrive((await stackClients()).sns, calls, subscriptionArn),
    // Lambda counts an invocation in the minute in which it began.
    // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
    readLastInvokedMs: async (functionName, { fromMs, toMs }) => {
      const dimensions = { FunctionName: functionName };
      const query = {
        namespace: 'AWS/Lambda',
        metricName: 'Invocations',
        dimensions,
        statistic: 'Sum',
      } as const;
      const minutes = { startMs: wholeMinute(fromMs), endMs: wholeMinute(toMs) + MINUTE_MS };
      const [series] = await readMetricSeries(clients.cloudWatch, calls, { queries: [query], ...minutes });
      if (!series?.ok) throw series?.error;
      return series.value.findLast(({ value }) => value > 0)?.startMs;
    },
  };
}

const wholeMinute = (atMs: number) => Math.floor(atMs / MINUTE_MS) * MINUTE_MS;

function alarmOf(alarm: MetricAlarm): StackAlarm {
  return {
    name: alarm.AlarmName ?? '',
    state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
    stateSinceMs: alarm.StateTransitionedTimestamp?.getTime(),
    reason: alarm.StateReason ?? '',
    actionsEnabled: alarm.ActionsEnabled ?? true,
    actionArns: alarm.AlarmActions ?? [],
  };
}
