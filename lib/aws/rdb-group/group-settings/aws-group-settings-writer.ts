// The changes that `adopt` and `release` make: `GroupSettingsWriter` on AWS. Each is sent once; what became of
// it comes back. Only lib/operate/adoption/carry-out.ts may call this.
import {
  CreateOrUpdateTagsCommand,
  DeleteLifecycleHookCommand,
  DeleteTagsCommand,
  PutLifecycleHookCommand,
  ResumeProcessesCommand,
  SetInstanceProtectionCommand,
  SuspendProcessesCommand,
  UpdateAutoScalingGroupCommand,
  type UpdateAutoScalingGroupCommandInput,
} from '@aws-sdk/client-auto-scaling';
import { DeleteAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import type { Outcome } from '../../../core/outcome.ts';
import type { GroupSettingsWriter, SettingChange } from '../../../targets/rdb-group/ports/group-settings.ts';
import { LIVE_MEMORY_METRIC } from '../../../targets/rdb-group/ports/group-settings.ts';
import type { AwsCalls } from '../../aws-calls.ts';
import type { AwsClients } from '../../clients.ts';

type ChangeOf<Kind extends SettingChange['kind']> = Extract<SettingChange, { kind: Kind }>;

/** `namespace` is that of the nodes' metrics, for the group's own alarm. */
export function createAwsGroupSettingsWriter(
  clients: Pick<AwsClients, 'autoScaling' | 'cloudWatch'>,
  calls: AwsCalls,
  namespace: string,
): GroupSettingsWriter {
  const client = clients.autoScaling.once;

  const update = (
    groupName: string,
    change: Omit<UpdateAutoScalingGroupCommandInput, 'AutoScalingGroupName'>,
  ) => {
    const command = new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: groupName, ...change });
    return calls.write('autoscaling:UpdateAutoScalingGroup', (options) => client.send(command, options));
  };

  const putTag = (groupName: string, { key, value, propagate }: ChangeOf<'put-tag'>) => {
    const command = new CreateOrUpdateTagsCommand({
      Tags: [{ ...tagOf(groupName, key), Value: value, PropagateAtLaunch: propagate }],
    });
    return calls.write('autoscaling:CreateOrUpdateTags', (options) => client.send(command, options));
  };

  const deleteTag = (groupName: string, { key }: ChangeOf<'delete-tag'>) => {
    const command = new DeleteTagsCommand({ Tags: [tagOf(groupName, key)] });
    return calls.write('autoscaling:DeleteTags', (options) => client.send(command, options));
  };

  const protectNodes = (groupName: string, { instanceIds, on }: ChangeOf<'protect-nodes'>) => {
    const command = new SetInstanceProtectionCommand({
      AutoScalingGroupName: groupName,
      InstanceIds: [...instanceIds],
      ProtectedFromScaleIn: on,
    });
    return calls.write('autoscaling:SetInstanceProtection', (options) => client.send(command, options));
  };

  const setProcess = (groupName: string, { kind, process }: ChangeOf<'suspend' | 'resume'>) => {
    const input = { AutoScalingGroupName: groupName, ScalingProcesses: [process] };
    return kind === 'suspend'
      ? calls.write('autoscaling:SuspendProcesses', (options) =>
          client.send(new SuspendProcessesCommand(input), options),
        )
      : calls.write('autoscaling:ResumeProcesses', (options) =>
          client.send(new ResumeProcessesCommand(input), options),
        );
  };

  const putHook = (groupName: string, { hook }: ChangeOf<'put-hook'>) => {
    const command = new PutLifecycleHookCommand({
      AutoScalingGroupName: groupName,
      LifecycleHookName: hook.name,
      LifecycleTransition: `autoscaling:EC2_INSTANCE_${hook.transition === 'terminating' ? 'TERMINATING' : 'LAUNCHING'}`,
      DefaultResult: hook.defaultResult,
      HeartbeatTimeout: hook.heartbeatTimeoutS,
    });
    return calls.write('autoscaling:PutLifecycleHook', (options) => client.send(command, options));
  };

  const deleteHook = (groupName: string, { name }: ChangeOf<'delete-hook'>) => {
    const command = new DeleteLifecycleHookCommand({
      AutoScalingGroupName: groupName,
      LifecycleHookName: name,
    });
    return calls.write('autoscaling:DeleteLifecycleHook', (options) => client.send(command, options));
  };

  // No action of its own: its state change wakes on-alarm through EventBridge, by the prefix of its name.
  const putAlarm = (groupName: string, { name, thresholdPercent, periodS }: ChangeOf<'put-alarm'>) => {
    const command = new PutMetricAlarmCommand({
      AlarmName: name,
      AlarmDescription: 'The live RDB fills. Wakes the autoscaler; nothing for a person to do.',
      Namespace: namespace,
      MetricName: LIVE_MEMORY_METRIC,
      Dimensions: [{ Name: 'AutoScalingGroupName', Value: groupName }],
      Statistic: 'Maximum',
      Period: periodS,
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
      Threshold: thresholdPercent,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
    return calls.write('cloudwatch:PutMetricAlarm', (options) => clients.cloudWatch.send(command, options));
  };

  const deleteAlarm = ({ name }: ChangeOf<'delete-alarm'>) => {
    const command = new DeleteAlarmsCommand({ AlarmNames: [name] });
    return calls.write('cloudwatch:DeleteAlarms', (options) => clients.cloudWatch.send(command, options));
  };

  return {
    change: (groupName: string, change: SettingChange): Promise<Outcome> => {
      switch (change.kind) {
        case 'put-tag':
          return putTag(groupName, change);
        case 'delete-tag':
          return deleteTag(groupName, change);
        case 'protect-new':
          return update(groupName, { NewInstancesProtectedFromScaleIn: change.on });
        case 'protect-nodes':
          return protectNodes(groupName, change);
        case 'suspend':
        case 'resume':
          return setProcess(groupName, change);
        case 'put-hook':
          return putHook(groupName, change);
        case 'delete-hook':
          return deleteHook(groupName, change);
        case 'on-abandon':
          return update(groupName, {
            InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: change.result } },
          });
        case 'deletion-protection':
          return update(groupName, { DeletionProtection: change.level });
        case 'put-alarm':
          return putAlarm(groupName, change);
        case 'delete-alarm':
          return deleteAlarm(change);
      }
    },
  };
}

function tagOf(groupName: string, key: string) {
  return { ResourceId: groupName, ResourceType: 'auto-scaling-group', Key: key };
}
