// Whether the cluster can have the shards that it may want, and lose those that it does not: quotas, replicas, a hot shard,
// a change that ended short, keys thrown out.
import { answered, note, wrong, type Finding } from '../../../doctor/check.ts';
import { tagFix, type ClusterCheck } from '../cluster-check.ts';

/** Of nodes in a cluster, by default: https://docs.aws.amazon.com/memorydb/latest/devguide/quota-limits.html */
const NODES_PER_CLUSTER_DEFAULT = 90;

const QUOTA_FIX =
  'aws service-quotas list-service-quotas --service-code memorydb # then request-service-quota-increase for the nodes per cluster';

export const quotaChecks: ClusterCheck = {
  title: 'nodes',
  findings({ cluster, policy }) {
    if (!policy.ok) return [];
    const nodes = Math.max(...cluster.shards.map(({ nodeNames }) => nodeNames.length));
    const atMax = policy.policy.shardsMax * nodes;
    if (atMax <= NODES_PER_CLUSTER_DEFAULT) return [];
    const text = `with spillway:shards-max (${policy.policy.shardsMax}) the cluster would have ${atMax} nodes, and a cluster's quota is ${NODES_PER_CLUSTER_DEFAULT} unless it was raised: AWS would refuse some of them`;
    return [note('node-quota', text, QUOTA_FIX)];
  },
};

export const replicaChecks: ClusterCheck = {
  title: 'replicas',
  findings(examined) {
    const fewest = Math.min(...examined.cluster.shards.map(({ nodeNames }) => nodeNames.length - 1));
    if (fewest > 0) return [];
    const text =
      'a shard has no replica: should its node fail, its part of the keys takes no writes until the node is replaced, and no shard is ever taken away';
    return [wrong('no-replica', text, tagFix(examined, 'spillway:replicas-min', '1'))];
  },
};

export const changeChecks: ClusterCheck = {
  title: 'changes',
  findings({ look }) {
    const known = answered(look)?.seen;
    if (!known) return [];
    const { short, refused } = known.learned.change;
    const found: Finding[] = [];
    if (short) {
      const text = `the last change, from ${short.from} to ${short.to} shards, ended with ${short.got}, and is not tried again by itself: a key above 256 MB keeps a shard from being removed`;
      found.push(wrong('ended-short', text, 'valkey-cli --bigkeys # on each primary; then spillway scale'));
    }
    if (refused) {
      const text = `AWS refused the last change with ${refused.code}`;
      found.push(note('refused', text, refused.code.includes('Quota') ? QUOTA_FIX : 'spillway explain'));
    }
    return found;
  },
};

export const fillingChecks: ClusterCheck = {
  title: 'keys',
  findings(examined) {
    const known = answered(examined.look);
    if (!known) return [];
    const { seen, plan } = known;
    const hot = plan.considered.find(({ code }) => code === 'hot-shard');
    return [
      ...(hot ? [note('hot-shard', hot.text, 'valkey-cli --bigkeys # or --hotkeys, on that primary')] : []),
      ...(seen.cluster.evictions > 0
        ? [
            wrong(
              'evicting',
              `${seen.cluster.evictions} keys were thrown out within the last hour: the parameter group lets the engine, and memory never shows as full`,
              'aws memorydb describe-parameters --parameter-group-name <name> # maxmemory-policy',
            ),
          ]
        : []),
    ];
  },
};
