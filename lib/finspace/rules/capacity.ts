// How large a cluster's servers are, how many there are, and who scales them.
import type { ClusterType } from '../cluster.ts';
import { valueAt } from '../cluster.ts';
import { NODE_TYPES, workspaceLimitMb } from '../node-types.ts';
import type { NodeType } from '../node-types.ts';
import { FILES, parameter, placeOf } from '../parameters.ts';
import * as admitted from './admitted.ts';
import type { Asked, Rule, Rules, Verdict } from './rule.ts';
import { approximated, dropped, mapped, needsYou, rule } from './rule.ts';
import { ROLL_THRESHOLD_PERCENT, slicesOf } from './slices.ts';

/** MaxSize's own maximum in rdb-group.yml. */
const SIZE_MAX = 1_000;

const MIN = 'autoScalingConfiguration.minNodeCount';
const MAX = 'autoScalingConfiguration.maxNodeCount';

function nodeOf(value: unknown): NodeType | undefined {
  return typeof value === 'string' && Object.hasOwn(NODE_TYPES, value) ? NODE_TYPES[value] : undefined;
}

function nodeType({ value, cluster }: Asked<string>): Verdict {
  const node = nodeOf(value);
  if (!node)
    return needsYou(
      `not one of ${Object.keys(NODE_TYPES).join(', ')}: choose an instance type by its memory`,
      placeOf('InstanceTypes'),
    );
  const name = cluster.type === 'TICKERPLANT' ? 'InstanceType' : 'InstanceTypes';
  const types = cluster.type === 'TICKERPLANT' ? [node.instanceTypes[0]] : node.instanceTypes;
  const limitMb = workspaceLimitMb(node);
  return {
    outcome: 'approximated',
    to: `${placeOf(name)}, ${placeOf('QArguments')}`,
    why: `${node.memoryGib} GiB and ${node.vcpuCount} vCPUs: the same vCPUs with ${node.serverMemoryGib} GiB, and -w ${limitMb} keeps q to FinSpace's, so that "full" means the same`,
    writes: [...types.map((type) => parameter(name, type)), parameter('QArguments', `-w ${limitMb}`)],
  };
}

const NOT_SLICES =
  'this counted nodes, not the slices of a day: here a day is spread over as many servers as its memory takes';

function rdbCount({ cluster, terms }: Asked<number>): Verdict {
  const { dailyGib, licenceCount } = terms;
  const node = nodeOf(valueAt(cluster.leaves, 'capacityConfiguration.nodeType'));
  const licensed = licenceCount === undefined ? [] : [nodesMax(licenceCount)];
  const to = placeOf('MaxSize');
  if (dailyGib === undefined || !node)
    return {
      ...needsYou(
        `${NOT_SLICES}: give the memory that a day takes in GiB, --daily-gib; servers = day / (a server's memory x ${ROLL_THRESHOLD_PERCENT} %), rounded up, and one that waits`,
        to,
      ),
      writes: licensed,
    };
  const { nodeCount, arithmetic } = slicesOf(dailyGib, node);
  if (nodeCount > SIZE_MAX)
    return needsYou(`${arithmetic}: more than a group's ${SIZE_MAX}; take larger servers`, to);
  const writes = [parameter('MinSize', 1), parameter('MaxSize', nodeCount)];
  if (licenceCount !== undefined && licenceCount < nodeCount)
    return {
      ...needsYou(
        `${arithmetic}; your licence covers ${licenceCount}: a day does not fit. Take larger servers or more licences`,
        to,
      ),
      writes: [...writes, ...licensed],
    };
  return {
    outcome: 'approximated',
    to: `${to}, ${FILES.groupTags} spillway:nodes-max`,
    why: `${NOT_SLICES}: ${arithmetic}`,
    writes: [...writes, nodesMax(licenceCount ?? nodeCount)],
  };
}

function nodesMax(count: number) {
  return { file: 'groupTags' as const, name: 'spillway:nodes-max', value: String(count) };
}

function nodeCount(asked: Asked<number>): Verdict {
  const { value, cluster } = asked;
  if (cluster.type === 'RDB') return rdbCount(asked);
  if (cluster.type === 'TICKERPLANT')
    return value === 1
      ? { outcome: 'mapped', to: 'tickerplant.yml', why: 'the template makes a group of exactly one' }
      : needsYou('a tickerplant is one process on one server; FinSpace had no other', 'tickerplant.yml');
  if (SCALED_BY_CPU.has(cluster.type) && isScaled(asked))
    return dropped('the number follows autoScalingConfiguration: AWS begins at MinSize and scales by CPU');
  const verdict = mapped('MinSize', value, 'as many servers, always: nothing scaled them');
  return {
    ...verdict,
    to: `${placeOf('MinSize')}, ${placeOf('MaxSize')}`,
    writes: [parameter('MinSize', value), parameter('MaxSize', value)],
  };
}

