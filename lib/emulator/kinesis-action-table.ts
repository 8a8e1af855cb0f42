// The action table's part on Kinesis Data Streams and on the Resource Groups Tagging API, which finds streams and clusters.

const NOT_ACTIVE = ['ResourceNotFoundException', 'ResourceInUseException'] as const;

export const KINESIS_ACTIONS = {
  kinesis: {
    pages: 'https://docs.aws.amazon.com/kinesis/latest/APIReference/API_',
    actions: {
      CreateStream: {
        errors: ['InvalidArgumentException', 'LimitExceededException', 'ResourceInUseException'],
        limits: 'no warm throughput, no record distribution strategy, no maximum record size',
      },
      DeleteStream: { errors: NOT_ACTIVE },
      DescribeStream: { errors: ['ResourceNotFoundException'] },
      DescribeStreamSummary: { errors: ['ResourceNotFoundException'] },
      DescribeLimits: { errors: [], limits: 'no channels' },
      ListStreams: { errors: [] },
      ListShards: {
        errors: ['InvalidArgumentException', 'ResourceNotFoundException', 'ExpiredNextTokenException'],
      },
      ListStreamConsumers: { errors: ['InvalidArgumentException', 'ResourceNotFoundException'] },
      UpdateShardCount: {
        errors: [
          'InvalidArgumentException',
          'LimitExceededException',
          'ResourceInUseException',
          'ResourceNotFoundException',
          'ValidationException',
        ],
        limits: 'no limit of calls a second',
      },
      UpdateStreamMode: {
        errors: ['InvalidArgumentException', 'LimitExceededException', ...NOT_ACTIVE],
        limits: 'no warm throughput',
      },
      EnableEnhancedMonitoring: { errors: ['InvalidArgumentException', ...NOT_ACTIVE] },
      PutRecord: {
        errors: ['InvalidArgumentException', 'ProvisionedThroughputExceededException', ...NOT_ACTIVE],
        limits: 'counted, not kept: there is no GetRecords',
      },
      PutRecords: {
        errors: ['InvalidArgumentException', ...NOT_ACTIVE],
        limits: 'as PutRecord',
      },
      ListTagsForStream: { errors: ['InvalidArgumentException', 'ResourceNotFoundException'] },
      AddTagsToStream: { errors: ['InvalidArgumentException', ...NOT_ACTIVE] },
      RemoveTagsFromStream: { errors: NOT_ACTIVE },
      ListTagsForResource: { errors: ['ResourceNotFoundException'], limits: 'streams only' },
      TagResource: { errors: ['InvalidArgumentException', ...NOT_ACTIVE], limits: 'streams only' },
      UntagResource: { errors: NOT_ACTIVE, limits: 'streams only' },
    },
  },
  tag: {
    pages: 'https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_',
    actions: {
      GetResources: {
        errors: ['InvalidParameterException', 'PaginationTokenExpiredException'],
        limits: 'streams and clusters; tag filters, resource types, ARNs; no `TagsPerPage`, no compliance',
      },
      GetTagKeys: { errors: ['PaginationTokenExpiredException'], limits: 'of streams and clusters' },
      GetTagValues: { errors: ['PaginationTokenExpiredException'], limits: 'of streams and clusters' },
    },
  },
} as const;
