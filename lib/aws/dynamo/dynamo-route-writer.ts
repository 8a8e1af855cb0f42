// Writes routes into the state table. What the items hold: lib/ports/route-store.ts. How they are read by who asks, together with
// what was learned: dynamo-route-reader.ts.
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { PortError } from '../../core/errors.ts';
import { MINUTE_MS } from '../../core/units.ts';
import { ROUTE_SORT_KEY, type RoutedKind, type RouteWriter } from '../../ports/route-store.ts';
import { parseRoute, routeText } from '../../routing/route-json.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { partitionKey } from './dynamo-items.ts';

/** What is kept from so far ahead of a look was written by a clock that was wrong: it counts for nothing. */
const AHEAD_MAX_MS = 10 * MINUTE_MS;

export interface RouteStoreOptions {
  readonly kind: RoutedKind;
  readonly clients: Pick<AwsClients, 'dynamoDb'>;
  readonly calls: AwsCalls;
  readonly tableName: string;
}

/** `RouteWriter` on DynamoDB. */
export function createDynamoRouteWriter({
  kind,
  clients: { dynamoDb },
  calls,
  tableName: TableName,
}: RouteStoreOptions): RouteWriter {
  return {
    async writeRoute(route) {
      const command = new UpdateCommand({
        TableName,
        Key: { pk: partitionKey(kind, route.group), sk: ROUTE_SORT_KEY },
        UpdateExpression: 'SET #route = :route, #asOfMs = :asOfMs',
        ConditionExpression: 'attribute_not_exists(#asOfMs) OR #asOfMs <= :asOfMs OR #asOfMs > :impossibleMs',
        ExpressionAttributeNames: { '#route': 'route', '#asOfMs': 'asOfMs' },
        ExpressionAttributeValues: {
          ':route': routeText(route),
          ':asOfMs': route.asOfMs,
          ':impossibleMs': route.asOfMs + AHEAD_MAX_MS,
        },
      });
      try {
        await calls.read('dynamodb:UpdateItem', (o) => dynamoDb.retrying.send(command, o));
        return true;
      } catch (error) {
        if (!(error instanceof PortError) || error.code !== 'ConditionalCheckFailedException') throw error;
        return false;
      }
    },

    async readKept(group) {
      const command = new GetCommand({
        TableName,
        Key: { pk: partitionKey(kind, group), sk: ROUTE_SORT_KEY },
        ConsistentRead: true,
      });
      const { Item } = await calls.read('dynamodb:GetItem', (o) => dynamoDb.retrying.send(command, o));
      // One that cannot be read is written anew by this very look.
      const parsed = Item && parseRoute(String(Item['route']));
      return parsed?.ok ? parsed.route : undefined;
    },
  };
}
