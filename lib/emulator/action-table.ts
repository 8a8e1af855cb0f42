// What the emulator supports: one entry per action, with the errors that it can answer and where AWS
// documents it. The router is built from this table, and docs/emulator.md is checked against it; an
// action that is not here is answered as AWS answers an unknown one.
// Next: services/, where each entry has its handler.
import { KINESIS_ACTIONS } from './kinesis-action-table.ts';
import { AUTO_SCALING_LISTINGS, EC2_LISTINGS, LAMBDA_LISTINGS } from './listing-action-table.ts';
import { MEMORYDB_ACTIONS } from './memorydb-action-table.ts';
import { RULE_ACTIONS, STACK_ACTIONS } from './stack-action-table.ts';

interface ServiceEntry {
  /** AWS's page of an action is this and the action's name. */
  readonly pages: string;
  readonly actions: Readonly<Record<string, ActionEntry>>;
}

interface ActionEntry {
  /** Errors that the emulator answers to it, besides the wire faults that a test asks for. */
  readonly errors: readonly string[];
  /** Where the emulator does less than AWS. */
  readonly limits?: string;
}

/** Services by IAM's prefix. */
export const ACTION_TABLE = {
  autoscaling: {
    pages: 'https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_',
    actions: {
      DescribeAutoScalingGroups: {
        errors: ['ValidationError', 'InvalidNextToken'],
        limits: 'filters `tag:<key>`, `tag-key`, `tag-value`',
      },
      DescribeAutoScalingInstances: { errors: ['ValidationError', 'InvalidNextToken'] },
      SetDesiredCapacity: { errors: ['ValidationError'], limits: 'no cooldowns' },
      TerminateInstanceInAutoScalingGroup: { errors: ['ValidationError'] },
      UpdateAutoScalingGroup: {
        errors: ['ValidationError'],
        limits:
          'sizes, new-instance and deletion protection, instance lifecycle policy, health check type, maximum lifetime',
      },
      DeleteAutoScalingGroup: { errors: ['ValidationError', 'ResourceInUse'] },
      DescribeLifecycleHooks: { errors: ['ValidationError'] },
      PutLifecycleHook: { errors: ['ValidationError'] },
      DeleteLifecycleHook: { errors: ['ValidationError'] },
      CompleteLifecycleAction: { errors: ['ValidationError'] },
      RecordLifecycleActionHeartbeat: { errors: ['ValidationError'] },
      DescribeScalingActivities: { errors: ['ValidationError', 'InvalidNextToken'] },
      CreateOrUpdateTags: { errors: ['ValidationError'] },
      DeleteTags: { errors: ['ValidationError'] },
      DescribeTags: {
        errors: ['ValidationError', 'InvalidNextToken'],
        limits: 'filters `auto-scaling-group`, `key`, `value`, `propagate-at-launch`',
      },
      SetInstanceProtection: { errors: ['ValidationError'] },
      SetInstanceHealth: { errors: ['ValidationError'] },
      EnterStandby: { errors: ['ValidationError'], limits: 'answers no activities' },
      ExitStandby: { errors: ['ValidationError'], limits: 'answers no activities' },
      SuspendProcesses: { errors: ['ValidationError'] },
      ResumeProcesses: { errors: ['ValidationError'] },
      DescribePolicies: {
        errors: ['ValidationError'],
        limits: 'those that the group was made with; they never run',
      },
      DescribeScheduledActions: {
        errors: ['ValidationError'],
        limits: 'those that the group was made with; they never run',
      },
      DescribeInstanceRefreshes: { errors: ['ValidationError'] },
      StartInstanceRefresh: {
        errors: ['ValidationError', 'InstanceRefreshInProgress'],
        limits: 'one instance at a time; the preference ScaleInProtectedInstances only',
      },
      ...AUTO_SCALING_LISTINGS,
    },
  },
  ec2: {
    pages: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_',
    actions: {
      DescribeInstances: {
        errors: [
          'InvalidInstanceID.NotFound',
          'InvalidInstanceID.Malformed',
          'InvalidParameterValue',
          'DryRunOperation',
        ],
        limits:
          'filters `instance-id`, `instance-state-name`, `instance-type`, `availability-zone`, `private-ip-address`, `private-dns-name`, `vpc-id`, `subnet-id`, `tag:<key>`, `tag-key`',
      },
      DescribeInstanceStatus: {
        errors: ['InvalidInstanceID.NotFound', 'InvalidParameterValue', 'DryRunOperation'],
        limits: 'filters `instance-state-name`, `availability-zone`; what runs is `ok`',
      },
      DescribeTags: {
        errors: ['InvalidParameterValue', 'DryRunOperation'],
        limits: 'instances only; filters `resource-id`, `resource-type`, `key`, `value`',
      },
      DescribeNetworkInterfaces: {
        errors: ['InvalidNetworkInterfaceID.NotFound', 'InvalidParameterValue', 'DryRunOperation'],
        limits:
          "those that outlive their servers, none of the servers' own; filters `network-interface-id`, `status`, `private-ip-address`, `availability-zone`, `description`, `attachment.instance-id`, `tag:<key>`, `tag-key`",
      },
      TerminateInstances: {
        errors: ['InvalidInstanceID.NotFound', 'DryRunOperation'],
        limits: 'instances of groups; no termination protection',
      },
      StopInstances: {
        errors: ['InvalidInstanceID.NotFound', 'DryRunOperation'],
        limits: 'instances of groups; one that is stopped is shown as one that fails',
      },
      ...EC2_LISTINGS,
    },
  },
  cloudwatch: {
    pages: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_',
    actions: {
      PutMetricData: {
        errors: ['InvalidParameterValueException', 'MissingRequiredParameterException'],
        limits: 'values, value lists and statistic sets; no high resolution',
      },
      GetMetricData: {
        errors: ['ValidationException', 'InvalidNextToken'],
        limits: 'MetricStat with Average, Minimum, Maximum, Sum, SampleCount; no expressions',
      },
      GetMetricStatistics: {
        errors: ['InvalidParameterCombinationException', 'InvalidParameterValueException'],
        limits: 'no extended statistics, no units',
      },
      ListMetrics: { errors: ['InvalidParameterValueException'] },
      DescribeAlarms: { errors: ['InvalidNextToken'], limits: 'metric alarms' },
      PutMetricAlarm: {
        errors: ['ValidationException'],
        limits:
          'one metric, or `SELECT stat(metric) FROM SCHEMA("namespace", dimension, …) GROUP BY dimension`',
      },
      DescribeAlarmsForMetric: { errors: [], limits: 'alarms of one metric' },
      DescribeAlarmHistory: {
        errors: ['InvalidNextToken'],
        limits:
          'changes of state, of alarms and of their contributors, and whether their topics were reached, the latest thousand',
      },
      DescribeAlarmContributors: { errors: ['ResourceNotFoundException'] },
      SetAlarmState: { errors: ['ResourceNotFound'] },
      DeleteAlarms: { errors: ['ResourceNotFound'] },
      DisableAlarmActions: { errors: [] },
      EnableAlarmActions: { errors: [] },
    },
  },
  dynamodb: {
    pages: 'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_',
    actions: {
      BatchGetItem: { errors: ['ValidationException', 'ResourceNotFoundException'] },
      BatchWriteItem: { errors: ['ValidationException', 'ResourceNotFoundException'] },
      CreateTable: { errors: ['ValidationException', 'ResourceInUseException'] },
      DeleteItem: {
        errors: ['ValidationException', 'ResourceNotFoundException', 'ConditionalCheckFailedException'],
      },
      DeleteTable: { errors: ['ResourceNotFoundException'] },
      DescribeTable: { errors: ['ResourceNotFoundException'] },
      DescribeTimeToLive: { errors: ['ResourceNotFoundException'] },
      GetItem: { errors: ['ValidationException', 'ResourceNotFoundException'] },
      ListTables: { errors: ['ValidationException'] },
      PutItem: {
        errors: ['ValidationException', 'ResourceNotFoundException', 'ConditionalCheckFailedException'],
      },
      Query: { errors: ['ValidationException', 'ResourceNotFoundException'] },
      Scan: { errors: ['ValidationException', 'ResourceNotFoundException'] },
      UpdateItem: {
        errors: ['ValidationException', 'ResourceNotFoundException', 'ConditionalCheckFailedException'],
        limits: 'dynalite: `ReturnValuesOnConditionCheckFailure` is ignored',
      },
      UpdateTable: { errors: ['ValidationException', 'ResourceNotFoundException'] },
    },
  },
  events: {
    pages: 'https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_',
    actions: {
      PutEvents: { errors: ['ValidationException'], limits: 'recorded; rules do not match them' },
      ...RULE_ACTIONS,
    },
  },
  scheduler: {
    pages: 'https://docs.aws.amazon.com/scheduler/latest/APIReference/API_',
    actions: {
      GetSchedule: { errors: ['ResourceNotFoundException'] },
      ListSchedules: { errors: ['ValidationException'] },
      UpdateSchedule: {
        errors: ['ResourceNotFoundException', 'ValidationException'],
        limits: 'the state; the rest must stay as it is',
      },
      ListScheduleGroups: { errors: [] },
    },
  },
  lambda: {
    pages: 'https://docs.aws.amazon.com/lambda/latest/api/API_',
    actions: {
      Invoke: {
        errors: ['ResourceNotFoundException', 'InvalidRequestContentException', 'RequestTooLargeException'],
        limits: 'RequestResponse, Event (at most 1 MB) and DryRun; no log tail',
      },
      GetFunction: {
        errors: ['ResourceNotFoundException'],
        limits: 'configuration and reserved concurrency; no package to download',
      },
      GetFunctionConfiguration: { errors: ['ResourceNotFoundException'] },
      GetPolicy: { errors: ['ResourceNotFoundException'] },
      AddPermission: {
        errors: ['ResourceNotFoundException', 'ResourceConflictException'],
        limits: 'by service or account, source ARN and account; EventBridge alone is held to it',
      },
      RemovePermission: { errors: ['ResourceNotFoundException'] },
      UpdateFunctionConfiguration: {
        errors: ['ResourceNotFoundException'],
        limits: 'runtime, role and variables, as they are shown: the functions run on as they are',
      },
      GetFunctionConcurrency: { errors: ['ResourceNotFoundException'] },
      PutFunctionConcurrency: {
        errors: ['ResourceNotFoundException', 'InvalidParameterValueException'],
        limits: 'shown, and not enforced',
      },
      DeleteFunctionConcurrency: { errors: ['ResourceNotFoundException'] },
      GetAccountSettings: { errors: [], limits: 'a quota of 1,000 invocations at once' },
      ListFunctions: { errors: [], limits: 'one page' },
      ...LAMBDA_LISTINGS,
    },
  },
  secretsmanager: {
    pages: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_',
    actions: {
      DescribeSecret: { errors: ['ResourceNotFoundException'], limits: 'name and tags' },
      ListSecrets: { errors: [], limits: 'names and tags, one page, no filters' },
      GetSecretValue: { errors: ['ResourceNotFoundException'], limits: 'the current version' },
    },
  },
  ...KINESIS_ACTIONS,
  ...MEMORYDB_ACTIONS,
  ...STACK_ACTIONS,
} as const satisfies Readonly<Record<string, ServiceEntry>>;

export type ServiceName = keyof typeof ACTION_TABLE;
export type ActionName<S extends ServiceName> = keyof (typeof ACTION_TABLE)[S]['actions'] & string;

/** The table as rows, for the router, the documentation and the tests. */
export interface ActionRow extends ActionEntry {
  readonly service: ServiceName;
  readonly action: string;
  readonly source: string;
}

export const ACTION_ROWS: readonly ActionRow[] = Object.entries(ACTION_TABLE).flatMap(
  ([service, { pages, actions }]) =>
    Object.entries<ActionEntry>(actions).map(([action, entry]) => ({
      service: service as ServiceName,
      action,
      source: `${pages}${action}.html`,
      ...entry,
    })),
);
