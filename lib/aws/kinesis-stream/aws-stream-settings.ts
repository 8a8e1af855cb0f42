// The tags that `adopt` and `release` write, and what `doctor` asks of the account: `StreamSettingsReader` and
// `StreamSettingsWriter` on AWS. Only lib/operate may call these. Next: read-throttling-alarms.ts.
import {
  AddTagsToStreamCommand,
  DescribeLimitsCommand,
  RemoveTagsFromStreamCommand,
} from '@aws-sdk/client-kinesis';
import { PortError } from '../../core/errors.ts';
import type {
  StreamSettingsReader,
  StreamSettingsWriter,
} from '../../targets/kinesis-stream/ports/stream-settings.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { readingStreams } from './kinesis-failures.ts';
import { readThrottlingAlarms } from './read-throttling-alarms.ts';

export function createAwsStreamSettingsReader(
  clients: Pick<AwsClients, 'kinesis' | 'cloudWatch'>,
  awsCalls: AwsCalls,
): StreamSettingsReader {
  const calls = readingStreams(awsCalls);
  return {
    readShardLimits: async () => {
      const call = 'kinesis:DescribeLimits';
      const { retrying } = await clients.kinesis();
      const answer = await calls.read(call, (options) =>
        retrying.send(new DescribeLimitsCommand({}), options),
      );
      const { ShardLimit: shardLimit, OpenShardCount: openShards } = answer;
      if (shardLimit === undefined || openShards === undefined)
        throw new PortError(call, 'IncompleteAnswer', 'the answer has no numbers of shards');
      return { shardLimit, openShards };
    },
    readThrottlingAlarms: () => readThrottlingAlarms(clients.cloudWatch, awsCalls),
  };
}

export function createAwsStreamSettingsWriter(
  clients: Pick<AwsClients, 'kinesis'>,
  calls: AwsCalls,
): StreamSettingsWriter {
  return {
    change: async (StreamName, change) => {
      const { once } = await clients.kinesis();
      switch (change.kind) {
        case 'put-tags': {
          const command = new AddTagsToStreamCommand({ StreamName, Tags: { ...change.tags } });
          return calls.write('kinesis:AddTagsToStream', (options) => once.send(command, options));
        }
        case 'delete-tags': {
          const command = new RemoveTagsFromStreamCommand({ StreamName, TagKeys: [...change.keys] });
          return calls.write('kinesis:RemoveTagsFromStream', (options) => once.send(command, options));
        }
      }
    },
  };
}
