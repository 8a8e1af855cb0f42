// Whether it is known that the readers keep up: without that the stream never shrinks.
import { formatDuration } from '../../../../core/units.ts';
import { CONSUMER_LAG_MAX_MS } from '../../../../targets/kinesis-stream/decide/limits.ts';
import { someIds } from '../../../adoption/planned-change.ts';
import { answered, note, wrong, type Finding } from '../../../doctor/check.ts';
import { kinesisFix, tagFix, type ExaminedStream, type StreamCheck } from '../stream-check.ts';

export const readerChecks: StreamCheck = {
  title: 'readers',
  findings(examined) {
    const look = answered(examined.look);
    const { stream, policy } = examined;
    if (!look || !policy.ok || stream.mode !== 'provisioned') return [];
    const { consumerLagMs } = look.seen.stream;
    if (consumerLagMs === undefined) return policy.policy.consumers === 'none' ? [] : unknown(examined);
    if (consumerLagMs <= CONSUMER_LAG_MAX_MS) return [];
    const text = `a reader is ${formatDuration(consumerLagMs)} behind: the stream does not shrink until it has caught up`;
    const fix =
      'aws cloudwatch list-metrics --namespace AWS/Kinesis --metric-name GetRecords.IteratorAgeMilliseconds # then see why that reader is slow';
    return [note('readers-behind', text, fix)];
  },
};

function unknown(examined: ExaminedStream): readonly Finding[] {
  const { consumerNames } = examined.stream;
  if (consumerNames.length === 0) {
    const text =
      'nobody has read the stream by GetRecords in the last minutes, and nobody is registered for enhanced fan-out: whether readers keep up is unknown, and the stream never shrinks';
    const fix = `${tagFix(examined, 'spillway:consumers', 'none')} # if that is as it should be; otherwise start the readers`;
    return [wrong('readers-unknown', text, fix)];
  }
  const text = `not every reader registered for enhanced fan-out says how far behind it is (${someIds(consumerNames)}): until all do, the stream never shrinks`;
  const fix = `aws kinesis deregister-stream-consumer --stream-arn <arn> --consumer-name <name> # one that no longer reads; ${kinesisFix(examined, 'describe-stream-summary')} has the ARN`;
  return [wrong('fan-out-unknown', text, fix)];
}
