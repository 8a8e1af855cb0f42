// What a person should know before adopting: what adopt leaves as it is, and what follows. Pure.
import type { Policy } from '../../../targets/rdb-group/domain/policy.ts';
import type { GroupSettings } from '../../../targets/rdb-group/ports/group-settings.ts';

/** Sentences, the gravest first; none if there is nothing to say. */
export function adoptionNotes(settings: GroupSettings, policy: Policy): readonly string[] {
  const { group, hooks, stack } = settings;
  const terminating = hooks.filter((hook) => hook.transition === 'terminating');
  const left = leftAsTheyAre(settings);
  return [
    ...(left.length > 0
      ? [`Left as they are, and dangerous to data: ${left.join('; ')}. spillway doctor says what to do.`]
      : []),
    ...(group.hasWeightedCapacity
      ? ['Instance types carry capacity weights: the group will be held until they are removed.']
      : []),
    ...(terminating.length > 1
      ? [
          `There are ${terminating.length} terminating hooks, and Spillway answers its own alone: a node leaves when all are completed.`,
        ]
      : []),
    ...(policy.mode === 'dry-run'
      ? ['In mode dry-run Spillway decides and reports, and changes nothing.']
      : []),
    ...(policy.mode === 'off' ? ['In mode off Spillway holds the group.'] : []),
    ...(stack
      ? [
          `The group belongs to the CloudFormation stack ${stack.name}: put the patch below into its template, or the next stack update may undo this.`,
        ]
      : []),
  ];
}

function leftAsTheyAre(settings: GroupSettings): readonly string[] {
  return [
    ...(settings.healthCheckType.includes('ELB') ? ['health checks by a load balancer'] : []),
    ...(settings.asksForSpot ? ['Spot instances'] : []),
    ...(settings.maxInstanceLifetimeS === undefined ? [] : ['a maximum instance lifetime']),
  ];
}
