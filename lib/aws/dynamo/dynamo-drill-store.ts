// What drills have shown, in the state table: lib/ports/drills.ts.
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { DAY_MS, SECOND_MS } from '../../core/units.ts';
import { DRILLS_KEPT_DAYS, type DrillStore, type KeptDrill } from '../../ports/drills.ts';
import type { KeptKind } from '../../ports/kept-kind.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { parseJson, partitionKey } from './dynamo-items.ts';

const DRILL_SORT_KEY_PREFIX = 'DRILL#';

/** `DrillStore` on DynamoDB: of one kind's targets. */
export function createDynamoDrillStore(options: {
  readonly kind: Pick<KeptKind, 'keyPrefix'>;
  readonly clients: Pick<AwsClients, 'dynamoDb'>;
  readonly calls: AwsCalls;
  readonly tableName: string;
}): DrillStore {
  const { kind, calls, tableName: TableName } = options;
  const client = options.clients.dynamoDb.retrying;
  return {
    async keepDrill(name, kept) {
      const Item = {
        pk: partitionKey(kind, name),
        sk: `${DRILL_SORT_KEY_PREFIX}${new Date(kept.atMs).toISOString()}`,
        expiresAt: Math.floor((kept.atMs + DRILLS_KEPT_DAYS * DAY_MS) / SECOND_MS),
        kept: JSON.stringify(kept),
      };
      await calls.record('dynamodb:PutItem', (o) => client.send(new PutCommand({ TableName, Item }), o));
    },
    readLastDrill: async (name) => (await readDrills(name, 1))[0],
    readDrills,
  };

  /** One page: where results are so large that a page does not hold all, the oldest are left out. */
  async function readDrills(name: string, countMax: number): Promise<readonly KeptDrill[]> {
    const command = new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': partitionKey(kind, name), ':prefix': DRILL_SORT_KEY_PREFIX },
      ScanIndexForward: false,
      Limit: countMax,
    });
    const { Items = [] } = await calls.read('dynamodb:Query', (o) => client.send(command, o));
    return Items.map(({ kept }) => parseJson(kept)).filter(isKept);
  }
}

/** One that cannot be read is as good as none: it is for the eye alone. */
function isKept(value: unknown): value is KeptDrill {
  return (
    typeof value === 'object' && value !== null && 'atMs' in value && 'drill' in value && 'pass' in value
  );
}
