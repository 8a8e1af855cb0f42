// Sizes between which the group could scale at all.
import type { Finding } from '../../../doctor/check.ts';
import type { GroupCheck, Examined } from '../group-check.ts';
import { answered, wrong } from '../../../doctor/check.ts';
import { awsFix, tagFix } from '../group-check.ts';

export const sizeChecks: GroupCheck = {
  title: 'sizes',
  findings: (examined) => [...room(examined), ...cap(examined), ...weights(examined), ...atMaximum(examined)],
};

function room(examined: Examined): readonly Finding[] {
  const { minSize, maxSize } = examined.settings.group;
  if (maxSize === 0) {
    return [wrong('maximum-zero', 'the maximum is 0: no node can be launched', maxFix(examined))];
  }
  if (minSize !== maxSize) return [];
  return [
    wrong(
      'no-room',
      `minimum and maximum are both ${minSize}: the group can neither grow nor shrink`,
      maxFix(examined),
    ),
  ];
}

function cap(examined: Examined): readonly Finding[] {
  const { minSize } = examined.settings.group;
  const nodesMax = examined.policy.ok ? examined.policy.policy.nodesMax : undefined;
  if (nodesMax === undefined || nodesMax > minSize) return [];
  return [
    wrong(
      'cap-at-minimum',
      `spillway:nodes-max is ${nodesMax}, and the minimum is ${minSize}: the group cannot grow`,
      tagFix(examined, 'spillway:nodes-max', '<more>'),
    ),
  ];
}

function weights(examined: Examined): readonly Finding[] {
  if (!examined.settings.group.hasWeightedCapacity) return [];
  return [
    wrong(
      'weighted-capacity',
      'instance types carry capacity weights, so desired capacity does not count nodes: the group is held',
      awsFix(examined, 'update-auto-scaling-group', "--mixed-instances-policy '<without WeightedCapacity>'"),
    ),
  ];
}

function atMaximum(examined: Examined): readonly Finding[] {
  const assessed = answered(examined.look)?.plan.assessed;
  if (!assessed?.atMaximum) return [];
  return [
    wrong(
      'at-maximum',
      `${assessed.sparesWanted} spares are wanted and ${assessed.sparesHave} are there or coming, and the group is at its maximum`,
      maxFix(examined),
    ),
  ];
}

function maxFix(examined: Examined): string {
  return awsFix(examined, 'update-auto-scaling-group', '--max-size <more>');
}
