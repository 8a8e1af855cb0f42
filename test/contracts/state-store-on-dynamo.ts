// The DynamoDB state store over a local DynamoDB, for the contract: a table of its own for each test.
import { KEPT_GROUPS } from '../../lib/targets/rdb-group/ports/kept-groups.ts';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import type { AwsClients } from '../../lib/aws/clients.ts';
import { createDynamoStateStore } from '../../lib/aws/dynamo/dynamo-state-store.ts';
import type { StoreUnderTest } from './state-store.contract.ts';

export function storeOnDynamo(clients: AwsClients, tableName: string): StoreUnderTest {
  const store = createDynamoStateStore({
    kind: KEPT_GROUPS,
    clients,
    calls: createAwsCalls(),
    tableName,
    clock: { sleep: () => Promise.resolve() },
    warn: (text) => {
      throw new Error(text);
    },
  });
  const spoilIntent = async (groupName: string, text: string): Promise<void> => {
    const command = new UpdateCommand({
      TableName: tableName,
      Key: { pk: `GROUP#${groupName}`, sk: 'STATE' },
      UpdateExpression: 'SET #intent = :text',
      ExpressionAttributeNames: { '#intent': 'intent' },
      ExpressionAttributeValues: { ':text': text },
    });
    await clients.dynamoDb.once.send(command);
  };
  return { store, spoilIntent };
}
