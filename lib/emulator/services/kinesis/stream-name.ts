// How a request names its stream: by name, by ARN, or both.
// Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamSummary.html
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import { text } from '../../wire/params.ts';

export const streamName = z.string().regex(/^[a-zA-Z0-9_.-]{1,128}$/, {
  error: 'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+',
});

/** Members of most requests. */
export const named = { StreamName: streamName.exactOptional(), StreamARN: text.exactOptional() };

/** Throws where a request names no stream, or two. */
export function nameOf({ StreamName, StreamARN }: { StreamName?: string; StreamARN?: string }): string {
  const ofArn = StreamARN === undefined ? undefined : nameOfArn(StreamARN);
  if (StreamName !== undefined && ofArn !== undefined && StreamName !== ofArn)
    throw new AwsError('InvalidArgumentException', 'StreamName and StreamARN name different streams.');
  const name = StreamName ?? ofArn;
  if (name === undefined)
    throw new AwsError('InvalidArgumentException', 'Either StreamName or StreamARN must be provided.');
  return name;
}

/** Of a stream; another resource's is AWS's to know, and here not found. */
export function nameOfArn(arn: string): string {
  const name = /^arn:aws[\w-]*:kinesis:[^:]*:\d{12}:stream\/([^/]+)$/.exec(arn)?.[1];
  if (name === undefined)
    throw new AwsError('ResourceNotFoundException', `There is no stream of the ARN ${arn}.`);
  return name;
}
