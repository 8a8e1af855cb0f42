import { afterAll, beforeAll } from 'vitest';
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import { createDynamoStateStore } from '../../lib/aws/dynamo/dynamo-state-store.ts';
import { startDynalite, type LocalDynamo } from '../aws/start-dynalite.ts';
import { stateStoreContract } from './state-store.contract.ts';

let dynamo: LocalDynamo;
let tableCount = 0;

beforeAll(async () => {
  dynamo = await startDynalite();
});

afterAll(async () => {
  await dynamo.close();
});

stateStoreContract('the DynamoDB state store', async () => {
  tableCount += 1;
  const tableName = `state-${tableCount}`;
  await dynamo.createTable(tableName);
  return createDynamoStateStore({
    clients: dynamo.clients,
    calls: createAwsCalls(),
    tableName,
    clock: { sleep: () => Promise.resolve() },
    warn: (text) => {
      throw new Error(text);
    },
  });
});
