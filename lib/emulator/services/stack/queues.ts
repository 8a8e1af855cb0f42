// SQS: the stack's queue of dead letters, which holds what no attempt of a function could handle.
// Sources: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
//   https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
//   https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import { ACCOUNT_ID } from '../../aws-names.ts';
import { queueArn, type EmulatedStack } from '../../stack/emulated-stack.ts';
import { isJson } from '../../wire/is-json.ts';
import { listOf, text } from '../../wire/params.ts';
import { serviceAction, type ServiceActions } from '../service-action.ts';

const atUrl = z.object({ QueueUrl: text });

/** `deadLetterCount`: all that there ever were. */
export function queueActions(stack: EmulatedStack, deadLetterCount: () => number): ServiceActions<'sqs'> {
  // A client may send what it has to say to the queue's own address: it leads back here.
  const path = `/${ACCOUNT_ID}/${stack.queueName}`;
  const mustBeOurs = (isOurs: boolean) => {
    if (!isOurs) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
  };
  return {
    GetQueueUrl: serviceAction(z.object({ QueueName: text }), ({ QueueName }, { endpoint }) => {
      mustBeOurs(QueueName === stack.queueName);
      return { QueueUrl: `${endpoint}${path}` };
    }),
    GetQueueAttributes: serviceAction(
      atUrl.extend({ AttributeNames: listOf(text) }),
      ({ QueueUrl, AttributeNames }) => {
        mustBeOurs(QueueUrl.endsWith(path));
        const all = {
          QueueArn: queueArn(stack.queueName),
          ApproximateNumberOfMessages: String(waitingCount(stack, deadLetterCount)),
          ...(stack.queuePolicy !== '' && { Policy: stack.queuePolicy }),
        };
        const asked = Object.entries(all).filter(
          ([name]) => AttributeNames.includes('All') || AttributeNames.includes(name),
        );
        return { Attributes: Object.fromEntries(asked) };
      },
    ),
    SetQueueAttributes: serviceAction(
      atUrl.extend({ Attributes: z.object({ Policy: z.string() }) }),
      ({ QueueUrl, Attributes: { Policy } }) => {
        mustBeOurs(QueueUrl.endsWith(path));
        if (Policy !== '' && !isJson(Policy))
          throw new AwsError('InvalidAttributeValue', 'Invalid value for the parameter Policy.');
        stack.queuePolicy = Policy;
        return {};
      },
    ),
    PurgeQueue: serviceAction(atUrl, ({ QueueUrl }) => {
      mustBeOurs(QueueUrl.endsWith(path));
      stack.purgedCount = deadLetterCount();
      return {};
    }),
  };
}

export function waitingCount(
  stack: Pick<EmulatedStack, 'purgedCount'>,
  deadLetterCount: () => number,
): number {
  return deadLetterCount() - stack.purgedCount;
}
