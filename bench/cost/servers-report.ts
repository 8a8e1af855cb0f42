// Servers that report by the state table, as infra/data-plane/server/bin/send-report does: each minute its item, and of the live
// one the metric that the memory alarm watches. Over the wire, as from a server.
import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { createAwsClients } from '../../lib/aws/clients.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import { instanceArn } from '../../lib/emulator/aws-names.ts';
import { STATE_TABLE } from '../../lib/emulator/start-emulator.ts';
import { isUp, usedBytes, type RdbNode } from '../../lib/sim/rdb/rdb-node.ts';
import { memoryPercent } from '../../lib/sim/rdb/tickerplant.ts';
import type { World } from '../../lib/sim/world.ts';

const OBSERVATIONS_KEPT = 15;

export interface ReportingServers {
  readonly stop: () => void;
}

/** From now on until `untilMs`. */
export function startReporting(given: {
  readonly world: World;
  readonly groupName: string;
  readonly endpoint: string;
  readonly untilMs: number;
  /** Told of each item, with its bytes. */
  readonly onItem: (bytes: number) => void;
  readonly onMetric: (metricName: string, instanceOf: string) => void;
}): ReportingServers {
  const { world, groupName, endpoint, untilMs, onItem, onMetric } = given;
  const credentials = { accessKeyId: 'server', secretAccessKey: 'local' };
  const clients = createAwsClients({ endpoint, region: 'us-east-1', credentials });
  const kept = new Map<string, string[]>();

  async function report(node: RdbNode, atMs: number): Promise<void> {
    const { memory } = tickerplant();
    const told = kept.get(node.instanceId) ?? [];
    const flags = [node.stage === 'live', node.stage === 'queued', atMs < node.busyUntilMs].map(Number);
    const total = (node.memory ?? memory).totalBytes;
    told.push([atMs / SECOND_MS, usedBytes(memory, node), total, node.rows, ...flags].join(' '));
    if (told.length > OBSERVATIONS_KEPT) told.shift();
    kept.set(node.instanceId, told);
    const Item = {
      pk: `REPORT#${instanceArn(node.instanceId)}`,
      sk: 'REPORT',
      told: told.join(';'),
      expiresAt: (atMs + DAY_MS) / SECOND_MS,
    };
    await clients.dynamoDb.once.send(new PutCommand({ TableName: STATE_TABLE, Item }));
    onItem(Object.entries(Item).reduce((sum, [name, value]) => sum + name.length + String(value).length, 0));
    if (node.stage !== 'live') return;
    const Dimensions = [{ Name: 'AutoScalingGroupName', Value: groupName }];
    const MetricName = 'LiveMemoryUsedPercent';
    await clients.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'Spillway',
        MetricData: [{ MetricName, Dimensions, Unit: 'Percent', Value: memoryPercent(memory, node) }],
      }),
    );
    onMetric(MetricName, groupName);
  }

  function tickerplant() {
    const found = world.tickerplants.get(groupName);
    if (!found) throw new Error(`no tickerplant of ${groupName}`);
    return found;
  }

  for (let atMs = world.clock.nowMs() + 40 * SECOND_MS; atMs < untilMs; atMs += MINUTE_MS)
    world.clock.schedule(atMs, async () => {
      tickerplant().bringUpToDate();
      for (const node of tickerplant().nodes.values()) if (isUp(node)) await report(node, atMs);
    });
  return { stop: clients.destroy };
}
