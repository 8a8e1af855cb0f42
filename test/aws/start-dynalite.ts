// A local DynamoDB (dynalite) with the state table, for tests of the state store.
import { createRequire } from 'node:module';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { createAwsClients, type AwsClients } from '../../lib/aws/clients.ts';

const dynalite = createRequire(import.meta.url)('dynalite') as (options: { createTableMs: number }) => Server;

export const TEST_ACCOUNT = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};

export interface LocalDynamo {
  readonly endpoint: string;
  readonly clients: AwsClients;
  /** Creates a table of the state table's shape. */
  createTable(tableName: string): Promise<void>;
  close(): Promise<void>;
}

export async function startDynalite(): Promise<LocalDynamo> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clients = createAwsClients({ ...TEST_ACCOUNT, endpoint });
  return {
    endpoint,
    clients,
    createTable: async (tableName) => {
      await clients.dynamoDb.once.send(
        new CreateTableCommand({
          TableName: tableName,
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'sk', AttributeType: 'S' },
            { AttributeName: 'listedAs', AttributeType: 'S' },
          ],
          BillingMode: 'PAY_PER_REQUEST',
          GlobalSecondaryIndexes: [
            {
              IndexName: 'targets',
              KeySchema: [{ AttributeName: 'listedAs', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          ],
        }),
      );
      // A moment later, even with no time to wait for.
      const status = async () => {
        const { Table } = await clients.dynamoDb.once.send(
          new DescribeTableCommand({ TableName: tableName }),
        );
        return Table?.TableStatus;
      };
      while ((await status()) !== 'ACTIVE');
    },
    close: async () => {
      clients.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
