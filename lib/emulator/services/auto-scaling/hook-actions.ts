// Auto Scaling actions on lifecycle hooks: putting, describing, and answering to a waiting instance.
import * as z from 'zod';
import { validationError } from '../../../sim/aws/aws-error.ts';
import type { AutoScaling } from '../../../sim/aws/auto-scaling.ts';
import type { LifecycleHook } from '../../../sim/aws/group-state.ts';
import { integer, listOf, text } from '../../wire/params.ts';
import { serviceAction } from '../service-action.ts';

/** Bounds and defaults: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutLifecycleHook.html */
const HEARTBEAT_SECONDS = { min: 30, max: 7200, default: 3600 } as const;
/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks-overview.html */
const GLOBAL_TIMEOUT_SECONDS_MAX = 172_800;
const GLOBAL_TIMEOUT_HEARTBEATS = 100;

const hookName = z.object({ AutoScalingGroupName: text, LifecycleHookName: text });
const hookCall = hookName.extend({ InstanceId: text.optional(), LifecycleActionToken: text.optional() });

export function hookActions(autoScaling: AutoScaling) {
  return {
    DescribeLifecycleHooks: serviceAction(
      z.object({ AutoScalingGroupName: text, LifecycleHookNames: listOf(text) }),
      ({ AutoScalingGroupName, LifecycleHookNames }) => {
        const [group] = autoScaling.describeGroups([AutoScalingGroupName]);
        if (!group) throw validationError(`AutoScalingGroup name not found - ${AutoScalingGroupName}`);
        return {
          LifecycleHooks: [...group.hooks.values()]
            .filter((hook) => LifecycleHookNames.length === 0 || LifecycleHookNames.includes(hook.hookName))
            .map((hook) => hookAnswer(AutoScalingGroupName, hook)),
        };
      },
    ),
    PutLifecycleHook: serviceAction(
      hookName.extend({
        LifecycleTransition: z.enum([
          'autoscaling:EC2_INSTANCE_TERMINATING',
          'autoscaling:EC2_INSTANCE_LAUNCHING',
        ]),
        HeartbeatTimeout: integer
          .min(HEARTBEAT_SECONDS.min)
          .max(HEARTBEAT_SECONDS.max)
          .default(HEARTBEAT_SECONDS.default),
        DefaultResult: z.enum(['ABANDON', 'CONTINUE']).default('ABANDON'),
        NotificationMetadata: text.optional(),
      }),
      (params) => {
        autoScaling.putLifecycleHook(params.AutoScalingGroupName, {
          hookName: params.LifecycleHookName,
          transition: params.LifecycleTransition,
          heartbeatTimeoutSeconds: params.HeartbeatTimeout,
          defaultResult: params.DefaultResult,
          ...(params.NotificationMetadata !== undefined && {
            notificationMetadata: params.NotificationMetadata,
          }),
        });
        return {};
      },
    ),
    DeleteLifecycleHook: serviceAction(hookName, ({ AutoScalingGroupName, LifecycleHookName }) => {
      autoScaling.deleteLifecycleHook(AutoScalingGroupName, LifecycleHookName);
      return {};
    }),
    CompleteLifecycleAction: serviceAction(
      hookCall.extend({ LifecycleActionResult: z.enum(['CONTINUE', 'ABANDON']) }),
      (params) => {
        autoScaling.completeLifecycleAction({ ...waitOf(params), result: params.LifecycleActionResult });
        return {};
      },
    ),
    RecordLifecycleActionHeartbeat: serviceAction(hookCall, (params) => {
      autoScaling.recordLifecycleActionHeartbeat(waitOf(params));
      return {};
    }),
  };
}

function waitOf(params: z.output<typeof hookCall>) {
  return {
    groupName: params.AutoScalingGroupName,
    hookName: params.LifecycleHookName,
    instanceId: params.InstanceId,
    token: params.LifecycleActionToken,
  };
}

function hookAnswer(groupName: string, hook: LifecycleHook) {
  const timeout = hook.heartbeatTimeoutSeconds;
  return {
    LifecycleHookName: hook.hookName,
    AutoScalingGroupName: groupName,
    LifecycleTransition: hook.transition,
    HeartbeatTimeout: timeout,
    GlobalTimeout: Math.min(GLOBAL_TIMEOUT_SECONDS_MAX, timeout * GLOBAL_TIMEOUT_HEARTBEATS),
    DefaultResult: hook.defaultResult,
    NotificationMetadata: hook.notificationMetadata,
  };
}
