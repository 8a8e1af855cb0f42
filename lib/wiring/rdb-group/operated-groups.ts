// Groups behind an operator's commands: the cycles' ports, and the groups' settings.
import { createAwsGroupSettingsReader } from '../../aws/rdb-group/group-settings/aws-group-settings-reader.ts';
import { createAwsGroupSettingsWriter } from '../../aws/rdb-group/group-settings/aws-group-settings-writer.ts';
import { createDynamoDrillStore } from '../../aws/dynamo/dynamo-drill-store.ts';
import { createDynamoRouteReader } from '../../aws/dynamo/dynamo-route-reader.ts';
import { GROUP_WORDS } from '../../operate/rdb-group/group-words.ts';
import { operateGroups } from '../../operate/rdb-group/operate-groups.ts';
import { REPORTS_DEFAULT } from '../../targets/rdb-group/domain/tags/report-sources.ts';
import { KEPT_GROUPS } from '../../targets/rdb-group/ports/kept-groups.ts';
import { ROUTED_GROUPS } from '../../targets/rdb-group/ports/routed-groups.ts';
import type { GroupPorts } from '../../targets/rdb-group/ports/group-ports.ts';
import { killProcess } from '../../kdb/kill-process.ts';
import type { KindEntry, OperatorParts } from '../operator-parts.ts';
import { groupPorts } from '../wire-cycle.ts';
import { PROBE_FUNCTION_VARIABLE } from '../wire-telemetry.ts';

export const OPERATED_GROUPS: KindEntry = {
  words: GROUP_WORDS,
  open: (parts) => {
    const { clients, calls, scheduler, namespace, env, drillRole } = parts;
    return operateGroups({
      cyclePorts: forOperator(groupPorts(parts), { mayProbe: Boolean(env[PROBE_FUNCTION_VARIABLE]) }),
      settingsReader: createAwsGroupSettingsReader({ ...clients, scheduler }, calls),
      settingsWriter: createAwsGroupSettingsWriter(clients, calls, namespace),
      routes: createDynamoRouteReader({ kind: ROUTED_GROUPS, ...parts }),
      drillStore: createDynamoDrillStore({ kind: KEPT_GROUPS, ...parts }),
      breaker: {
        breakServer: async (order) => {
          const { createAwsServerBreaker } = await import('../../aws/rdb-group/server-breaker.ts');
          const kill = (process: { readonly host: string; readonly port: number }) =>
            killProcess({ ...process, ...credentialsOf(env) });
          return createAwsServerBreaker(clients, calls, kill, drillRole?.clients).breakServer(order);
        },
      },
    });
  },
};

/** A user of the RDBs who may end them: never the probe's. */
function credentialsOf(env: OperatorParts['env']) {
  const [username, password] = [env['SPILLWAY_RDB_USERNAME'], env['SPILLWAY_RDB_PASSWORD']];
  return username && password ? { username, password } : {};
}

/**
 * Unless the probe function is named here, what nodes say unasked, and, with full metrics, what the tick publishes of what it
 * probed: as true as the node's own, and as old. And no metrics from here: they would land in the command's output.
 */
function forOperator(ports: GroupPorts, { mayProbe }: { readonly mayProbe: boolean }): GroupPorts {
  return {
    ...ports,
    announcer: {
      ...ports.announcer,
      publishMetrics: () => undefined,
      publishNodeMetrics: () => undefined,
      logNodes: () => undefined,
      publishAttention: () => undefined,
    },
    telemetryFor: (policy) => ports.telemetryFor(mayProbe ? policy : { ...policy, reports: REPORTS_DEFAULT }),
  };
}