/** A minimum or maximum is there: then nodeCount is no size of the group. */
function isScaled({ cluster }: Pick<Asked, 'cluster'>): boolean {
  return [MIN, MAX].some((path) => (valueAt(cluster.leaves, path) ?? null) !== null);
}

function countAt({ cluster }: Pick<Asked, 'cluster'>, path: string): number | undefined {
  return admitted.count.safeParse(valueAt(cluster.leaves, path)).data;
}

const NO_RANGE = 'the minimum is above the maximum: choose both';

function minNodeCount(asked: Asked<number>): Verdict {
  const max = countAt(asked, MAX);
  if (max === undefined)
    return {
      ...needsYou('a minimum without a maximum: until you choose one it is as large', placeOf('MaxSize')),
      writes: [parameter('MinSize', asked.value), parameter('MaxSize', asked.value)],
    };
  if (asked.value > max) return needsYou(NO_RANGE, placeOf('MinSize'));
  return mapped('MinSize', asked.value, 'the fewest servers');
}

function maxNodeCount(asked: Asked<number>): Verdict {
  const min = countAt(asked, MIN) ?? 1;
  if (min > asked.value) return needsYou(NO_RANGE, placeOf('MaxSize'));
  return mapped('MaxSize', asked.value, 'the most servers; your kdb+ licence must cover them');
}

/** Types whose group AWS's own target tracking scales. */
const SCALED_BY_CPU: ReadonlySet<ClusterType> = new Set(['HDB', 'GATEWAY']);

/** Of other types the field is dropped, whatever it says. */
function byCpu(admits: Rule['admits'], decide: (asked: Asked<number>) => Verdict): Rule {
  return rule(admits, (asked) => {
    if (SCALED_BY_CPU.has(asked.cluster.type)) return decide(asked as Asked<number>);
    return dropped(
      asked.cluster.type === 'RDB'
        ? 'RDBs are scaled by how full the live one is, not by CPU'
        : 'the template makes a group of exactly one',
    );
  });
}

const SHARED_HOST =
  'it was a share of a host that several clusters stood on; here each cluster has servers of its own';

/** As a person reads it, and as it was given. */
function inGib(mib: number): string {
  return `${mib} MiB (${Math.round((mib / 1_024) * 100) / 100} GiB)`;
}

export const CAPACITY: Rules = {
  'capacityConfiguration.nodeType': rule(admitted.label, nodeType),
  'capacityConfiguration.nodeCount': rule(admitted.count, nodeCount),
  [MIN]: byCpu(admitted.count, minNodeCount),
  [MAX]: byCpu(admitted.count, maxNodeCount),
  'autoScalingConfiguration.autoScalingMetric': byCpu(admitted.oneOf('CPU_UTILIZATION_PERCENTAGE'), () => ({
    outcome: 'mapped',
    to: placeOf('TargetCpuPercent'),
    why: "AWS's target tracking on ASGAverageCPUUtilization is the same average",
  })),
  'autoScalingConfiguration.metricTarget': byCpu(admitted.percent, ({ value }) =>
    mapped('TargetCpuPercent', value, 'the average CPU that the group is kept at'),
  ),
  'autoScalingConfiguration.scaleOutCooldownSeconds': byCpu(admitted.seconds, ({ value }) =>
    approximated(
      'WarmupSeconds',
      Math.round(value),
      'target tracking has no cooldown: a new server does not count in the average until it has warmed up',
    ),
  ),
  'autoScalingConfiguration.scaleInCooldownSeconds': byCpu(admitted.seconds, () => ({
    outcome: 'approximated',
    to: 'query-group.yml',
    why: "target tracking scales in at AWS's own pace, slowly and with no setting of its own",
  })),
  'scalingGroupConfiguration.scalingGroupName': rule(admitted.name, () =>
    needsYou(
      `${SHARED_HOST}: choose an instance type, or put the processes on one server by hand`,
      placeOf('InstanceTypes'),
    ),
  ),
  'scalingGroupConfiguration.memoryReservation': rule(admitted.memoryMib, ({ value }) =>
    needsYou(
      `${SHARED_HOST}: it kept ${inGib(value)} free: take servers with at least as much`,
      placeOf('InstanceTypes'),
    ),
  ),
  'scalingGroupConfiguration.memoryLimit': rule(admitted.memoryMib, ({ value }) =>
    needsYou(`${SHARED_HOST}: to keep q to ${inGib(value)}, add -w ${value}`, placeOf('QArguments')),
  ),
  'scalingGroupConfiguration.nodeCount': rule(admitted.count, ({ cluster }) =>
    needsYou(
      cluster.type === 'RDB' ? `${NOT_SLICES}: choose servers first, then their number` : SHARED_HOST,
      placeOf('MaxSize'),
    ),
  ),
  'scalingGroupConfiguration.cpu': rule(admitted.cpu, ({ value }) =>
    needsYou(`${SHARED_HOST}: take servers with at least ${value} vCPUs`, placeOf('InstanceTypes')),
  ),
};
