// Tags: whether the group is opted in, and whether its settings can be read.
import { isManaged, MANAGED_TAG } from '../../../../targets/rdb-group/domain/group.ts';
import type { Finding } from '../../../doctor/check.ts';
import type { GroupCheck, Examined } from '../group-check.ts';
import { wrong } from '../../../doctor/check.ts';
import { holdingFindings } from '../../../doctor/checks/holding.ts';
import { adoptFix, tagFix } from '../group-check.ts';

export const tagChecks: GroupCheck = {
  title: 'tags',
  findings: (examined) => [...optedIn(examined), ...readable(examined), ...holding(examined)],
};

function optedIn(examined: Examined): readonly Finding[] {
  const { group } = examined.settings;
  if (isManaged(group)) return [];
  const given = group.tags[MANAGED_TAG];
  const text = given === undefined ? 'is not set' : `is "${given}", allowed is "true"`;
  return [
    wrong('not-managed', `tag ${MANAGED_TAG} ${text}: nothing is done for the group`, adoptFix(examined)),
  ];
}

function readable(examined: Examined): readonly Finding[] {
  if (examined.policy.ok) return [];
  return examined.policy.problems.map(({ tag, given, allowed }) =>
    wrong(
      'bad-tag',
      `tag ${tag} is "${given}", allowed is ${allowed}: the group is held`,
      tagFix(examined, tag, '<value>'),
    ),
  );
}

function holding(examined: Examined): readonly Finding[] {
  const { policy, nowMs, groupName } = examined;
  if (!policy.ok) return [];
  return holdingFindings({
    noun: 'group',
    policy: policy.policy,
    nowMs,
    actFix: tagFix(examined, 'spillway:mode', 'act'),
    resumeFix: `aws autoscaling delete-tags --tags ResourceId=${groupName},ResourceType=auto-scaling-group,Key=spillway:pause-until`,
  });
}
