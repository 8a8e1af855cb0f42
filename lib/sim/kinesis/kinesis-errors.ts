// What Kinesis answers when it refuses, in its own words where they are known.
// Words not written by AWS itself come from those who were given them, and are marked so.
import { ACCOUNT_ID, REGION } from '../aws/account.ts';
import { AwsError } from '../aws/aws-error.ts';
import type { StreamState } from './stream-state.ts';

export function noSuchStream(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Stream ${name} under account ${ACCOUNT_ID} not found.`);
}

/** Source of the words: https://github.com/mhart/kinesalite/blob/master/actions/splitShard.js */
export function notActive({ name, status }: Pick<StreamState, 'name' | 'status'>): AwsError {
  return new AwsError(
    'ResourceInUseException',
    `Stream ${name} under account ${ACCOUNT_ID} not ACTIVE, instead in state ${status}`,
  );
}

export function invalidArgument(message: string): AwsError {
  return new AwsError('InvalidArgumentException', message);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceededException', message);
}

/** Source of the words: https://github.com/mhart/kinesalite/issues/72 */
export function overShardLimit(given: { openCount: number; limit: number; moreCount: number }): AwsError {
  return limitExceeded(
    `This request would exceed the shard limit for the account ${ACCOUNT_ID} in ${REGION}. ` +
      `Current shard count for the account: ${given.openCount}. Limit: ${given.limit}. ` +
      `Number of additional shards that would have resulted from this request: ${given.moreCount}. ` +
      'Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) ' +
      'for current limits and how to request higher limits.',
  );
}

/** Of a single put; the same message stands in the entry of a PutRecords answer. */
export function shardIsFull(streamName: string, shardId: string): AwsError {
  return new AwsError(
    'ProvisionedThroughputExceededException',
    `Rate exceeded for shard ${shardId} in stream ${streamName} under account ${ACCOUNT_ID}.`,
  );
}
