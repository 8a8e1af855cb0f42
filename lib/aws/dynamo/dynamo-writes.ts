// The state item's conditional writes, from named clauses. Pure; dynamo-state-store.ts sends them.
//
//   A takes                       A's lease expires
//   |--------- lease of A, fence 7 --------|
//   |        |                             |         |
//   |        B tries: held-by-other        |         A gives back: fence is 8, nothing is written
//   |                                      B takes: fence 8 -------|
//   |
//   A's answer is lost, the SDK tries again: the condition fails, but the token is A's → taken
//
// A clock that is hours ahead:
//
//   L takes, and says that its lease lasts until three hours from now
//   |------------------------------------------------------------------- … lease of L
//         B's now                | the latest end that a healthy clock can have given |
//         B takes: a lease that ends after that is L's mistake, and would keep the group unlooked at for hours
//         (B's request may be underway for a while, as long as its function lives: the bound allows for it)
//
// A trigger finds the lease taken:
//
//   |--------- A, fence 7 ---------|       |------ B, fence 8 ------|
//        |                         |                                |
//        T marks: woken 7          A gives back: looked 7           B gives back: looked 8
//        ·········· woken >= looked: due at once ···················|  no clock is compared
import type { DeleteCommandInput, UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Intent } from '../../core/schedule.ts';
import type { Lease, LeaseRequest, StateRecord } from '../../ports/state-store.ts';
import { LISTED_AS } from './dynamo-items.ts';

type Write = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

/** Takes the lease if nobody holds it, raises the fence, and answers with the whole item. */
export function takeLeaseWrite(request: LeaseRequest & { readonly token: string }): Write {
  const isFree = 'attribute_not_exists(#owner)';
  const isExpired = '#expiresAtMs <= :nowMs';
  const isImpossible = '#expiresAtMs > :impossibleAfterMs';
  return {
    UpdateExpression:
      'SET #owner = :owner, #token = :token, #expiresAtMs = :expiresAtMs, #fence = if_not_exists(#fence, :zero) + :one',
    ConditionExpression: [isFree, isExpired, isImpossible].join(' OR '),
    ExpressionAttributeNames: LEASE_NAMES,
    ExpressionAttributeValues: {
      ':owner': request.owner,
      ':token': request.token,
      ':nowMs': request.nowMs,
      ':impossibleAfterMs': request.impossibleAfterMs,
      ':expiresAtMs': request.nowMs + request.durationMs,
      ':zero': 0,
      ':one': 1,
    },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/**
 * Ends the lease if it is still ours, with what the cycle leaves behind in the same write. The fence stays, and only
 * grows. A look that ended well answers the marks that were there when it began. `listedAs`: the kind's prefix, by which
 * what was looked at is listed.
 */
export function giveBackWrite(lease: Lease, listedAs: string, record: StateRecord = {}): Write {
  const values: Readonly<Record<string, unknown>> = {
    ...(record.learned && { memory: JSON.stringify(record.learned), [LISTED_AS]: listedAs }),
    ...(record.nextLookAtMs !== undefined && {
      nextLookAtMs: record.nextLookAtMs,
      lookedFence: lease.fence,
    }),
    ...(record.troubles && { troubles: JSON.stringify(record.troubles) }),
  };
  const names = Object.keys(values);
  const sets = names.map((name) => `#${name} = :${name}`);
  return {
    UpdateExpression: [
      ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
      'REMOVE #owner, #token, #expiresAtMs, #takenSinceMs',
    ].join(' '),
    ConditionExpression: IS_OURS,
    ExpressionAttributeNames: {
      ...LEASE_NAMES,
      '#takenSinceMs': 'takenSinceMs',
      ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ...isOursValues(lease),
      ...Object.fromEntries(names.map((name) => [`:${name}`, values[name]])),
    },
  };
}

/** Writes what a cycle foresees, if the lease is still ours. */
export function keepForeseenWrite(lease: Lease, learned: object): Write {
  const { '#owner': owner, '#fence': fence } = LEASE_NAMES;
  return {
    UpdateExpression: 'SET #memory = :memory',
    ConditionExpression: IS_OURS,
    ExpressionAttributeNames: { '#owner': owner, '#fence': fence, '#memory': 'memory' },
    ExpressionAttributeValues: { ...isOursValues(lease), ':memory': JSON.stringify(learned) },
  };
}

/** Removes the item if it is still ours and holds nothing besides. The next fence begins anew; owners never do. */
export function removeItemWrite(lease: Lease): Omit<DeleteCommandInput, 'TableName' | 'Key'> {
  const holdsNothing = 'attribute_not_exists(#memory) AND attribute_not_exists(#intent)';
  const { '#owner': owner, '#fence': fence } = LEASE_NAMES;
  return {
    ConditionExpression: [IS_OURS, holdsNothing].join(' AND '),
    ExpressionAttributeNames: { '#owner': owner, '#fence': fence, '#memory': 'memory', '#intent': 'intent' },
    ExpressionAttributeValues: isOursValues(lease),
  };
}

/** Marks the lease that there is, or was last, as found taken. Makes no item. */
export function markForLookWrite(nowMs: number): Write {
  return {
    UpdateExpression:
      'SET #wokenFence = if_not_exists(#fence, :zero), #takenSinceMs = if_not_exists(#takenSinceMs, :nowMs)',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: {
      '#wokenFence': 'wokenFence',
      '#fence': 'fence',
      '#takenSinceMs': 'takenSinceMs',
    },
    ExpressionAttributeValues: { ':zero': 0, ':nowMs': nowMs },
  };
}

/** Sets the intent if it is still the text that was read; absent if `asRead` is. */
export function changeIntentWrite(change: {
  readonly intent: Intent;
  readonly asRead: string | undefined;
}): Write {
  const isNew = 'attribute_not_exists(#intent)';
  const isAsRead = '#intent = :asRead';
  return {
    UpdateExpression: 'SET #intent = :intent',
    ConditionExpression: change.asRead === undefined ? isNew : isAsRead,
    ExpressionAttributeNames: { '#intent': 'intent' },
    ExpressionAttributeValues: {
      ':intent': JSON.stringify(change.intent),
      ...(change.asRead !== undefined && { ':asRead': change.asRead }),
    },
  };
}

const IS_OURS = '#owner = :owner AND #fence = :fence';
const isOursValues = ({ owner, fence }: Lease) => ({ ':owner': owner, ':fence': fence });

const LEASE_NAMES = {
  '#owner': 'leaseOwner',
  '#token': 'leaseToken',
  '#expiresAtMs': 'leaseExpiresAtMs',
  '#fence': 'fence',
};
