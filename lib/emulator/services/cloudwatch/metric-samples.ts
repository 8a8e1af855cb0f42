// What PutMetricData takes: a value, values with counts, or a statistic set, to the samples they stand for.
// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import { float, listOf, text, timestampMs } from '../../wire/params.ts';
import { dimensions } from './metric-shapes.ts';

/** Samples that one statistic set or value list may stand for; AWS has no such bound. */
const SAMPLES_MAX = 10_000;

export const datum = z.object({
  MetricName: text,
  Dimensions: dimensions,
  Timestamp: timestampMs.optional(),
  Value: float.optional(),
  Values: listOf(float),
  Counts: listOf(float),
  StatisticValues: z.object({ SampleCount: float, Sum: float, Minimum: float, Maximum: float }).optional(),
});

/** The samples; throws AWS's refusal of a datum without any value. */
export function samplesOf({
  Value,
  Values,
  Counts,
  StatisticValues,
}: z.output<typeof datum>): readonly number[] {
  if (Value !== undefined) return [Value];
  const samples = StatisticValues
    ? samplesOfSet(StatisticValues)
    : Values.flatMap((value, index) => repeat(value, Counts[index] ?? 1));
  if (samples.length === 0) {
    throw new AwsError(
      'MissingRequiredParameterException',
      'At least one of the parameters Value, Values, StatisticValues must be specified.',
    );
  }
  return samples;
}

/** Samples with the set's count, sum, minimum and maximum. */
function samplesOfSet(set: { SampleCount: number; Sum: number; Minimum: number; Maximum: number }) {
  if (set.SampleCount <= 1) return [set.Sum];
  const rest = set.SampleCount - 2;
  const mean = rest > 0 ? (set.Sum - set.Minimum - set.Maximum) / rest : 0;
  return [set.Minimum, set.Maximum, ...repeat(mean, rest)];
}

function repeat(value: number, count: number): readonly number[] {
  if (count > SAMPLES_MAX) {
    throw new AwsError(
      'InvalidParameterValueException',
      `The emulator keeps at most ${SAMPLES_MAX} samples a datum.`,
    );
  }
  return Array.from({ length: count }, () => value);
}
