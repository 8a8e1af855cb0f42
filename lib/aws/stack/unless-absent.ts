// What is not there is an answer of its own: each service says it with a name of its own.
import { PortError } from '../../core/errors.ts';

/**
 * IAM's of a role, SQS's of a queue, SNS's of a topic; Lambda's is known to all adapters.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html
 * https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
 */
const ABSENT = new Set([
  'NoSuchEntityException',
  'NoSuchEntity',
  'QueueDoesNotExist',
  'NotFoundException',
  'NotFound',
]);

/** `undefined` for an answer that says that there is no such thing. */
export async function unlessAbsent<Answer>(answering: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answering;
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    const name = error.cause instanceof Error ? error.cause.name : '';
    if (error.failure === 'absent' || ABSENT.has(name)) return undefined;
    throw error;
  }
}
