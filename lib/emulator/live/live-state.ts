// The local AWS as it stands at a moment, in plain JSON: for the page, and for `/_local/state`. Read from the world itself, not
// from what anybody reports of it.
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import { holdingsOf } from '../../sim/memorydb/holdings.ts';
import { usedBytes, type RdbNode } from '../../sim/rdb/rdb-node.ts';
import type { Tickerplant } from '../../sim/rdb/tickerplant.ts';
import type { World } from '../../sim/world.ts';
import type { ToldFault } from './lasting-faults.ts';
import type { Pace } from './paced-clock.ts';

export interface LiveState extends WorldState {
  /** What was broken on purpose and still lasts, oldest first. */
  readonly faults: readonly ToldFault[];
}

export interface WorldState extends Pace {
  /** Virtual time, ISO 8601. */
  readonly now: string;
  /** On the trace's own clock: `2013-10-09`, `09:31:20`. */
  readonly localDate: string;
  readonly localTime: string;
  readonly groups: readonly LiveGroup[];
  /** Groups whose servers run no RDBs: the tickerplant's. */
  readonly otherGroups: readonly OtherGroup[];
  readonly streams: readonly LiveStream[];
  readonly clusters: readonly LiveCluster[];
  readonly lateRolls: number;
  readonly terminatedWithData: number;
}

export interface LiveGroup {
  readonly name: string;
  readonly desired: number;
  readonly min: number;
  readonly max: number;
  readonly nodeMemoryBytes: number;
  readonly nodes: readonly LiveNode[];
}

export interface OtherGroup {
  readonly name: string;
  readonly desired: number;
  /** `isUp`: it runs, and is in service; Auto Scaling may show one that has died for a minute more. */
  readonly nodes: readonly (Pick<LiveNode, 'id' | 'lifecycle'> & { readonly isUp: boolean })[];
}

export interface LiveNode {
  readonly id: string;
  /** As in the glossary; `starting`: it replays; `booting`: its process does not run. */
  readonly role: Exclude<RdbNode['stage'], 'gone'>;
  /** Auto Scaling's word. */
  readonly lifecycle: string;
  readonly rows: number;
  readonly memoryPercent: number;
}

export interface LiveStream {
  readonly name: string;
  readonly status: string;
  readonly shards: number;
  /** Of the last whole minute, in shards. */
  readonly demandShards: number;
  /** Records refused in that minute. */
  readonly refused: number;
  readonly changesToday: number;
}

export interface LiveCluster {
  readonly name: string;
  readonly status: string;
  readonly replicas: number;
  readonly shards: readonly { readonly name: string; readonly memoryPercent: number }[];
}

/** What one shard takes. https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const SHARD_BYTES_PER_MINUTE = (1024 ** 2 * MINUTE_MS) / SECOND_MS;
const SHARD_RECORDS_PER_MINUTE = (1_000 * MINUTE_MS) / SECOND_MS;

export function liveStateOf(world: World, pace: Pace, utcOffsetMinutes: number): WorldState {
  const nowMs = world.clock.nowMs();
  const local = new Date(nowMs + utcOffsetMinutes * MINUTE_MS).toISOString();
  return {
    now: new Date(nowMs).toISOString(),
    localDate: local.slice(0, 10),
    localTime: local.slice(11, 19),
    ...pace,
    groups: [...world.tickerplants.values()].flatMap((tickerplant) => groupOf(world, tickerplant)),
    otherGroups: otherGroupsOf(world),
    streams: world.kinesis.list().map((name) => streamOf(world, name)),
    clusters: world.memoryDb.list().map((name) => clusterOf(world, name)),
    lateRolls: world.safety.lateRolls.length,
    terminatedWithData: world.safety.terminatedWithData.length,
  };
}

/** None for a group that was deleted. */
function groupOf(world: World, tickerplant: Tickerplant): readonly LiveGroup[] {
  const [group] = world.autoScaling.describeGroups([tickerplant.groupName]);
  if (!group) return [];
  tickerplant.bringUpToDate();
  const { memory } = tickerplant;
  const nodes = [...tickerplant.nodes.values()].flatMap((node): LiveNode[] => {
    const { instanceId: id, stage, rows } = node;
    if (stage === 'gone') return [];
    const { totalBytes } = node.memory ?? memory;
    const isUp = stage !== 'booting';
    return [
      {
        id,
        role: stage,
        lifecycle: group.instances.get(id)?.lifecycleState ?? 'Terminated',
        rows: Math.ceil(rows),
        memoryPercent: isUp ? percent(usedBytes(memory, node), totalBytes) : 0,
      },
    ];
  });
  return [
    {
      name: group.name,
      desired: group.desiredCapacity,
      min: group.minSize,
      max: group.maxSize,
      nodeMemoryBytes: memory.totalBytes,
      nodes,
    },
  ];
}

export function otherGroupsOf({
  autoScaling,
  tickerplants,
}: Pick<World, 'autoScaling' | 'tickerplants'>): readonly OtherGroup[] {
  const others = autoScaling.describeGroups().filter(({ name }) => !tickerplants.has(name));
  return others.map(({ name, desiredCapacity: desired, instances }) => ({
    name,
    desired,
    nodes: [...instances.values()].map(({ instanceId: id, lifecycleState: lifecycle, instance }) => ({
      id,
      lifecycle,
      isUp: lifecycle === 'InService' && instance.state === 'running',
    })),
  }));
}

function streamOf({ kinesis, metrics, clock }: World, name: string): LiveStream {
  const { status, shardCountUpdates } = kinesis.describe(name);
  const toMs = Math.floor(clock.nowMs() / MINUTE_MS) * MINUTE_MS;
  const lastMinute = (metricName: string): number => {
    const series = metrics.find('AWS/Kinesis', metricName, { StreamName: name });
    if (!series) return 0;
    const query = { fromMs: toMs - MINUTE_MS, toMs, periodMs: MINUTE_MS, statistic: 'Sum' } as const;
    return metrics.statistics(series, query).at(-1)?.value ?? 0;
  };
  const refused = lastMinute('WriteProvisionedThroughputExceeded');
  const bytes = lastMinute('IncomingBytes') / SHARD_BYTES_PER_MINUTE;
  const records = lastMinute('IncomingRecords') / SHARD_RECORDS_PER_MINUTE;
  return {
    name,
    status,
    shards: kinesis.openCount(name),
    demandShards: Math.round(100 * Math.max(bytes, records)) / 100,
    refused,
    changesToday: shardCountUpdates.filter((atMs) => atMs > clock.nowMs() - DAY_MS).length,
  };
}

function clusterOf({ memoryDb, clock }: World, name: string): LiveCluster {
  const cluster = memoryDb.describe(name);
  const holdings = holdingsOf(cluster, clock.nowMs());
  return {
    name,
    status: cluster.status,
    replicas: Math.min(...cluster.shards.map(({ nodeNames }) => nodeNames.length)) - 1,
    shards: cluster.shards.map((shard, index) => ({
      name: shard.name,
      memoryPercent: percent(holdings[index]?.usedBytes ?? 0, cluster.nodeBytes),
    })),
  };
}

function percent(part: number, whole: number): number {
  return Math.round((1000 * part) / whole) / 10;
}
