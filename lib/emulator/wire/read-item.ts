// Calls of the emulator itself to its DynamoDB, past the wire: they are in no log, and no fault strikes them.
import type { DynamoDb } from './dynamodb.ts';

/** An attribute as DynamoDB's JSON has it: `{ S: 'text' }`, `{ N: '1' }`. */
export type AttributeJson = Readonly<Record<string, unknown>>;

/** An item's attributes; `undefined` if there is none of that key. */
export type ReadItem = (
  tableName: string,
  key: Readonly<Record<string, AttributeJson>>,
) => Promise<Readonly<Record<string, AttributeJson>> | undefined>;

export function createReadItem(dynamoDb: DynamoDb): ReadItem {
  return async (TableName, Key) => {
    const answer = await callDynamoDb(dynamoDb, 'GetItem', { TableName, Key, ConsistentRead: true });
    return (JSON.parse(answer) as { Item?: Readonly<Record<string, AttributeJson>> }).Item;
  };
}

/** The answer's body. Throws what DynamoDB refuses. */
export async function callDynamoDb(dynamoDb: DynamoDb, action: string, input: object): Promise<string> {
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
