// SQS: the stack's queue of dead letters, which holds what no attempt of a function could handle.
// Sources: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
//   https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
//   https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
//   https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { SECOND_MS } from '../../../core/units.ts';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import { ACCOUNT_ID, stableUuid } from '../../aws-names.ts';
import type { DeadLetterQueue, ReceivedLetter } from '../../stack/dead-letter-queue.ts';
import { queueArn, type EmulatedStack } from '../../stack/emulated-stack.ts';
import { isJson } from '../../wire/is-json.ts';
import { integer, listOf, text } from '../../wire/params.ts';
import { serviceAction, type ServiceActions } from '../service-action.ts';

const MESSAGES_MAX = 10;
const HIDDEN_SECONDS_DEFAULT = 30;
const HIDDEN_SECONDS_MAX = 43_200;

const atUrl = z.object({ QueueUrl: text });
const names = listOf(text);

export function queueActions(
  stack: Pick<EmulatedStack, 'queueName' | 'queuePolicy'>,
  queue: DeadLetterQueue,
): ServiceActions<'sqs'> {
  const { queueName } = stack;
  // A client may send what it has to say to the queue's own address: it leads back here.
  const path = `/${ACCOUNT_ID}/${queueName}`;
  const mustBeOurs = (isOurs: boolean) => {
    if (!isOurs) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
  };
  return {
    ListQueues: serviceAction(
      z.object({ QueueNamePrefix: z.string().default('') }),
      ({ QueueNamePrefix }, { endpoint }) =>
        queueName.startsWith(QueueNamePrefix) ? { QueueUrls: [`${endpoint}${path}`] } : {},
    ),
    GetQueueUrl: serviceAction(z.object({ QueueName: text }), ({ QueueName }, { endpoint }) => {
      mustBeOurs(QueueName === queueName);
      return { QueueUrl: `${endpoint}${path}` };
    }),
    GetQueueAttributes: serviceAction(
      atUrl.extend({ AttributeNames: names }),
      ({ QueueUrl, AttributeNames }) => {
        mustBeOurs(QueueUrl.endsWith(path));
        const all = {
          QueueArn: queueArn(queueName),
          ApproximateNumberOfMessages: String(queue.waitingCount()),
          ApproximateNumberOfMessagesNotVisible: String(queue.inFlightCount()),
          VisibilityTimeout: String(HIDDEN_SECONDS_DEFAULT),
          ...(stack.queuePolicy !== '' && { Policy: stack.queuePolicy }),
        };
        return { Attributes: asked(all, AttributeNames) };
      },
    ),
    ReceiveMessage: serviceAction(
      atUrl.extend({
        MaxNumberOfMessages: integer.min(1).max(MESSAGES_MAX).default(1),
        VisibilityTimeout: integer.min(0).max(HIDDEN_SECONDS_MAX).default(HIDDEN_SECONDS_DEFAULT),
        AttributeNames: names,
        MessageSystemAttributeNames: names,
        MessageAttributeNames: names,
      }),
      ({ QueueUrl, MaxNumberOfMessages, VisibilityTimeout, MessageAttributeNames, ...system }) => {
        mustBeOurs(QueueUrl.endsWith(path));
        const hiddenMs = VisibilityTimeout * SECOND_MS;
        const letters = queue.receive({ countMax: MaxNumberOfMessages, hiddenMs });
        // As AWS answers where nothing waits.
        if (letters.length === 0) return {};
        const systemNames = [...system.AttributeNames, ...system.MessageSystemAttributeNames];
        return {
          Messages: letters.map((one) => messageAnswer(one, { systemNames, own: MessageAttributeNames })),
        };
      },
    ),
    DeleteMessage: serviceAction(atUrl.extend({ ReceiptHandle: text }), ({ QueueUrl, ReceiptHandle }) => {
      mustBeOurs(QueueUrl.endsWith(path));
      queue.delete(indexOf(ReceiptHandle));
      return {};
    }),
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
      queue.purge();
      return {};
    }),
  };
}

/** What Lambda says of a dead letter: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq */
function messageAnswer(
  { letter, index, receivedCount }: ReceivedLetter,
  wanted: { readonly systemNames: readonly string[]; readonly own: readonly string[] },
) {
  const { event, error, atMs } = letter;
  const body = JSON.stringify(event);
  const system = { SentTimestamp: String(atMs), ApproximateReceiveCount: String(receivedCount) };
  const own = {
    RequestID: { StringValue: stableUuid(`dead-letter-request/${index}`), DataType: 'String' },
    ErrorCode: { StringValue: '200', DataType: 'Number' },
    ErrorMessage: {
      StringValue: error instanceof Error ? error.message : String(error),
      DataType: 'String',
    },
  };
  return {
    MessageId: stableUuid(`dead-letter/${index}`),
    ReceiptHandle: Buffer.from(`dead-letter:${index}:${receivedCount}`).toString('base64'),
    Body: body,
    MD5OfBody: createHash('md5').update(body).digest('hex'),
    ...(wanted.systemNames.length > 0 && { Attributes: asked(system, wanted.systemNames) }),
    ...(wanted.own.length > 0 && { MessageAttributes: asked(own, wanted.own) }),
  };
}

function asked<T>(all: Readonly<Record<string, T>>, wanted: readonly string[]): Record<string, T> {
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => wanted.includes('All') || wanted.includes(name)),
  );
}

function indexOf(receiptHandle: string): number {
  const match = /^dead-letter:(\d+):\d+$/.exec(Buffer.from(receiptHandle, 'base64').toString());
  if (match) return Number(match[1]);
  throw new AwsError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${receiptHandle}" is not a valid receipt handle.`,
  );
}
