// Tags: whether the cluster is opted in, and whether its settings can be read; and whether it is Spillway's business at all.
import { MANAGED_TAG } from '../../../../targets/memorydb-cluster/domain/cluster.ts';
import { note, wrong, type Finding } from '../../../doctor/check.ts';
import { holdingFindings } from '../../../doctor/checks/holding.ts';
import { adoptFix, tagFix, type ClusterCheck, type ExaminedCluster } from '../cluster-check.ts';

export const tagChecks: ClusterCheck = {
  title: 'tags',
  findings: (examined) => [...optedIn(examined), ...readable(examined), ...holding(examined)],
};

const WHY_SPECIAL = {
  'multi-region': 'it belongs to a multi-Region cluster, whose shards are counted for all Regions together',
  'data-tiering': 'it keeps data on disk as well, so that full memory is no reason to grow',
} as const;

export const specialChecks: ClusterCheck = {
  title: 'sort of cluster',
  findings({ cluster: { special } }) {
    if (special === undefined) return [];
    const text = `${WHY_SPECIAL[special]}: Spillway leaves it alone`;
    return [note(special, text, 'spillway release, should it be adopted')];
  },
};

function optedIn(examined: ExaminedCluster): readonly Finding[] {
  if (examined.isManaged) return [];
  const given = examined.cluster.tags[MANAGED_TAG];
  const text = given === undefined ? 'is not set' : `is "${given}", allowed is "true"`;
  return [
    wrong('not-managed', `tag ${MANAGED_TAG} ${text}: nothing is done for the cluster`, adoptFix(examined)),
  ];
}

function readable(examined: ExaminedCluster): readonly Finding[] {
  if (examined.policy.ok) return [];
  return examined.policy.problems.map(({ tag, given, allowed }) => {
    const isMissing = !Object.hasOwn(examined.cluster.tags, tag);
    const said = isMissing ? `is not set, and ${allowed}` : `is "${given}", allowed is ${allowed}`;
    const fix = tagFix(examined, tag, '<value>');
    return wrong(isMissing ? 'tag-missing' : 'bad-tag', `tag ${tag} ${said}: the cluster is held`, fix);
  });
}

function holding(examined: ExaminedCluster): readonly Finding[] {
  const { policy, nowMs } = examined;
  if (!policy.ok) return [];
  return holdingFindings({
    noun: 'cluster',
    policy: policy.policy,
    nowMs,
    actFix: tagFix(examined, 'spillway:mode', 'act'),
    resumeFix: `aws memorydb untag-resource --resource-arn <arn> --tag-keys spillway:pause-until`,
  });
}
