// Kinesis' description of a stream → the port's. Pure. A description without the parts that decisions rest on is an
// error, never an empty default.
// Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_StreamDescriptionSummary.html
import type { EnhancedMetrics, StreamDescriptionSummary } from '@aws-sdk/client-kinesis';
import { PortError } from '../../core/errors.ts';
import type { StreamStatus, StreamSummary } from '../../targets/kinesis-stream/ports/streams.ts';

const CALL = 'kinesis:DescribeStreamSummary';

const STATUSES: Readonly<Record<string, StreamStatus>> = {
  CREATING: 'creating',
  ACTIVE: 'active',
  UPDATING: 'updating',
  DELETING: 'deleting',
};

/** The metrics by shard that a hot shard is found by. */
const METRICS_NEEDED = ['IncomingBytes', 'IncomingRecords', 'WriteProvisionedThroughputExceeded'] as const;

/** Maps one summary; consumers are counted here and named by another call. Throws `PortError` (`IncompleteAnswer`). */
export function summaryOfSdk(
  name: string,
  described: StreamDescriptionSummary | undefined,
): { readonly summary: StreamSummary; readonly arn: string; readonly consumerCount: number } {
  const of = `stream ${name}`;
  const given = required(described, of, 'StreamDescriptionSummary');
  const status = STATUSES[required<string>(given.StreamStatus, of, 'StreamStatus')];
  return {
    summary: {
      name,
      status: required(status, of, 'known StreamStatus'),
      // Absent where AWS knows of no modes yet: provisioned is what there was before them.
      mode: given.StreamModeDetails?.StreamMode === 'ON_DEMAND' ? 'on-demand' : 'provisioned',
      shardCount: required(given.OpenShardCount, of, 'OpenShardCount'),
      createdAtMs: required(given.StreamCreationTimestamp, of, 'StreamCreationTimestamp').getTime(),
      consumerNames: [],
      shardMetrics: shardMetricsOf(given.EnhancedMonitoring ?? []),
    },
    arn: required(given.StreamARN, of, 'StreamARN'),
    consumerCount: given.ConsumerCount ?? 0,
  };
}

function shardMetricsOf(enhanced: readonly EnhancedMetrics[]): 'on' | 'off' {
  const names = new Set<string>(enhanced.flatMap(({ ShardLevelMetrics = [] }) => ShardLevelMetrics));
  return names.has('ALL') || METRICS_NEEDED.every((name) => names.has(name)) ? 'on' : 'off';
}

function required<Value>(value: Value | undefined, of: string, part: string): Value {
  if (value === undefined || value === null)
    throw new PortError(CALL, 'IncompleteAnswer', `the answer for ${of} has no ${part}`);
  return value;
}
