// Whether the stream can have the shards that it may want: changes left, the account's quota; and whether a hot one would
// be named.
import { CHANGES_PER_DAY } from '../../../../targets/kinesis-stream/domain/limits.ts';
import { answered, note, wrong, type Finding } from '../../../doctor/check.ts';
import { kinesisFix, tagFix, type ExaminedStream, type StreamCheck } from '../stream-check.ts';

/** Metrics by which a hot shard is found. */
const SHARD_METRICS = ['IncomingBytes', 'IncomingRecords', 'WriteProvisionedThroughputExceeded'];

export const changeChecks: StreamCheck = {
  title: 'changes of the day',
  findings(examined) {
    const look = answered(examined.look);
    if (!look || examined.stream.mode !== 'provisioned') return [];
    const { ledger } = look.seen.learned.changes;
    const others = ledger.filter(({ by }) => by === 'other').length;
    const byWhom =
      'aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=UpdateShardCount';
    return [
      ...(look.plan.gauges.ChangesLeft > 0
        ? []
        : [
            wrong(
              'changes-spent',
              `none of the ${CHANGES_PER_DAY} changes that AWS allows in 24 hours is left: the stream cannot grow`,
              `${tagFix(examined, 'spillway:shards-min', '<n>')} # more shards at night need fewer changes by day`,
            ),
          ]),
      ...(others === 0
        ? []
        : [
            note(
              'changed-by-others',
              `${others} of the day's ${CHANGES_PER_DAY} changes ${others === 1 ? 'was' : 'were'} spent by others: what is planned here may lack them`,
              byWhom,
            ),
          ]),
    ];
  },
};

export const quotaChecks: StreamCheck = {
  title: "the account's shards",
  findings({ limits, policy, stream }) {
    const account = answered(limits);
    if (!account || !policy.ok || stream.mode !== 'provisioned') return [];
    const { shardLimit, openShards } = account;
    const { shardsMax } = policy.policy;
    const atMax = openShards + Math.max(0, shardsMax - stream.shardCount);
    if (atMax <= shardLimit) return [];
    const text = `with spillway:shards-max (${shardsMax}) the account would have ${atMax} shards, and its quota is ${shardLimit}: AWS would refuse some of them`;
    const fix =
      'aws service-quotas list-service-quotas --service-code kinesis # then request-service-quota-increase for the shards per Region';
    return [wrong('shard-quota', text, fix)];
  },
};

export const shardMetricChecks: StreamCheck = {
  title: 'metrics of single shards',
  findings: (examined) =>
    examined.stream.mode === 'provisioned' && examined.stream.shardMetrics === 'off'
      ? [shardMetricsOff(examined)]
      : [],
};

/** Prices are the region's: https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html */
function shardMetricsOff(examined: ExaminedStream): Finding {
  const { shardCount } = examined.stream;
  const metricCount = SHARD_METRICS.length * shardCount;
  const text =
    `they are off, so that a hot shard cannot be named. CloudWatch charges each as a custom metric, ${SHARD_METRICS.length} for a shard, ` +
    `${metricCount} for the ${shardCount} there ${shardCount === 1 ? 'is' : 'are'}; the price is the region's: https://aws.amazon.com/cloudwatch/pricing/`;
  const fix = kinesisFix(
    examined,
    'enable-enhanced-monitoring',
    `--shard-level-metrics ${SHARD_METRICS.join(' ')}`,
  );
  return note('shard-metrics-off', text, fix);
}
