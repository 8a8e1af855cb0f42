// The action table's part on what the deployed stack is asked about: roles, the queue of dead letters, logs.

export const STACK_ACTIONS = {
  iam: {
    pages: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_',
    actions: {
      GetRole: { errors: ['NoSuchEntity'], limits: "the functions' roles" },
      UpdateAssumeRolePolicy: { errors: ['NoSuchEntity'], limits: 'what it says is not enforced' },
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
      FilterLogEvents: {
        errors: ['ResourceNotFoundException', 'InvalidParameterException'],
        limits:
          'by log group, times and a pattern `{ $.Name = "text" && … }`; metric lines of functions alone',
      },
    },
  },
} as const;
