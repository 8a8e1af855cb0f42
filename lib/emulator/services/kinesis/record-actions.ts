// Kinesis actions on records: put, one or up to 500. A record is weighed and counted, and not kept.
// Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { MIB } from '../../../core/units.ts';
import { ALL_HASH_KEYS, holds } from '../../../sim/kinesis/hash-ranges.ts';
import { invalidArgument, shardIsFull } from '../../../sim/kinesis/kinesis-errors.ts';
import type { Kinesis, PutAnswer, RecordPut } from '../../../sim/kinesis/kinesis.ts';
import { serviceAction } from '../service-action.ts';
import { named, nameOf } from './stream-name.ts';

const RECORDS_MAX = 500;
const REQUEST_BYTES_MAX = 10 * MIB;
/** A stream's own maximum may be up to 10 MiB; this is the default. */
const RECORD_BYTES_MAX = MIB;
const ENCRYPTION = { EncryptionType: 'NONE' };

/** Its bytes are those of the data before base64, and of the key. */
const record = z
  .object({
    Data: z.string(),
    PartitionKey: z.string().min(1).max(256),
    ExplicitHashKey: z
      .string()
      .regex(/^(0|[1-9]\d{0,38})$/, { error: 'a hash key is from 0 to 2^128 - 1' })
      .optional(),
  })
  .transform(({ Data, PartitionKey, ExplicitHashKey }) => ({
    bytes: Buffer.from(Data, 'base64').length + Buffer.byteLength(PartitionKey),
    hashKey: ExplicitHashKey === undefined ? hashOf(PartitionKey) : BigInt(ExplicitHashKey),
  }))
  .refine(({ bytes }) => bytes <= RECORD_BYTES_MAX, {
    error: `Member must have length less than or equal to ${RECORD_BYTES_MAX}`,
  });

export function recordActions(kinesis: Kinesis) {
  return {
    PutRecord: serviceAction(z.intersection(z.object(named), record), ({ bytes, hashKey, ...params }) => {
      const name = nameOf(params);
      const answer = kinesis.put(name, checked({ bytes, hashKey }));
      if (answer.kind === 'throttled') throw shardIsFull(name, answer.shardId);
      return { ...takenAnswer(answer), ...ENCRYPTION };
    }),
    PutRecords: serviceAction(
      z.object({ ...named, Records: z.array(record).min(1).max(RECORDS_MAX) }),
      ({ Records, ...params }) => {
        const name = nameOf(params);
        if (Records.reduce((sum, { bytes }) => sum + bytes, 0) > REQUEST_BYTES_MAX)
          throw invalidArgument('Records size exceeds 10 MB limit');
        const answers = Records.map(checked).map((one) => kinesis.put(name, one));
        return {
          FailedRecordCount: answers.filter(({ kind }) => kind === 'throttled').length,
          Records: answers.map((answer) =>
            answer.kind === 'taken' ? takenAnswer(answer) : failedAnswer(name, answer.shardId),
          ),
          ...ENCRYPTION,
        };
      },
    ),
  };
}

function checked(one: RecordPut): RecordPut {
  if (holds(ALL_HASH_KEYS, one.hashKey)) return one;
  throw invalidArgument(
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${one.hashKey}`,
  );
}

/** "An MD5 hash function is used to map partition keys to 128-bit integer values." */
function hashOf(partitionKey: string): bigint {
  return BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`);
}

function takenAnswer({ shardId, sequenceNumber }: Extract<PutAnswer, { kind: 'taken' }>) {
  return { ShardId: shardId, SequenceNumber: sequenceNumber };
}

function failedAnswer(name: string, shardId: string) {
  const { code, message } = shardIsFull(name, shardId);
  return { ErrorCode: code, ErrorMessage: message };
}
