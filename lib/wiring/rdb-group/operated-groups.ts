// Groups behind an operator's commands: the cycles' ports, and the groups' settings.
import { createAwsGroupSettingsReader } from '../../aws/rdb-group/group-settings/aws-group-settings-reader.ts';
import { createAwsGroupSettingsWriter } from '../../aws/rdb-group/group-settings/aws-group-settings-writer.ts';
import { GROUP_WORDS } from '../../operate/rdb-group/group-words.ts';
import { operateGroups } from '../../operate/rdb-group/operate-groups.ts';
import { REPORTS_DEFAULT } from '../../targets/rdb-group/domain/tags/report-sources.ts';
import type { GroupPorts } from '../../targets/rdb-group/ports/group-ports.ts';
import type { KindEntry } from '../operator-parts.ts';
import { groupPorts } from '../wire-cycle.ts';
import { PROBE_FUNCTION_VARIABLE } from '../wire-telemetry.ts';

export const OPERATED_GROUPS: KindEntry = {
  words: GROUP_WORDS,
  open: (parts) => {
    const { clients, calls, scheduler, namespace, env } = parts;
    return operateGroups({
      cyclePorts: forOperator(groupPorts(parts), { mayProbe: Boolean(env[PROBE_FUNCTION_VARIABLE]) }),
      settingsReader: createAwsGroupSettingsReader({ ...clients, scheduler }, calls),
      settingsWriter: createAwsGroupSettingsWriter(clients, calls, namespace),
    });
  },
};

/**
 * Unless the probe function is named here, CloudWatch, where the tick publishes what it probed: as true as the node's
 * own metrics, and as old. And no metrics from here: they would land in the command's output.
 */
function forOperator(ports: GroupPorts, { mayProbe }: { readonly mayProbe: boolean }): GroupPorts {
  return {
    ...ports,
    announcer: {
      ...ports.announcer,
      publishMetrics: () => undefined,
      publishNodeMetrics: () => undefined,
      publishAttention: () => undefined,
    },
    telemetryFor: (policy) => ports.telemetryFor(mayProbe ? policy : { ...policy, reports: REPORTS_DEFAULT }),
  };
}
