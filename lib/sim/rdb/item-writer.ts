// What a node writes of itself into its item of the state table each period, as infra/data-plane/server/bin/send-report does;
// the live one publishes what the memory alarm watches. Beside publisher.ts, for fleets that have changed over.
import { isUp, usedBytes, type RdbNode } from './rdb-node.ts';
import type { NodeSender } from './publisher.ts';
import type { Observation, ReportItems } from './report-items.ts';
import { memoryPercent, type Tickerplant } from './tickerplant.ts';

/** Writes from now on, `phaseMs` into each period, for as long as the node's process runs. */
export function startWritingItem(given: NodeSender & { readonly items: ReportItems }): void {
  const { clock, metrics, faults, telemetry, tickerplant, node, struck, phaseMs, items } = given;
  const { periodMs, namespace } = telemetry;
  const item = items.open(node.instanceId);
  const watched = metrics.open(namespace, 'LiveMemoryUsedPercent', {
    AutoScalingGroupName: tickerplant.groupName,
  });

  function write(): void {
    if (!isUp(node)) return;
    const atMs = clock.nowMs();
    clock.schedule(atMs + periodMs, write);
    const odd = faults.find('metrics-odd', struck, atMs)?.odd;
    const missing = faults.find('metrics-missing', struck, atMs)?.names ?? [];
    const isFragment = missing.includes('MemoryUsedBytes') || missing.includes('MemoryTotalBytes');
    // What is no number, or half a line, the sender does not send.
    if (faults.find('metrics-stop', struck, atMs) || odd === 'nan' || odd === 'negative' || isFragment)
      return;
    tickerplant.bringUpToDate();
    const stampedMs = atMs + (faults.find('metrics-ahead', struck, atMs)?.aheadMs ?? 0);
    const lies = faults.find('lies', struck, atMs) !== undefined;
    const full = observationOf(tickerplant, node, { atMs, stampedMs });
    const said = {
      ...full,
      ...(lies && { rows: 0 }),
      ...(odd === 'claims-live' && { live: 1 }),
    };
    item.observe(withoutUnknown(said, telemetry.metrics, missing));
    // A text that is lost is made good by the next.
    if (telemetry.isLost?.({ instanceId: node.instanceId, atMs })) return;
    const arrivedAtMs = atMs + (faults.find('metrics-late', struck, atMs)?.delayMs ?? 0);
    item.write(arrivedAtMs);
    if (node.stage === 'live')
      metrics.put(watched, { atMs, value: memoryPercent(tickerplant.memory, node), arrivedAtMs });
  }

  const nowMs = clock.nowMs();
  clock.schedule(Math.ceil((nowMs - phaseMs) / periodMs) * periodMs + phaseMs, write);
}

function observationOf(
  { memory }: Tickerplant,
  node: RdbNode,
  { atMs, stampedMs }: { readonly atMs: number; readonly stampedMs: number },
): Observation {
  return {
    stampedMs,
    used: usedBytes(memory, node),
    total: (node.memory ?? memory).totalBytes,
    rows: Math.ceil(node.rows),
    live: node.stage === 'live' ? 1 : 0,
    queued: node.stage === 'queued' ? 1 : 0,
    busy: node.stage === 'starting' || atMs < node.busyUntilMs ? 1 : 0,
  };
}

function withoutUnknown(
  said: Observation,
  metrics: NodeSender['telemetry']['metrics'],
  missing: readonly string[],
): Observation {
  const { stampedMs, used, total, rows, live, queued, busy } = said;
  const knows = (name: string) => metrics !== 'memory' && !missing.includes(name);
  const knowsQueue = (name: string) => metrics === 'all' && knows(name);
  return {
    stampedMs,
    used,
    total,
    ...(knows('Rows') && rows !== undefined && { rows }),
    ...(knows('Live') && live !== undefined && { live }),
    ...(knowsQueue('Queued') && queued !== undefined && { queued }),
    ...(knowsQueue('Busy') && busy !== undefined && { busy }),
  };
}
