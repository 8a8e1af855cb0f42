import { createAwsCalls } from '../../../lib/aws/aws-calls.ts';
import { createAwsClients } from '../../../lib/aws/clients.ts';
import { createAwsStreamReader } from '../../../lib/aws/kinesis-stream/aws-stream-reader.ts';
import { createAwsStreamWriter } from '../../../lib/aws/kinesis-stream/aws-stream-writer.ts';
import { createCloudWatchDemand } from '../../../lib/aws/kinesis-stream/cloudwatch-demand.ts';
import { startEmulator } from '../../../lib/emulator/start-emulator.ts';
import { createSimDemand } from '../../../lib/sim/ports/sim-demand.ts';
import { createSimStreamReader, createSimStreamWriter } from '../../../lib/sim/ports/sim-streams.ts';
import type { World } from '../../../lib/sim/world.ts';
import { TEST_ACCOUNT } from '../start-dynalite.ts';
import { streamsContract, type StreamPorts } from './streams.contract.ts';

async function awsOnEmulator(world: World): Promise<StreamPorts> {
  const emulator = await startEmulator({ world, stateTable: null, tick: null });
  const clients = createAwsClients({ ...TEST_ACCOUNT, endpoint: emulator.endpoint });
  const calls = createAwsCalls();
  return {
    reader: createAwsStreamReader(clients, calls),
    writer: createAwsStreamWriter(clients, calls),
    demand: createCloudWatchDemand(clients.cloudWatch, calls),
    close: async () => {
      clients.destroy();
      await emulator.stop();
    },
  };
}

streamsContract('the AWS streams, on the emulator,', awsOnEmulator);
streamsContract('the simulated streams', (world) =>
  Promise.resolve({
    reader: createSimStreamReader(world),
    writer: createSimStreamWriter(world),
    demand: createSimDemand(world),
    close: () => Promise.resolve(),
  }),
);
