// What the packaged functions and schedules need to be allowed, from two sources: what a function's code can call
// (reached-actions.ts), and what AWS itself does in its name because of its own settings. Next: audit-roles.ts.
import { MANAGED_TAG } from '../../../lib/targets/rdb-group/domain/group.ts';
import { TARGETS_INDEX } from '../../../lib/aws/dynamo/dynamo-route-reader.ts';
import { ACCOUNT_ID, clusterArn, groupArn, REGION, streamArn } from '../../../lib/emulator/aws-names.ts';
import type { Template, TemplateResource } from '../package-project-fixture.ts';
import { referencesIn, resourcesOfType } from '../package-project-fixture.ts';
import type { IamRequest } from '../recorded/iam-request.ts';
import { tagContext } from '../recorded/iam-request.ts';
import { arnOf } from '../recorded/role-policy.ts';
import { DRILL_ROLE, drillRequests } from './drill-demands.ts';
import { INVOKES_ITSELF } from './reached-actions.ts';

/** Whoever acts under a role: a function, or the schedules. */
export interface RoleUser {
  /** `on-tick`; `schedules`. */
  readonly name: string;
  /** The role's logical id. */
  readonly role: string;
  readonly requests: readonly IamRequest[];
  /** Those of them that Lambda looks for when it creates the function: its role must have them from the beginning. */
  readonly atCreation: readonly IamRequest[];
}

/** By function, what its code can call. */
export type ReachedActions = (functionName: string) => readonly string[];

/** Every function of the template, the schedules for each role that they call with, and those who drill. */
export function roleUsers(template: Template, reached: ReachedActions): readonly RoleUser[] {
  const functions = resourcesOfType(template, 'AWS::Lambda::Function').map(([, resource]) => {
    const name = shortName(resource);
    const fromCode = reached(name).flatMap((action) => codeRequests(action, resource, template));
    const atCreation = settingsRequests(resource, template);
    return {
      name,
      role: referenced(resource.Properties['Role']),
      requests: [...fromCode, ...atCreation],
      atCreation,
    };
  });
  return [...functions, ...scheduleUsers(template), ...drillUsers(template)];
}

/** `spillway-other-on-tick` → `on-tick`. */
const shortName = ({ Properties }: TemplateResource) =>
  String(Properties['FunctionName']).replace(/^[^-]+-[^-]+-/, '');

const referenced = (value: unknown) => referencesIn(value)[0] ?? '';

const anywhere = (action: string): IamRequest => ({ action, resource: '*', context: {} });

const PROBE_ACTIONS = [
  'lambda:InvokeFunction',
  'secretsmanager:DescribeSecret',
  'secretsmanager:GetSecretValue',
];

