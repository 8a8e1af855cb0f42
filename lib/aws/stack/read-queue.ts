// What waits in a queue, and who may send to it. How much waits is asked of the queue itself, not of its metrics: CloudWatch takes
// a queue for active for six hours after it was last touched, and what lies there longer would be seen no more.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html
import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { PortError } from '../../core/errors.ts';
import type { StackQueue } from '../../ports/deployed-stack.ts';
import type { AwsCalls } from '../aws-calls.ts';
import { statementsOf } from './policy-statements.ts';
import { unlessAbsent } from './unless-absent.ts';

const CALL = 'sqs:GetQueueAttributes';

/**
 * `undefined` if there is no such queue. About so many wait: SQS counts in several places. A queue without a policy answers none.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
export async function readQueue(
  client: Pick<SQSClient, 'send'>,
  calls: Pick<AwsCalls, 'read'>,
  queueArn: string,
): Promise<StackQueue | undefined> {
  const [account, name] = queueArn.split(':').slice(-2);
  const find = new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: account });
  const found = await unlessAbsent(calls.read('sqs:GetQueueUrl', (options) => client.send(find, options)));
  if (!found) return undefined;
  const ask = new GetQueueAttributesCommand({
    QueueUrl: found.QueueUrl,
    AttributeNames: ['ApproximateNumberOfMessages', 'Policy'],
  });
  const answer = await unlessAbsent(calls.read(CALL, (options) => client.send(ask, options)));
  if (!answer) return undefined;
  const { ApproximateNumberOfMessages, Policy } = answer.Attributes ?? {};
  const waitingCount = Number(ApproximateNumberOfMessages ?? Number.NaN);
  if (Number.isNaN(waitingCount))
    throw new PortError(CALL, 'IncompleteAnswer', 'the answer has no ApproximateNumberOfMessages');
  return { waitingCount, statements: statementsOf(Policy, CALL, queueArn) };
}
