// The real world behind the function `discover`: the state table, read, and nothing besides. Apart from wire-cycle.ts, so that
// it loads no other client.
import { createAwsCalls } from '../aws/aws-calls.ts';
import { createDynamoClients, type ClientOptions } from '../aws/clients.ts';
import { createDynamoRouteReader } from '../aws/dynamo/dynamo-route-reader.ts';
import type { RouteReader } from '../ports/route-store.ts';
import { ROUTED_GROUPS } from '../targets/rdb-group/ports/routed-groups.ts';
import { stateTableOf } from './state-table-of.ts';

export interface DiscoverWiring {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the invocation has left, ms. */
  readonly remainingTimeMs?: () => number;
  /** Where calls go, and with whose credentials; without it the SDK's own settings hold. */
  readonly account?: ClientOptions;
}

/** Throws if the environment does not name the state table. Sends nothing yet. */
export function wireDiscover({ env, remainingTimeMs, account }: DiscoverWiring): RouteReader {
  return createDynamoRouteReader({
    kind: ROUTED_GROUPS,
    clients: { dynamoDb: createDynamoClients(account) },
    calls: createAwsCalls(remainingTimeMs),
    tableName: stateTableOf(env),
  });
}
