// Creates the state table in the emulated DynamoDB, as the deployment stack would have.
// Keys and TTL attribute: the contract in lib/ports/state-store.ts.
import type { DynamoDb } from './wire/dynamodb.ts';
import { callDynamoDb as call } from './wire/read-item.ts';

/** dynalite makes a table active on the next turns of the event loop. */
const TURNS_MAX = 1_000;

/** Resolves when the table is active. Throws if DynamoDB refuses it. */
export async function createStateTable(dynamoDb: DynamoDb, tableName: string): Promise<void> {
  await call(dynamoDb, 'CreateTable', {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
      { AttributeName: 'listedAs', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'targets',
        KeySchema: [{ AttributeName: 'listedAs', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    const answer = await call(dynamoDb, 'DescribeTable', { TableName: tableName });
    if (answer.includes('"TableStatus":"ACTIVE"')) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`The table ${tableName} is not active after ${TURNS_MAX} turns of the event loop`);
}
