// The tags that `adopt` and `release` write, and the alarms that `doctor` looks for: `ClusterSettingsReader` and
// `ClusterSettingsWriter` on AWS. Only lib/operate may call these.
import type { CloudWatchClient, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { DescribeClustersCommand, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-memorydb';
import { PortError } from '../../core/errors.ts';
import type { Outcome } from '../../core/outcome.ts';
import type {
  ClusterSettingsReader,
  ClusterSettingsWriter,
  FillingAlarm,
} from '../../targets/memorydb-cluster/ports/cluster-settings.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { describeAlarms } from '../describe-alarms.ts';
import { readingClusters } from './memorydb-failures.ts';

const METRIC = 'DatabaseMemoryUsagePercentage';
const DIMENSION = 'ClusterName';

export function createAwsClusterSettingsReader(
  client: Pick<CloudWatchClient, 'send'>,
  calls: Pick<AwsCalls, 'read'>,
): ClusterSettingsReader {
  return {
    readFillingAlarms: async () =>
      (await describeAlarms(client, calls)).flatMap((alarm) => fillingAlarmOf(alarm) ?? []),
  };
}

function fillingAlarmOf({ AlarmName, ActionsEnabled, ...alarm }: MetricAlarm): FillingAlarm | undefined {
  const queries = alarm.Metrics ?? [];
  const base = { name: AlarmName ?? '', actionsEnabled: ActionsEnabled !== false };
  // A query over all clusters has each of them as a contributor.
  if (queries.some(({ Expression = '' }) => Expression.includes(METRIC) && Expression.includes(DIMENSION)))
    return base;
  const metrics = [alarm, ...queries.map(({ MetricStat }) => MetricStat?.Metric ?? {})];
  const watched = metrics.find(({ MetricName }) => MetricName === METRIC);
  const clusterName = watched?.Dimensions?.find(({ Name }) => Name === DIMENSION)?.Value;
  return clusterName === undefined ? undefined : { ...base, clusterName };
}

/** A cluster's tags are put on its ARN, which it tells itself. */
export function createAwsClusterSettingsWriter(
  clients: Pick<AwsClients, 'memoryDb'>,
  awsCalls: AwsCalls,
): ClusterSettingsWriter {
  const calls = readingClusters(awsCalls);
  async function arnOf(ClusterName: string): Promise<string> {
    const call = 'memorydb:DescribeClusters';
    const { retrying } = await clients.memoryDb();
    const command = new DescribeClustersCommand({ ClusterName });
    const answer = await calls.read(call, (options) => retrying.send(command, options));
    const arn = answer.Clusters?.[0]?.ARN;
    if (arn === undefined) throw new PortError(call, 'IncompleteAnswer', `${ClusterName} has no ARN`);
    return arn;
  }
  return {
    change: async (clusterName, change): Promise<Outcome> => {
      const { once } = await clients.memoryDb();
      const ResourceArn = await arnOf(clusterName);
      switch (change.kind) {
        case 'put-tags': {
          const Tags = Object.entries(change.tags).map(([Key, Value]) => ({ Key, Value }));
          const command = new TagResourceCommand({ ResourceArn, Tags });
          return awsCalls.write('memorydb:TagResource', (options) => once.send(command, options));
        }
        case 'delete-tags': {
          const command = new UntagResourceCommand({ ResourceArn, TagKeys: [...change.keys] });
          return awsCalls.write('memorydb:UntagResource', (options) => once.send(command, options));
        }
      }
    },
  };
}
