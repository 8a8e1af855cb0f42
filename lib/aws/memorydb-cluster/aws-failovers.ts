// Failovers as MemoryDB lets them be tested: where a cluster is, what was told of failovers, and the call. It holds MemoryDB's
// commands: load it by `import()`.
// Source: https://docs.aws.amazon.com/memorydb/latest/devguide/autofailover.html#auto-failover-test
import {
  DescribeClustersCommand,
  DescribeEventsCommand,
  FailoverShardCommand,
} from '@aws-sdk/client-memorydb';
import { PortError } from '../../core/errors.ts';
import type { FailoverEvent, Failovers } from '../../targets/memorydb-cluster/ports/failovers.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { readingClusters, updateOutcome } from './memorydb-failures.ts';

/** Pages of events read for one answer; a day's failovers are twenty events. */
const PAGES_MAX = 10;

const MESSAGES: readonly (readonly [FailoverEvent['kind'], RegExp])[] = [
  ['called', /^FailoverShard API called for shard/],
  ['role-moved', /^Failover from primary node \S+ to replica node \S+ completed/],
  ['recovering', /^Recovering nodes/],
  ['recovered', /^Finished recovery for nodes/],
];

/** `Failovers` on AWS. `failing`: the clients that break, if they are another's than who reads. */
export function createAwsFailovers(
  clients: Pick<AwsClients, 'memoryDb'>,
  awsCalls: AwsCalls,
  failing: Pick<AwsClients, 'memoryDb'> = clients,
): Failovers {
  const calls = readingClusters(awsCalls);
  return {
    async readPlace(clusterName) {
      const client = (await clients.memoryDb()).retrying;
      const command = new DescribeClustersCommand({ ClusterName: clusterName, ShowShardDetails: true });
      const answer = await unlessAbsent(
        calls.read('memorydb:DescribeClusters', (o) => client.send(command, o)),
      );
      const cluster = answer?.Clusters?.find(({ Name }) => Name === clusterName);
      const { Address, Port } = cluster?.ClusterEndpoint ?? {};
      if (!cluster || Address === undefined || Port === undefined) return undefined;
      return {
        host: Address,
        port: Port,
        tls: cluster.TLSEnabled === false ? 'off' : 'on',
        slotsByShard: Object.fromEntries(
          (cluster.Shards ?? []).map(({ Name = '', Slots = '' }) => [Name, Slots]),
        ),
      };
    },
    async readEvents(sinceMs) {
      const call = 'memorydb:DescribeEvents';
      const client = (await clients.memoryDb()).retrying;
      const events: FailoverEvent[] = [];
      let NextToken: string | undefined;
      for (let page = 1; page <= PAGES_MAX; page += 1) {
        const command = new DescribeEventsCommand({
          SourceType: 'cluster',
          StartTime: new Date(sinceMs),
          ...(NextToken !== undefined && { NextToken }),
        });
        const answer = await calls.read(call, (o) => client.send(command, o));
        if (!answer.Events) throw new PortError(call, 'IncompleteAnswer', 'the answer has no Events');
        for (const { SourceName = '', Message = '', Date: at } of answer.Events) {
          const kind = MESSAGES.find(([, pattern]) => pattern.test(Message))?.[0];
          if (kind && at)
            events.push({ clusterName: SourceName, atMs: at.getTime(), kind, message: Message });
        }
        NextToken = answer.NextToken;
        if (NextToken === undefined) return events.sort((a, b) => a.atMs - b.atMs);
      }
      throw new PortError(call, 'TooManyPages', `more than ${PAGES_MAX} pages`);
    },
    async failOver({ clusterName: ClusterName, shardName: ShardName }) {
      const client = (await failing.memoryDb()).once;
      const command = new FailoverShardCommand({ ClusterName, ShardName });
      return updateOutcome(await awsCalls.write('memorydb:FailoverShard', (o) => client.send(command, o)));
    },
  };
}

async function unlessAbsent<Answer>(answering: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answering;
  } catch (error) {
    if (error instanceof PortError && error.failure === 'absent') return undefined;
    throw error;
  }
}
