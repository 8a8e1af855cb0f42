// What a node says of itself each period, at a phase of its own: the node metrics of the contract, to CloudWatch, or its item
// of the state table.
import type { Dimensions, MetricStore, Series } from '../aws/metric-store.ts';
import type { FaultScript, StruckNode } from '../faults.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { isUp, usedBytes, type RdbNode } from './rdb-node.ts';
import { memoryPercent, type Tickerplant } from './tickerplant.ts';

export interface Telemetry {
  readonly periodMs: number;
  /** From the sample until CloudWatch shows it. */
  readonly delayMs: number;
  /** `no-queue`: `Queued` and `Busy` are left out, as optional. `memory`: `MemoryUsedPercent` alone. `none`: silent. */
  readonly metrics: 'all' | 'no-queue' | 'memory' | 'none';
  readonly namespace: string;
  /** It writes its item of the state table, and publishes what the memory alarm watches alone. Default: it publishes metrics. */
  readonly writesItem?: true;
  /** Whether what a node publishes at a moment never arrives. */
  readonly isLost?: (sample: { readonly instanceId: string; readonly atMs: number }) => boolean;
}

export const DEFAULT_TELEMETRY: Telemetry = {
  periodMs: 60_000,
  delayMs: 0,
  metrics: 'all',
  namespace: 'Spillway',
};

/** A node that says something of itself each period. */
export interface NodeSender {
  readonly clock: VirtualClock;
  readonly metrics: MetricStore;
  readonly faults: FaultScript;
  readonly telemetry: Telemetry;
  readonly tickerplant: Tickerplant;
  readonly node: RdbNode;
  readonly struck: StruckNode;
  readonly phaseMs: number;
}

/** Publishes from now on, `phaseMs` into each period, for as long as the node's process runs. */
export function startPublishing(given: NodeSender): void {
  const { clock, metrics, faults, telemetry, tickerplant, node, struck, phaseMs } = given;
  const { namespace, periodMs } = telemetry;
  if (telemetry.metrics === 'none') return;
  const own: Dimensions = { AutoScalingGroupName: tickerplant.groupName, InstanceId: node.instanceId };
  const open = (name: string, dimensions: Dimensions) => metrics.open(namespace, name, dimensions);
  const percent = open('MemoryUsedPercent', own);
  const full = telemetry.metrics === 'memory' ? undefined : openFull(open, own);
  const queue =
    telemetry.metrics === 'all' ? { queued: open('Queued', own), busy: open('Busy', own) } : undefined;

  function publish(): void {
    if (!isUp(node)) return;
    const atMs = clock.nowMs();
    clock.schedule(atMs + periodMs, publish);
    if (faults.find('metrics-stop', struck, atMs)) return;
    if (telemetry.isLost?.({ instanceId: node.instanceId, atMs })) return;
    const lateMs = faults.find('metrics-late', struck, atMs)?.delayMs ?? 0;
    const arrivedAtMs = atMs + telemetry.delayMs + lateMs;
    const stampedMs = atMs + (faults.find('metrics-ahead', struck, atMs)?.aheadMs ?? 0);
    const odd = faults.find('metrics-odd', struck, atMs)?.odd;
    const missing = faults.find('metrics-missing', struck, atMs)?.names;
    const put = (series: Series, value: number) => {
      if (missing?.includes(series.metricName)) return;
      metrics.put(series, { atMs: stampedMs, value, arrivedAtMs });
    };
    tickerplant.bringUpToDate();
    const used = usedBytes(tickerplant.memory, node);
    const usedPercent = memoryPercent(tickerplant.memory, node);
    const isLive = node.stage === 'live';
    put(percent, odd === 'nan' ? Number.NaN : usedPercent);
    if (full) {
      put(full.used, odd === 'nan' ? Number.NaN : odd === 'negative' ? -used : used);
      put(full.total, (node.memory ?? tickerplant.memory).totalBytes);
      put(full.rows, faults.find('lies', struck, atMs) ? 0 : node.rows);
      put(full.live, isLive || odd === 'claims-live' ? 1 : 0);
      if (isLive) put(full.liveMemory, usedPercent);
    }
    if (queue) {
      put(queue.queued, node.stage === 'queued' ? 1 : 0);
      put(queue.busy, node.stage === 'starting' || atMs < node.busyUntilMs ? 1 : 0);
    }
  }

  const nowMs = clock.nowMs();
  clock.schedule(Math.ceil((nowMs - phaseMs) / periodMs) * periodMs + phaseMs, publish);
}

function openFull(open: (name: string, dimensions: Dimensions) => Series, own: Dimensions) {
  return {
    used: open('MemoryUsedBytes', own),
    total: open('MemoryTotalBytes', own),
    rows: open('Rows', own),
    live: open('Live', own),
    liveMemory: open('LiveMemoryUsedPercent', { AutoScalingGroupName: own['AutoScalingGroupName'] ?? '' }),
  };
}
