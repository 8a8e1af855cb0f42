// The action table's part on what the deployed stack is asked about: roles, the queue of dead letters, logs.

export const STACK_ACTIONS = {
  iam: {
    pages: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_',
    actions: {
      GetRole: { errors: ['NoSuchEntity'], limits: "the functions' roles, and that of drills" },
      UpdateAssumeRolePolicy: {
        errors: ['NoSuchEntity', 'MalformedPolicyDocument'],
        limits: 'whom it names is heeded by AssumeRole; conditions and denials are not',
      },
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
      GetQueueUrl: { errors: ['QueueDoesNotExist'], limits: 'the queue of dead letters' },
      GetQueueAttributes: {
        errors: ['QueueDoesNotExist'],
        limits: '`QueueArn`, `ApproximateNumberOfMessages`',
      },
      PurgeQueue: { errors: ['QueueDoesNotExist'] },
    },
  },
  logs: {
    pages: 'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_',
    actions: {
      DescribeLogGroups: {
        errors: [],
        limits: "those of functions that have logged, on one page; a name's beginning",
      },
      FilterLogEvents: {
        errors: ['ResourceNotFoundException', 'InvalidParameterException'],
        limits:
          'by log group, times and a pattern `{ $.Name = "text" && … }`; metric lines of functions alone',
      },
    },
  },
} as const;
