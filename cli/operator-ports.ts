// What the operator's commands work through: the cycles' ports, and the group settings. Made once per command.
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { createAwsCalls } from '../lib/aws/aws-calls.ts';
import { createAwsGroupSettingsReader } from '../lib/aws/group-settings/aws-group-settings-reader.ts';
import { createAwsGroupSettingsWriter } from '../lib/aws/group-settings/aws-group-settings-writer.ts';
import type { CyclePorts } from '../lib/cycle/ports.ts';
import type { GroupSettingsReader, GroupSettingsWriter } from '../lib/ports/group-settings.ts';
import { PROBE_FUNCTION_VARIABLE } from '../lib/wire-telemetry.ts';
import { METRIC_NAMESPACE_DEFAULT } from '../lib/wiring.ts';
import type { AwsOptions } from './aws-options.ts';
import { awsPorts } from './aws-options.ts';

export interface OperatorPorts {
  readonly cyclePorts: CyclePorts;
  readonly settingsReader: GroupSettingsReader;
  readonly settingsWriter: GroupSettingsWriter;
  /** To be called after a read and before the first write; throws `CommandError`. See command-clock.ts. */
  readonly mustAgreeOnTime: () => void;
}

export type OpenPorts = (options: AwsOptions) => OperatorPorts;

/** Ports on AWS, or on the local one that `--endpoint` names. */
export const openAwsPorts: OpenPorts = (options) => {
  const { ports, clients, commandClock } = awsPorts(options);
  const mayProbe = Boolean(process.env[PROBE_FUNCTION_VARIABLE]);
  const calls = createAwsCalls();
  const scheduler = () =>
    Promise.resolve(
      new SchedulerClient(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    );
  const namespace = process.env['SPILLWAY_METRIC_NAMESPACE'] || METRIC_NAMESPACE_DEFAULT;
  return {
    mustAgreeOnTime: commandClock.mustAgree,
    // Unless the probe function is named here, CloudWatch, where the tick publishes what it probed: as true as
    // the node's own metrics, and as old. And no metrics from here: they would land in the command's output.
    cyclePorts: {
      ...ports,
      announcer: {
        ...ports.announcer,
        publishMetrics: () => undefined,
        publishNodeMetrics: () => undefined,
        publishAttention: () => undefined,
      },
      telemetryFor: (policy) => ports.telemetryFor(mayProbe ? policy : { ...policy, reports: 'cloudwatch' }),
    },
    settingsReader: createAwsGroupSettingsReader({ ...clients, scheduler }, calls),
    settingsWriter: createAwsGroupSettingsWriter(clients, calls, namespace),
  };
};
