// What the world's RDBs write of themselves into their items of the state table, brought into the emulated DynamoDB: as of the
// moment at which somebody reads them, and not before they have arrived. Put past the wire, as the RDBs are no callers of it.
// Next: dynamodb.ts.
import type { World } from '../../sim/world.ts';
import { instanceArn } from '../aws-names.ts';
import { DYNAMODB_TARGET, type DynamoDb } from './dynamodb.ts';
import { callDynamoDb } from './read-item.ts';
import type { WireRequest } from './request.ts';

/** As infra/data-plane/server/bin/send-report has them. */
const PARTITION_PREFIX = 'REPORT#';
const SORT_KEY = 'REPORT';

const READS_ITEMS = `${DYNAMODB_TARGET}.BatchGetItem`;

/** A DynamoDB in which each item that is asked for stands as it is now. */
export function withWrittenItems(
  dynamoDb: DynamoDb,
  { world, tableName }: { readonly world: Pick<World, 'reportItems' | 'clock'>; readonly tableName: string },
): DynamoDb {
  const written = new Map<string, string>();

  async function bringUpToDate(instanceId: string): Promise<void> {
    const told = world.reportItems.read(instanceId, world.clock.nowMs());
    if (told === undefined || told === written.get(instanceId)) return;
    written.set(instanceId, told);
    const Item = {
      pk: { S: `${PARTITION_PREFIX}${instanceArn(instanceId)}` },
      sk: { S: SORT_KEY },
      told: { S: told },
    };
    await callDynamoDb(dynamoDb, 'PutItem', { TableName: tableName, Item });
  }

  return {
    async handle(request) {
      if (request.headers['x-amz-target'] === READS_ITEMS)
        for (const instanceId of nodesAskedFor(request, tableName)) await bringUpToDate(instanceId);
      return dynamoDb.handle(request);
    },
  };
}

interface BatchGet {
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly Key[] }>>;
}
type Key = Readonly<Record<string, { readonly S?: string }>>;

function nodesAskedFor({ body }: WireRequest, tableName: string): readonly string[] {
  const { RequestItems } = JSON.parse(body.toString()) as BatchGet;
  return (RequestItems?.[tableName]?.Keys ?? []).flatMap(({ pk }) => {
    const [, instanceId] = pk?.S?.startsWith(PARTITION_PREFIX) ? pk.S.split('/') : [];
    return instanceId ?? [];
  });
}
