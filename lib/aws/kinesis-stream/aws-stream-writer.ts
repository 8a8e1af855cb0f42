// The call that changes a stream. It is sent once, with a deadline, and says what became of it; the mapping of errors
// stands in aws-errors.ts, and that of Kinesis' own in kinesis-failures.ts.
import { UpdateShardCountCommand } from '@aws-sdk/client-kinesis';
import type { StreamWriter } from '../../targets/kinesis-stream/ports/streams.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { shardCountOutcome } from './kinesis-failures.ts';

/** `StreamWriter` on AWS. */
export function createAwsStreamWriter(clients: Pick<AwsClients, 'kinesis'>, calls: AwsCalls): StreamWriter {
  return {
    updateShardCount: async ({ streamName, shardCount }) => {
      const { once } = await clients.kinesis();
      const command = new UpdateShardCountCommand({
        StreamName: streamName,
        TargetShardCount: shardCount,
        ScalingType: 'UNIFORM_SCALING',
      });
      const outcome = await calls.write('kinesis:UpdateShardCount', (options) => once.send(command, options));
      return shardCountOutcome(outcome, streamName);
    },
  };
}
