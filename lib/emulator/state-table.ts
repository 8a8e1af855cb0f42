// Creates the state table in the emulated DynamoDB, as the deployment stack would have.
// Keys and TTL attribute: the contract in lib/ports/state-store.ts.
import type { DynamoDb } from './wire/dynamodb.ts';

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
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  });
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    const answer = await call(dynamoDb, 'DescribeTable', { TableName: tableName });
    if (answer.includes('"TableStatus":"ACTIVE"')) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`The table ${tableName} is not active after ${TURNS_MAX} turns of the event loop`);
}

async function call(dynamoDb: DynamoDb, action: string, input: object): Promise<string> {
  const reply = await dynamoDb.handle({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${action}`,
    },
    body: Buffer.from(JSON.stringify(input)),
    accessKeyId: undefined,
    signedService: undefined,
  });
  if (reply.status !== 200) throw new Error(`${action}: ${String(reply.body)}`);
  return String(reply.body);
}
