// What nodes said at the latest look, for who only looks on: of groups that the probe reads nothing need be in CloudWatch, and
// not everybody may ask the probe. For showing alone: what is kept of a node is each value as last said, not one observation, so
// that no command decides on it.
import type { Report } from '../../targets/rdb-group/domain/node.ts';
import type { NodeLearned } from '../../targets/rdb-group/domain/learned/node-learned.ts';
import type { GroupState } from '../../targets/rdb-group/domain/state.ts';
import { isPolled } from '../../targets/rdb-group/domain/tags/report-sources.ts';
import type { GroupPorts } from '../../targets/rdb-group/ports/group-ports.ts';
import type { Telemetry } from '../../targets/rdb-group/ports/telemetry.ts';

/** The same ports, but that nodes of which nothing is heard say what they said last. */
export function withLastLook<Ports extends Pick<GroupPorts, 'telemetryFor'>>(
  ports: Ports,
  { learned: { nodes } }: GroupState,
): Ports {
  return {
    ...ports,
    telemetryFor: (policy) => {
      const telemetry = ports.telemetryFor(policy);
      return isPolled(policy.reports) ? rememberingTelemetry(telemetry, nodes) : telemetry;
    },
  };
}

function rememberingTelemetry(telemetry: Telemetry, nodes: Readonly<Record<string, NodeLearned>>): Telemetry {
  return {
    ...telemetry,
    readReports: async (queries) => {
      const answers = await telemetry.readReports(queries);
      return answers.map((answer, index) => {
        if (!answer.ok) return answer;
        const heard = new Set(answer.value.reports.map(({ instanceId }) => instanceId));
        const silent = (queries[index]?.instanceIds ?? []).filter((id) => !heard.has(id));
        const kept = silent.flatMap((id) => lastReport(id, nodes[id]) ?? []);
        const reports = [...kept, ...answer.value.reports].sort((a, b) => a.observedAtMs - b.observedAtMs);
        return { ok: true, value: { ...answer.value, reports } };
      });
    },
  };
}

function lastReport(instanceId: string, node: NodeLearned | undefined): Report | undefined {
  if (!node?.last) return undefined;
  const { last, memory } = node;
  const { observedAtMs, live, queued, rows } = last;
  return {
    instanceId,
    source: 'table',
    observedAtMs,
    sampledFromMs: observedAtMs,
    ...(memory && {
      memory:
        memory.total === undefined
          ? { used: memory.used, total: 100, unit: 'percent' }
          : { used: memory.used, total: memory.total, unit: 'bytes' },
    }),
    ...(rows !== undefined && { rows }),
    ...(live !== undefined && { live }),
    ...(queued !== undefined && { queued }),
  };
}
