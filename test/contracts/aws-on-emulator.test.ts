// The AWS adapters, through the real SDK clients, on the emulator over a simulated world.
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import { createAwsFleetReader } from '../../lib/aws/fleet/aws-fleet-reader.ts';
import { createAwsFleetWriter } from '../../lib/aws/fleet/aws-fleet-writer.ts';
import { createAwsClients } from '../../lib/aws/clients.ts';
import { createCloudWatchTelemetry } from '../../lib/aws/telemetry/cloudwatch-telemetry.ts';
import { startEmulator } from '../../lib/emulator/start-emulator.ts';
import type { World } from '../../lib/sim/world.ts';
import { TEST_ACCOUNT } from '../aws/start-dynalite.ts';
import { fleetContract } from './fleet.contract.ts';
import { telemetryContract } from './telemetry.contract.ts';
import type { PortsOverWorld } from './world-harness.ts';

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

fleetContract('the AWS fleet', awsOnEmulator);
telemetryContract('the CloudWatch telemetry', awsOnEmulator);
telemetryContract('the CloudWatch telemetry, in pages of two datapoints,', (world) =>
  awsOnEmulator(world, 2),
);
