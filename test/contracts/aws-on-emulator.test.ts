// The AWS adapters, through the real SDK clients, on the emulator over a simulated world.
import { afterEach } from 'vitest';
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import { createAwsFleetReader } from '../../lib/aws/rdb-group/fleet/aws-fleet-reader.ts';
import { createAwsFleetWriter } from '../../lib/aws/rdb-group/fleet/aws-fleet-writer.ts';
import { createAwsClients } from '../../lib/aws/clients.ts';
import { createCloudWatchTelemetry } from '../../lib/aws/rdb-group/telemetry/cloudwatch-telemetry.ts';
import { STATE_TABLE, startEmulator } from '../../lib/emulator/start-emulator.ts';
import type { World } from '../../lib/sim/world.ts';
import { TEST_ACCOUNT } from '../aws/start-dynalite.ts';
import { fleetContract } from './fleet.contract.ts';
import { telemetryContract } from './telemetry.contract.ts';
import { storeOnDynamo } from './state-store-on-dynamo.ts';
import { stateStoreContract } from './state-store.contract.ts';
import { aWorld, type PortsOverWorld } from './world-harness.ts';

const awsOnEmulator = async (world: World, datapointsPageMax?: number): Promise<PortsOverWorld> => {
  const emulator = await startEmulator({
    world,
    stateTable: null,
    tick: null,
    ...(datapointsPageMax !== undefined && { datapointsPageMax }),
  });
  const clients = createAwsClients({ ...TEST_ACCOUNT, endpoint: emulator.endpoint });
  const calls = createAwsCalls();
  return {
    fleetReader: createAwsFleetReader(clients, calls),
    fleetWriter: createAwsFleetWriter(clients, calls),
    telemetry: createCloudWatchTelemetry(clients.cloudWatch, calls, 'Spillway'),
    close: async () => {
      clients.destroy();
      await emulator.stop();
    },
  };
};

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

stateStoreContract('the DynamoDB state store on the emulator', async () => {
  const emulator = await startEmulator({ world: aWorld(), tick: null });
  const clients = createAwsClients({ ...TEST_ACCOUNT, endpoint: emulator.endpoint });
  opened.push(async () => {
    clients.destroy();
    await emulator.stop();
  });
  return storeOnDynamo(clients, STATE_TABLE);
});
fleetContract('the AWS fleet', awsOnEmulator);
telemetryContract('the CloudWatch telemetry', awsOnEmulator);
telemetryContract('the CloudWatch telemetry, in pages of two datapoints,', (world) =>
  awsOnEmulator(world, 2),
);