/** Throws for an action of which nobody has said what it is called on. */
function codeRequests(
  action: string,
  { Properties }: TemplateResource,
  template: Template,
): readonly IamRequest[] {
  const [service = '', name = ''] = action.split(':');
  if (action === INVOKES_ITSELF) {
    const resource = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${String(Properties['FunctionName'])}`;
    return [{ action: 'lambda:InvokeFunction', resource, context: {} }];
  }
  if (PROBE_ACTIONS.includes(action)) {
    // Without this variable the code that calls the probe throws before it calls.
    const { Variables = {} } = (Properties['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
    const probe = Variables['SPILLWAY_PROBE_FUNCTION'];
    if (probe === undefined) return [];
    const resource =
      service === 'lambda'
        ? `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${String(probe)}`
        : `arn:aws:secretsmanager:${REGION}:${ACCOUNT_ID}:secret:spillway/rdb-a1B2c3`;
    const ofKey = name === 'GetSecretValue' ? keyRequests('Secrets', template) : [];
    return [{ action, resource, context: {} }, ...ofKey];
  }
  if (service === 'cloudwatch' || service === 'ec2' || action.startsWith('autoscaling:Describe'))
    return [anywhere(action)];
  if (service === 'autoscaling')
    return [{ action, resource: groupArn('rdb-fx'), context: tagContext({ [MANAGED_TAG]: 'true' }) }];
  if (service === 'tag' || action === 'kinesis:UpdateShardCount') return [anywhere(action)];
  if (service === 'kinesis') return [{ action, resource: streamArn('feed'), context: {} }];
  if (service === 'memorydb')
    return [{ action, resource: clusterArn('cache'), context: tagContext({ [MANAGED_TAG]: 'true' }) }];
  if (service === 'dynamodb') {
    const table = arnOf('StateTable', template);
    // Nobody queries items but discover, which lists what there is by the index.
    const resources = name === 'Query' ? [table, `${table}/index/${TARGETS_INDEX}`] : [table];
    return resources.map((resource) => ({ action, resource, context: {} }));
  }
  if (action === 'events:PutEvents') {
    const resource = `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/default`;
    return [{ action, resource, context: { 'events:source': ['spillway'] } }];
  }
  throw new Error(`Nothing is known of what ${service}:${name} is called on`);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
export const VPC_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * What Lambda does in the function's name: logs always; the dead letter, the trace, the network interface where they
 * are set. It looks for these when it creates the function.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
function settingsRequests({ Properties }: TemplateResource, template: Template): readonly IamRequest[] {
  const { FunctionName, DeadLetterConfig, TracingConfig, VpcConfig } = Properties;
  const logs = `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:/aws/lambda/${String(FunctionName)}:log-stream:2026`;
  const queue = DeadLetterConfig === undefined ? undefined : arnOf(referenced(DeadLetterConfig), template);
  const isTraced = (TracingConfig as { Mode?: string } | undefined)?.Mode === 'Active';
  return [
    ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
      action,
      resource: logs,
      context: {},
    })),
    ...(queue === undefined ? [] : [{ action: 'sqs:SendMessage', resource: queue, context: {} }]),
    ...(isTraced ? ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'].map(anywhere) : []),
    ...(VpcConfig ? VPC_ACTIONS.map(anywhere) : []),
    ...(queue === undefined ? [] : keyRequests('DeadLetters', template)),
    ...(knowsTable(Properties) ? keyRequests('StateTable', template) : []),
  ];
}

/** Without the table's name in its settings a function's code calls no table. */
function knowsTable({ Environment }: Readonly<Record<string, unknown>>): boolean {
  const { Variables = {} } = (Environment ?? {}) as { Variables?: object };
  return 'SPILLWAY_STATE_TABLE' in Variables;
}

function drillUsers(template: Template): readonly RoleUser[] {
  if (!(DRILL_ROLE in template.Resources)) return [];
  const requests = [...drillRequests(arnOf('StateTable', template)), ...keyRequests('StateTable', template)];
  return [{ name: 'drills', role: DRILL_ROLE, requests, atCreation: [] }];
}

/** What each service does with a key of the account's own, in the name of whoever calls the service. */
const OF_KEYS = {
  StateTable: {
    service: 'dynamodb',
    actions: [
      'Decrypt',
      'DescribeKey',
      'Encrypt',
      'GenerateDataKey',
      'GenerateDataKeyWithoutPlaintext',
      'ReEncryptFrom',
      'ReEncryptTo',
    ],
  },
  DeadLetters: { service: 'sqs', actions: ['Decrypt', 'GenerateDataKey'] },
  /** They are no resource of the stack; where its table has a key of the account's own, they may have it too. */
  Secrets: { service: 'secretsmanager', actions: ['Decrypt'] },
} as const;

/**
 * None where the key is AWS's own.
 * https://docs.aws.amazon.com/kms/latest/developerguide/services-dynamodb.html
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
function keyRequests(logicalId: keyof typeof OF_KEYS, template: Template): readonly IamRequest[] {
  const { SSESpecification, KmsMasterKeyId } =
    template.Resources[logicalId === 'Secrets' ? 'StateTable' : logicalId]?.Properties ?? {};
  const key =
    (SSESpecification as { KMSMasterKeyId?: unknown } | undefined)?.KMSMasterKeyId ?? KmsMasterKeyId;
  if (typeof key !== 'string') return [];
  const { service, actions } = OF_KEYS[logicalId];
  const context = { 'kms:ViaService': `${service}.${REGION}.amazonaws.com` };
  return actions.map((action) => ({ action: `kms:${action}`, resource: key, context }));
}

interface ScheduleTarget {
  readonly Arn: unknown;
  readonly RoleArn: unknown;
  readonly DeadLetterConfig?: { readonly Arn: unknown };
}

/**
 * Scheduler calls the target, and sends what failed to the dead letters, under the role of each target. `on-schedule`
 * may always be called: a stage without schedules has the role as well.
 */
function scheduleUsers(template: Template): readonly RoleUser[] {
  const targets = resourcesOfType(template, 'AWS::Scheduler::Schedule').map(
    ([, { Properties }]) => Properties['Target'] as ScheduleTarget,
  );
  return [...new Set(targets.map(({ RoleArn }) => referenced(RoleArn)))].map((role) => {
    const onSchedule = `lambda:InvokeFunction ${arnOf('OnDashscheduleLambdaFunction', template)}`;
    const wanted = targets
      .filter(({ RoleArn }) => referenced(RoleArn) === role)
      .flatMap(({ Arn, DeadLetterConfig }) => [
        `lambda:InvokeFunction ${arnOf(referenced(Arn), template)}`,
        ...(DeadLetterConfig ? [`sqs:SendMessage ${arnOf(referenced(DeadLetterConfig), template)}`] : []),
      ]);
    const requests = [...new Set([onSchedule, ...wanted])].map((one) => {
      const [action = '', resource = ''] = one.split(' ');
      return { action, resource, context: {} };
    });
    const ofKey = keyRequests('DeadLetters', template);
    return { name: 'schedules', role, requests: [...requests, ...ofKey], atCreation: [] };
  });
}
