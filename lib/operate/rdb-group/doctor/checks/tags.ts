// Tags: whether the group is opted in, and whether its settings can be read.
import { isManaged, MANAGED_TAG } from '../../../../targets/rdb-group/domain/group.ts';
import type { Finding } from '../../../doctor/check.ts';
import type { GroupCheck, Examined } from '../group-check.ts';
import { note, wrong } from '../../../doctor/check.ts';
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

/** The owner's own word is not an error; somebody who wonders should still be told. */
function holding(examined: Examined): readonly Finding[] {
  if (!examined.policy.ok) return [];
  const { mode, pauseUntilMs } = examined.policy.policy;
  const paused = pauseUntilMs !== undefined && pauseUntilMs > examined.nowMs;
  return [
    ...(mode === 'act'
      ? []
      : [
          note(
            `mode-${mode}`,
            `spillway:mode is ${mode}: nothing is changed`,
            tagFix(examined, 'spillway:mode', 'act'),
          ),
        ]),
    ...(paused
      ? [
          note(
            'paused',
            `spillway:pause-until holds the group until ${new Date(pauseUntilMs).toISOString()}`,
            `aws autoscaling delete-tags --tags ResourceId=${examined.groupName},ResourceType=auto-scaling-group,Key=spillway:pause-until`,
          ),
        ]
      : []),
  ];
}
