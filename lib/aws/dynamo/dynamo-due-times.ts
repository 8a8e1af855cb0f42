// Due times of many targets, in batches. Items stand in dynamo-items.ts; the rest of the store, in
// dynamo-state-store.ts.
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { PortError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KeptKind } from '../../ports/kept-kind.ts';
import type { DueTime, StateStore } from '../../ports/state-store.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { DUE_ATTRIBUTES, dueTimeOf, nameOfKey, stateKey, type StateItem } from './dynamo-items.ts';

/** AWS's limit: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const KEYS_PER_BATCH_MAX = 100;

/** Times that one batch is asked for, keys left unprocessed included. */
export const BATCH_TRIES_MAX = 6;

/** The wait before an unprocessed key is asked for again, doubled each time, times a random number. */
const BATCH_WAIT_BASE_MS = 100;

/** Everything but what was learned, which is the largest part of an item. */
const PROJECTION = {
  ProjectionExpression: DUE_ATTRIBUTES.map((name) => `#${name}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(DUE_ATTRIBUTES.map((name) => [`#${name}`, name])),
};

/** The `readDueTimes` of a `StateStore`. */
export function createReadDueTimes(options: {
  readonly kind: Pick<KeptKind, 'keyPrefix'>;
  readonly clients: Pick<AwsClients, 'dynamoDb'>;
  readonly calls: AwsCalls;
  readonly tableName: string;
  readonly clock: Pick<Clock, 'sleep'>;
}): StateStore['readDueTimes'] {
  const { kind, calls, tableName, clock } = options;
  const client = options.clients.dynamoDb.retrying;

  async function readDueItems(names: readonly string[]): Promise<readonly Record<string, unknown>[]> {
    const call = 'dynamodb:BatchGetItem';
    const items: Record<string, unknown>[] = [];
    let keys: Record<string, unknown>[] = names.map((name) => stateKey(kind, name));
    for (let attempt = 1; attempt <= BATCH_TRIES_MAX; attempt += 1) {
      const command = new BatchGetCommand({ RequestItems: { [tableName]: { Keys: keys, ...PROJECTION } } });
      const answer = await calls.read(call, (o) => client.send(command, o));
      if (!answer.Responses) throw new PortError(call, 'IncompleteAnswer', 'the answer has no Responses');
      items.push(...(answer.Responses[tableName] ?? []));
      keys = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
      if (keys.length === 0) return items;
      await clock.sleep(Math.random() * BATCH_WAIT_BASE_MS * 2 ** attempt);
    }
    // Keys are left unprocessed where the table was asked too often.
    const text = `${keys.length} keys left after ${BATCH_TRIES_MAX} tries`;
    throw new PortError(call, 'UnprocessedKeys', text, { failure: 'throttled' });
  }

  return async (given) => {
    const dueTimes = new Map<string, DueTime>();
    const names = [...new Set(given)];
    for (let start = 0; start < names.length; start += KEYS_PER_BATCH_MAX) {
      for (const item of await readDueItems(names.slice(start, start + KEYS_PER_BATCH_MAX))) {
        const name = nameOfKey(kind, String(item['pk']));
        dueTimes.set(name, dueTimeOf(kind, name, item as StateItem));
      }
    }
    return dueTimes;
  };
}
