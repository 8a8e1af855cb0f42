import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import { createDynamoRouteReader } from '../../lib/aws/dynamo/dynamo-route-reader.ts';
import { createDynamoRouteWriter } from '../../lib/aws/dynamo/dynamo-route-writer.ts';
import { ROUTED_GROUPS } from '../../lib/targets/rdb-group/ports/routed-groups.ts';
import type { GroupLearned } from '../../lib/targets/rdb-group/domain/state.ts';
import { startDynalite, type LocalDynamo } from '../aws/start-dynalite.ts';
import { storeOnDynamo } from './state-store-on-dynamo.ts';
import { routeStoreContract } from './route-store.contract.ts';

let dynamo: LocalDynamo;
let tableCount = 0;
let cycleCount = 0;

beforeAll(async () => {
  dynamo = await startDynalite();
});
afterAll(async () => {
  await dynamo.close();
});

routeStoreContract('the DynamoDB route store', async () => {
  const tableName = `routes-${(tableCount += 1)}`;
  await dynamo.createTable(tableName);
  const { clients } = dynamo;
  const spoil = async (group: string, text: string) => {
    const command = new UpdateCommand({
      TableName: tableName,
      Key: { pk: `GROUP#${group}`, sk: 'ROUTE' },
      UpdateExpression: 'SET #route = :text',
      ExpressionAttributeNames: { '#route': 'route' },
      ExpressionAttributeValues: { ':text': text },
    });
    await clients.dynamoDb.once.send(command);
  };
  const { store: states } = storeOnDynamo(clients, tableName);
  const learn = async (name: string, learned: GroupLearned) => {
    const nowMs = Date.UTC(2026, 10, 20);
    const request = {
      name,
      owner: `${(cycleCount += 1)}`,
      nowMs,
      durationMs: 1,
      impossibleAfterMs: nowMs + 2,
    };
    const answer = await states.takeLease(request);
    if (answer.kind === 'taken') await states.giveBack(answer.lease, { learned });
  };
  const options = { kind: ROUTED_GROUPS, clients, calls: createAwsCalls(), tableName };
  const store = { ...createDynamoRouteReader(options), ...createDynamoRouteWriter(options) };
  return { store, spoil, learn };
});
