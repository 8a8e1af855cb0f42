// A stream's metrics, as log lines: lib/aws/target-metrics.ts says how.
import {
  STREAM_METRIC_UNITS,
  type StreamMetricsPublisher,
} from '../../targets/kinesis-stream/ports/stream-metrics.ts';
import { publishTargetMetrics, type MetricsWiring } from '../target-metrics.ts';

/** `StreamMetricsPublisher` on CloudWatch's embedded metric format. */
export function createStreamMetricsPublisher(wiring: MetricsWiring): StreamMetricsPublisher {
  return {
    publishStreamMetrics: (streamName, values) => {
      publishTargetMetrics(wiring, {
        dimensions: { StreamName: streamName },
        units: STREAM_METRIC_UNITS,
        values,
      });
    },
  };
}
