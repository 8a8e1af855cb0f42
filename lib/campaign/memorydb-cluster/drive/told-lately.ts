// What CloudWatch has told of the nodes by now: less, and later, while a fault of metrics stands.
import { MINUTE_MS } from '../../../core/units.ts';
import type { NodeMetricsReader, NodeMinute } from '../../../targets/memorydb-cluster/ports/node-metrics.ts';
import { metricsSpell } from '../../faults/metrics-spells.ts';
import type { ClusterRun } from '../world/cluster-run.ts';

const FIELDS = [
  'isPrimary',
  'memoryPercent',
  'usedBytes',
  'engineCpuPercent',
  'hostCpuPercent',
  'replicaLagSeconds',
] as const satisfies readonly (keyof NodeMinute)[];

export function asToldLately(run: ClusterRun, inner: NodeMetricsReader): NodeMetricsReader {
  return {
    async readNodes(query) {
      const answers = await inner.readNodes(query);
      const { lateMs, missing } = metricsSpell(run);
      const isSilent = run.weather.silentSinceMs !== undefined;
      if (lateMs === 0 && missing === 0 && !isSilent) return answers;
      const told = (minutes: readonly NodeMinute[], node: number) =>
        minutes
          .filter(({ startMs }) => lateMs === 0 || startMs + MINUTE_MS + lateMs <= query.nowMs)
          .filter(({ startMs }) => !isSilent || startMs < (run.weather.silentSinceMs ?? 0))
          .map((minute) => (missing === 0 ? minute : lessOf(minute, missing, node)));
      return answers.map((one) =>
        one.ok
          ? { ...one, value: one.value.map((node, i) => ({ ...node, minutes: told(node.minutes, i) })) }
          : one,
      );
    },
  };
}

/** One metric is not told: of every other node, or of all. */
function lessOf(minute: NodeMinute, missing: number, node: number): NodeMinute {
  if (missing < 0.5 && node % 2 === 1) return minute;
  const gone = FIELDS[Math.floor(missing * 1_000) % FIELDS.length];
  return Object.fromEntries(
    Object.entries(minute).filter(([name]) => name !== gone),
  ) as unknown as NodeMinute;
}
