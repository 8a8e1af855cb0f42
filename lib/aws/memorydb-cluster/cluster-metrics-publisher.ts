// A cluster's metrics, as log lines: lib/aws/target-metrics.ts says how.
import {
  CLUSTER_METRIC_UNITS,
  type ClusterMetricsPublisher,
} from '../../targets/memorydb-cluster/ports/cluster-metrics.ts';
import { publishTargetMetrics, type MetricsWiring } from '../target-metrics.ts';

/** `ClusterMetricsPublisher` on CloudWatch's embedded metric format. */
export function createClusterMetricsPublisher(wiring: MetricsWiring): ClusterMetricsPublisher {
  return {
    publishClusterMetrics: (clusterName, values) => {
      publishTargetMetrics(wiring, {
        dimensions: { ClusterName: clusterName },
        units: CLUSTER_METRIC_UNITS,
        values,
      });
    },
  };
}
