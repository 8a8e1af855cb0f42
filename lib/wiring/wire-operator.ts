// The real world behind an operator's commands: the cycles' ports, the groups' settings, and AWS's own time. Apart from
// wire-cycle.ts, as what is here must not find its way into a function's bundle.
import { watchAwsClock } from '../aws/aws-clock.ts';
import { createAwsCalls } from '../aws/aws-calls.ts';
import { createAwsClients } from '../aws/clients.ts';
import { createAwsGroupSettingsReader } from '../aws/rdb-group/group-settings/aws-group-settings-reader.ts';
import { createAwsGroupSettingsWriter } from '../aws/rdb-group/group-settings/aws-group-settings-writer.ts';
import { createSchedulerClient } from '../aws/scheduler-client.ts';
import { readMemoryHistory } from '../aws/rdb-group/telemetry/read-memory-history.ts';
import type { GroupPorts } from '../targets/rdb-group/ports/group-ports.ts';
import { REPORTS_DEFAULT } from '../targets/rdb-group/domain/tags/report-sources.ts';
import type { Clock, RemoteClock } from '../ports/clock.ts';
import type { GroupSettingsReader, GroupSettingsWriter } from '../targets/rdb-group/ports/group-settings.ts';
import type { ReadMemoryHistory } from '../targets/rdb-group/ports/memory-history.ts';
import { createAwsPorts, METRIC_NAMESPACE_DEFAULT, REAL_CLOCK } from './wire-cycle.ts';
import { PROBE_FUNCTION_VARIABLE } from './wire-telemetry.ts';

export interface OperatorWiring {
  /** As of the functions; the state table aside. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly tableName: string;
  /** Where all calls go; without it the SDK's own settings hold. */
  readonly endpoint: string | undefined;
  /** Whose time the command goes by. */
  readonly clockOf: (machine: Clock, aws: RemoteClock) => Clock;
  /** Takes complaints about RDBs: standard output is the command's own. */
  readonly writeLine: (line: string) => void;
}

export interface OperatorWires {
  readonly cyclePorts: GroupPorts;
  readonly settingsReader: GroupSettingsReader;
  readonly settingsWriter: GroupSettingsWriter;
  readonly readMemoryHistory: ReadMemoryHistory;
}

/** Made once per command. Sends nothing yet. */
export function wireOperator(wiring: OperatorWiring): OperatorWires {
  const { env, endpoint, writeLine } = wiring;
  const clients = createAwsClients(endpoint === undefined ? {} : { endpoint });
  const clock = wiring.clockOf(REAL_CLOCK, watchAwsClock(clients, REAL_CLOCK.nowMs));
  const calls = createAwsCalls();
  const scheduler = () => Promise.resolve(createSchedulerClient(endpoint));
  const ports = createAwsPorts({
    clock,
    env: { ...env, SPILLWAY_STATE_TABLE: wiring.tableName },
    clients,
    writeLine,
  });
  const namespace = env['SPILLWAY_METRIC_NAMESPACE'] || METRIC_NAMESPACE_DEFAULT;
  return {
    cyclePorts: forOperator(ports, { mayProbe: Boolean(env[PROBE_FUNCTION_VARIABLE]) }),
    settingsReader: createAwsGroupSettingsReader({ ...clients, scheduler }, calls),
    settingsWriter: createAwsGroupSettingsWriter(clients, calls, namespace),
    readMemoryHistory: (query) => readMemoryHistory(clients.cloudWatch, query),
  };
}

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
