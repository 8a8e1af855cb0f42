// The patch that keeps a CloudFormation stack update from undoing an adoption, as YAML. Pure.
import { stringify } from 'yaml';
import type { GroupSettings } from '../../../targets/rdb-group/ports/group-settings.ts';
import { KEEP_DATA_HOOK, MANAGED_TAG, ourHook } from '../../../targets/rdb-group/domain/group.ts';
import { ADOPTED_HOOK_HEARTBEAT_S, terminatingHooks } from './group-changes.ts';

/**
 * What to put into the group's resource, with comments for what must be left out: a stack update applies
 * `DesiredCapacity` again, and `UpdatePolicy` replaces instances. `undefined` if no stack owns the group.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-autoscalinggroup.html
 */
export function stackPatch(
  settings: GroupSettings,
  wishedTags: Readonly<Record<string, string>>,
): string | undefined {
  const { stack, group } = settings;
  if (!stack) return undefined;
  const kept = Object.entries(group.tags).filter(([key]) => isPolicyTag(key));
  const tags = Object.entries({ ...Object.fromEntries(kept), ...wishedTags, [MANAGED_TAG]: 'true' });
  const hook = ourHook(group, terminatingHooks(settings.hooks));
  const properties = {
    NewInstancesProtectedFromScaleIn: true,
    HealthCheckType: 'EC2',
    DeletionProtection:
      settings.deletionProtection === 'none' ? 'prevent-force-deletion' : settings.deletionProtection,
    InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' } },
    LifecycleHookSpecificationList: [
      {
        LifecycleHookName: hook?.name ?? KEEP_DATA_HOOK,
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        DefaultResult: 'ABANDON',
        HeartbeatTimeout: hook?.heartbeatTimeoutS ?? ADOPTED_HOOK_HEARTBEAT_S,
      },
    ],
    Tags: tags.map(([Key, Value]) => ({
      Key,
      Value,
      PropagateAtLaunch: settings.propagatedTags.includes(Key),
    })),
  };
  return [
    `# Template of the stack ${stack.name}: merge into the resource ${stack.logicalId}.`,
    '# Take out DesiredCapacity (each update would set it again), UpdatePolicy (it replaces instances, with',
    '# their data) and MaxInstanceLifetime. The suspension of AZRebalance has no property in a template;',
    '# an update leaves it alone unless an UpdatePolicy resumes it.',
    stringify({ Resources: { [stack.logicalId]: { Properties: properties } } }).trimEnd(),
  ].join('\n');
}

/** A setting of the owner's, not of the adoption's record. */
function isPolicyTag(key: string): boolean {
  return key.startsWith('spillway:') && !/^spillway:(adopted|was:)/.test(key);
}
