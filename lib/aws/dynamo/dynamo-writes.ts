// The state item's conditional writes, from named clauses. Pure; dynamo-state-store.ts sends them.
//
//   A takes                       A's lease expires
//   |--------- lease of A, fence 7 --------|
//   |        |                             |         |
//   |        B tries: held-by-other        |         A gives back: fence is 8, nothing is written
//   |                                      B takes: fence 8 -------|
//   |
//   A's answer is lost, the SDK tries again: the condition fails, but the token is A's → taken
import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Intent } from '../../domain/schedule.ts';
import type { Lease, StateRecord } from '../../ports/state-store.ts';
import { stateKey } from './dynamo-items.ts';

type Write = Omit<UpdateCommandInput, 'TableName'>;

/** Takes the lease if nobody holds it, raises the fence, and answers with the whole item. */
export function takeLeaseWrite(request: {
  readonly groupName: string;
  readonly owner: string;
  readonly token: string;
  readonly nowMs: number;
  readonly durationMs: number;
}): Write {
  const isFree = 'attribute_not_exists(#owner)';
  const isExpired = '#expiresAtMs <= :nowMs';
  return {
    Key: stateKey(request.groupName),
    UpdateExpression:
      'SET #owner = :owner, #token = :token, #expiresAtMs = :expiresAtMs, #fence = if_not_exists(#fence, :zero) + :one',
    ConditionExpression: [isFree, isExpired].join(' OR '),
    ExpressionAttributeNames: LEASE_NAMES,
    ExpressionAttributeValues: {
      ':owner': request.owner,
      ':token': request.token,
      ':nowMs': request.nowMs,
      ':expiresAtMs': request.nowMs + request.durationMs,
      ':zero': 0,
      ':one': 1,
    },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** Ends the lease if it is still ours, with the memory in the same write. The fence stays, and only grows. */
export function giveBackWrite(lease: Lease, record: StateRecord | undefined): Write {
  const isOurs = '#owner = :owner';
  const isThisLease = '#fence = :fence';
  return {
    Key: stateKey(lease.groupName),
    UpdateExpression: [
      ...(record && Object.keys(record).length > 0
        ? [
            `SET ${Object.keys(record)
              .map((key) => `#${key} = :${key}`)
              .join(', ')}`,
          ]
        : []),
      'REMOVE #owner, #token, #expiresAtMs',
    ].join(' '),
    ConditionExpression: [isOurs, isThisLease].join(' AND '),
    ExpressionAttributeNames: {
      ...LEASE_NAMES,
      ...Object.fromEntries(Object.keys(record ?? {}).map((key) => [`#${key}`, key])),
    },
    ExpressionAttributeValues: {
      ':owner': lease.owner,
      ':fence': lease.fence,
      ...Object.fromEntries(
        Object.entries(record ?? {}).map(([key, value]) => [
          `:${key}`,
          typeof value === 'number' ? value : JSON.stringify(value),
        ]),
      ),
    },
  };
}

/** Sets the intent if it is still the text that was read; absent if `asRead` is. */
export function changeIntentWrite(change: {
  readonly groupName: string;
  readonly intent: Intent;
  readonly asRead: string | undefined;
}): Write {
  const isNew = 'attribute_not_exists(#intent)';
  const isAsRead = '#intent = :asRead';
  return {
    Key: stateKey(change.groupName),
    UpdateExpression: 'SET #intent = :intent',
    ConditionExpression: change.asRead === undefined ? isNew : isAsRead,
    ExpressionAttributeNames: { '#intent': 'intent' },
    ExpressionAttributeValues: {
      ':intent': JSON.stringify(change.intent),
      ...(change.asRead !== undefined && { ':asRead': change.asRead }),
    },
  };
}

const LEASE_NAMES = {
  '#owner': 'leaseOwner',
  '#token': 'leaseToken',
  '#expiresAtMs': 'leaseExpiresAtMs',
  '#fence': 'fence',
};
