// Reads routes from the state table. What the items hold: lib/ports/route-store.ts. Next: dynamo-route-writer.ts.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { PortError } from '../../core/errors.ts';
import { ROUTE_SORT_KEY, type RouteReader } from '../../ports/route-store.ts';
import { parseRoute } from '../../routing/route-json.ts';
import { LISTED_AS, nameOfKey, parseJson, partitionKey, STATE_SORT_KEY } from './dynamo-items.ts';
import type { RouteStoreOptions } from './dynamo-route-writer.ts';

/** Of the state table, by `listedAs`: its keys alone. */
export const TARGETS_INDEX = 'targets';

/** Pages of names; one has 1 MB of them: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
const PAGES_MAX = 50;

/** `RouteReader` on DynamoDB. */
export function createDynamoRouteReader(options: RouteStoreOptions): RouteReader {
  const { kind, calls, tableName: TableName } = options;
  const client = options.clients.dynamoDb.retrying;

  return {
    /** Both items in one call, as they stand: of two moments, an old route might pass for one that still holds. */
    async readRoute(group) {
      const [pk, sk] = [partitionKey(kind, group), ROUTE_SORT_KEY];
      const command = new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :route AND :state',
        ProjectionExpression: 'sk, #route, #memory',
        ExpressionAttributeNames: { '#route': 'route', '#memory': 'memory' },
        ExpressionAttributeValues: { ':pk': pk, ':route': sk, ':state': STATE_SORT_KEY },
        ConsistentRead: true,
      });
      const { Items = [] } = await calls.read('dynamodb:Query', (o) => client.send(command, o));
      const bySortKey = new Map(Items.map((item) => [String(item['sk']), item]));
      const [item, state] = [ROUTE_SORT_KEY, STATE_SORT_KEY].map((key) => bySortKey.get(key));
      const parsed = item && parseRoute(String(item['route']));
      const learned = state?.['memory'] === undefined ? undefined : parseJson(state['memory']);
      const route = kind.routeOf({ group, learned, kept: parsed?.ok ? parsed.route : undefined });
      if (route) return { kind: 'known', route };
      if (!parsed || parsed.ok) return { kind: 'unknown' };
      const problem = `the item ${pk} / ${sk} of the state table cannot be read: ${parsed.problem}`;
      return { kind: 'unreadable', problem };
    },

    async listRouted() {
      const call = 'dynamodb:Query';
      const names: string[] = [];
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      for (let page = 1; page <= PAGES_MAX; page += 1) {
        const command = new QueryCommand({
          TableName,
          IndexName: TARGETS_INDEX,
          KeyConditionExpression: '#listedAs = :prefix',
          ExpressionAttributeNames: { '#listedAs': LISTED_AS },
          ExpressionAttributeValues: { ':prefix': kind.keyPrefix },
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        });
        const { Items = [], LastEvaluatedKey } = await calls.read(call, (o) => client.send(command, o));
        names.push(...Items.map((item) => nameOfKey(kind, String(item['pk']))));
        ExclusiveStartKey = LastEvaluatedKey;
        if (!ExclusiveStartKey) return names.sort();
      }
      throw new PortError(call, 'TooManyPages', `more than ${PAGES_MAX} pages of names`);
    },
  };
}
