// The calls that change AWS. Each is sent once, with a deadline, and says what became of it; the
// mapping of errors stands in aws-errors.ts. Only lib/targets/rdb-group/act/send-action.ts may call these.
import {
  CompleteLifecycleActionCommand,
  RecordLifecycleActionHeartbeatCommand,
  SetDesiredCapacityCommand,
  SetInstanceProtectionCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import type { FleetWriter } from '../../../targets/rdb-group/ports/fleet.ts';
import type { AwsCalls } from '../../aws-calls.ts';
import type { AwsClients } from '../../clients.ts';

/** `FleetWriter` on AWS. */
export function createAwsFleetWriter(clients: Pick<AwsClients, 'autoScaling'>, calls: AwsCalls): FleetWriter {
  const client = clients.autoScaling.once;
  return {
    setDesiredCapacity: ({ groupName, desiredCapacity }) => {
      const command = new SetDesiredCapacityCommand({
        AutoScalingGroupName: groupName,
        DesiredCapacity: desiredCapacity,
        // A spare is wanted now; the cooldown is for policies that cannot count what is launching.
        HonorCooldown: false,
      });
      return calls.write('autoscaling:SetDesiredCapacity', (options) => client.send(command, options));
    },

    protectNodes: ({ groupName, instanceIds }) => {
      const command = new SetInstanceProtectionCommand({
        AutoScalingGroupName: groupName,
        InstanceIds: [...instanceIds],
        ProtectedFromScaleIn: true,
      });
      return calls.write('autoscaling:SetInstanceProtection', (options) => client.send(command, options));
    },

    terminateInstance: ({ instanceId, decrement }) => {
      const command = new TerminateInstanceInAutoScalingGroupCommand({
        InstanceId: instanceId,
        ShouldDecrementDesiredCapacity: decrement,
      });
      return calls.write('autoscaling:TerminateInstanceInAutoScalingGroup', (options) =>
        client.send(command, options),
      );
    },

    // By instance id, not by token: the tick, which re-drives waiting nodes, never saw the event's token.
    completeHook: ({ groupName, hookName, instanceId, result }) => {
      const command = new CompleteLifecycleActionCommand({
        AutoScalingGroupName: groupName,
        LifecycleHookName: hookName,
        InstanceId: instanceId,
        LifecycleActionResult: result,
      });
      return calls.write('autoscaling:CompleteLifecycleAction', (options) => client.send(command, options));
    },

    heartbeatHook: ({ groupName, hookName, instanceId }) => {
      const command = new RecordLifecycleActionHeartbeatCommand({
        AutoScalingGroupName: groupName,
        LifecycleHookName: hookName,
        InstanceId: instanceId,
      });
      return calls.write('autoscaling:RecordLifecycleActionHeartbeat', (options) =>
        client.send(command, options),
      );
    },
  };
}
