import { afterAll, beforeAll } from 'vitest';
import { startDynalite, type LocalDynamo } from '../aws/start-dynalite.ts';
import { storeOnDynamo } from './state-store-on-dynamo.ts';
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
  return storeOnDynamo(dynamo.clients, tableName);
});
