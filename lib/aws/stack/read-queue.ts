// How many messages wait in a queue. Asked of the queue itself, not of its metrics: CloudWatch takes a queue for active
// for six hours after it was last touched, and what lies there longer would be seen no more.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html
import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { PortError } from '../../core/errors.ts';
import type { AwsCalls } from '../aws-calls.ts';
import { unlessAbsent } from './unless-absent.ts';

const CALL = 'sqs:GetQueueAttributes';

/**
 * `undefined` if there is no such queue. About so many: SQS counts in several places.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
export async function readWaitingCount(
  client: Pick<SQSClient, 'send'>,
  calls: Pick<AwsCalls, 'read'>,
  queueArn: string,
): Promise<number | undefined> {
  const [account, name] = queueArn.split(':').slice(-2);
  const find = new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: account });
  const found = await unlessAbsent(calls.read('sqs:GetQueueUrl', (options) => client.send(find, options)));
  if (!found) return undefined;
  const ask = new GetQueueAttributesCommand({
    QueueUrl: found.QueueUrl,
    AttributeNames: ['ApproximateNumberOfMessages'],
  });
  const answer = await unlessAbsent(calls.read(CALL, (options) => client.send(ask, options)));
  if (!answer) return undefined;
  const count = Number(answer.Attributes?.ApproximateNumberOfMessages ?? Number.NaN);
  if (Number.isNaN(count))
    throw new PortError(CALL, 'IncompleteAnswer', 'the answer has no ApproximateNumberOfMessages');
  return count;
}
