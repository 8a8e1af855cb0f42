// The action table's part on what the deployed stack is asked about: rules, roles, the queue of dead letters, logs.

const NO_RULE = 'ResourceNotFoundException';

const WHAT_THERE_IS = 'functions, rules, the topic of alarms, the queue, the state table';

/** EventBridge's; what is put on its bus stands in action-table.ts. */
export const RULE_ACTIONS = {
  DescribeRule: { errors: [NO_RULE], limits: "the stack's rules" },
  ListRules: { errors: ['InvalidNextToken'], limits: 'those of the stack' },
  ListEventBuses: { errors: [], limits: 'the default bus' },
  DescribeEventBus: { errors: [NO_RULE], limits: 'the default bus' },
  EnableRule: { errors: [NO_RULE] },
  DisableRule: { errors: [NO_RULE] },
  PutRule: {
    errors: [NO_RULE, 'InvalidEventPatternException'],
    limits: 'of a rule that is there: its pattern, which is shown and not matched, and its state',
  },
  ListRuleNamesByTarget: { errors: ['InvalidNextToken'] },
  ListTargetsByRule: { errors: [NO_RULE, 'InvalidNextToken'] },
  PutTargets: {
    errors: [NO_RULE],
    limits: 'ARN, dead letters and retries; dead letters are shown, and not filled',
  },
  RemoveTargets: { errors: [NO_RULE] },
} as const;

export const STACK_ACTIONS = {
  iam: {
    pages: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_',
    actions: {
      ListRoles: {
        errors: ['InvalidInput'],
        limits: 'the roles of the functions and of the schedules, and that of drills; no path but `/`',
      },
      GetRole: {
        errors: ['NoSuchEntity'],
        limits: 'the roles of the functions and of the schedules, and that of drills',
      },
      PutRolePermissionsBoundary: { errors: ['NoSuchEntity'], limits: 'not enforced' },
      DeleteRolePermissionsBoundary: { errors: ['NoSuchEntity'] },
      CreatePolicy: {
        errors: ['EntityAlreadyExists', 'MalformedPolicyDocument'],
        limits: 'for permissions boundaries; one version of each',
      },
      GetPolicy: { errors: ['NoSuchEntity'], limits: "none of AWS's own" },
      GetPolicyVersion: { errors: ['NoSuchEntity'] },
      DeletePolicy: { errors: ['NoSuchEntity', 'DeleteConflict'] },
      UpdateAssumeRolePolicy: {
        errors: ['NoSuchEntity', 'MalformedPolicyDocument'],
        limits: 'whom it names is heeded by AssumeRole; conditions and denials are not',
      },
      ListRolePolicies: { errors: ['NoSuchEntity'], limits: 'one page' },
      GetRolePolicy: { errors: ['NoSuchEntity'] },
      PutRolePolicy: { errors: ['NoSuchEntity'], limits: 'what it says is not enforced, nor read' },
      DeleteRolePolicy: { errors: ['NoSuchEntity'] },
      ListAttachedRolePolicies: { errors: ['NoSuchEntity'], limits: 'one page' },
      AttachRolePolicy: { errors: ['NoSuchEntity'], limits: 'any ARN; not enforced' },
      DetachRolePolicy: { errors: ['NoSuchEntity'] },
    },
  },
  sts: {
    pages: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_',
    actions: {
      AssumeRole: {
        errors: ['AccessDenied', 'ValidationError'],
        limits: "the stack's roles; sessions do not expire, and what a role may do is not enforced",
      },
      GetCallerIdentity: {
        errors: [],
        limits: 'a function, a session of a role, and anybody else as the user `operator`',
      },
    },
  },
  sqs: {
    pages: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_',
    actions: {
      ListQueues: { errors: [], limits: 'the queue of dead letters' },
      GetQueueUrl: { errors: ['QueueDoesNotExist'], limits: 'the queue of dead letters' },
      GetQueueAttributes: {
        errors: ['QueueDoesNotExist'],
        limits:
          '`QueueArn`, `ApproximateNumberOfMessages`, `ApproximateNumberOfMessagesNotVisible`, `VisibilityTimeout`, `Policy`',
      },
      SetQueueAttributes: {
        errors: ['QueueDoesNotExist', 'InvalidAttributeValue'],
        limits: '`Policy`, which is not enforced',
      },
      ReceiveMessage: {
        errors: ['QueueDoesNotExist'],
        limits: 'does not wait for what is not there; no checksum of attributes',
      },
      DeleteMessage: { errors: ['QueueDoesNotExist', 'ReceiptHandleIsInvalid'] },
      PurgeQueue: { errors: ['QueueDoesNotExist'] },
    },
  },
  sns: {
    pages: 'https://docs.aws.amazon.com/sns/latest/api/API_',
    actions: {
      GetTopicAttributes: { errors: ['NotFound'], limits: "the stack's two topics" },
      SetTopicAttributes: {
        errors: ['NotFound', 'InvalidParameter'],
        limits: '`Policy` and `KmsMasterKeyId`, which are not enforced',
      },
      ListSubscriptionsByTopic: { errors: ['NotFound', 'InvalidNextToken'] },
      ListTopics: { errors: ['InvalidNextToken'] },
      ListSubscriptions: { errors: ['InvalidNextToken'] },
      Subscribe: { errors: ['NotFound'], limits: 'nothing is sent, neither now nor later' },
      ConfirmSubscription: {
        errors: ['NotFound', 'InvalidParameter'],
        limits: 'the token is the address itself, as nothing is sent there',
      },
      GetSubscriptionAttributes: { errors: ['NotFound'] },
      SetSubscriptionAttributes: {
        errors: ['NotFound', 'InvalidParameter'],
        limits: '`RedrivePolicy`',
      },
      Unsubscribe: { errors: [] },
      DeleteTopic: { errors: [] },
    },
  },
  cloudformation: {
    pages: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_',
    actions: {
      DescribeStacks: { errors: ['ValidationError'], limits: 'the stack; its outputs, no parameters' },
      ListStacks: { errors: [] },
      ListStackResources: { errors: ['ValidationError'], limits: WHAT_THERE_IS },
      DescribeStackResources: { errors: ['ValidationError'], limits: WHAT_THERE_IS },
      DescribeStackResource: { errors: ['ValidationError'], limits: WHAT_THERE_IS },
      GetTemplate: { errors: ['ValidationError'], limits: 'of the stack, where a test has given it one' },
    },
  },
  logs: {
    pages: 'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_',
    actions: {
      DescribeLogGroups: {
        errors: [],
        limits: "those of functions that have logged, on one page; a name's beginning",
      },
      DescribeLogStreams: {
        errors: ['ResourceNotFoundException', 'InvalidParameterException'],
        limits: 'one stream for all that a function has logged',
      },
      GetLogEvents: {
        errors: ['ResourceNotFoundException', 'InvalidParameterException'],
        limits: 'of functions, their metrics and what they complain of',
      },
      FilterLogEvents: {
        errors: ['ResourceNotFoundException', 'InvalidParameterException'],
        limits:
          'by log group, times and a pattern: `{ $.Name = "text" && … }`, or terms (`ERROR`, `"two words"`, `?this ?that`, `-not`); of functions, their metrics and what they complain of',
      },
    },
  },
} as const;
