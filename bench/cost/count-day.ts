// A day on the local AWS, counted: the functions as they are deployed, with lean metrics, over one group of three servers, or
// over none. Next: counted.ts, which says what is counted.
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { createAwsClients } from '../../lib/aws/clients.ts';
import { GIB, HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';
import { parseEmf } from '../../lib/emulator/emf.ts';
import { startEmulator, STATE_TABLE } from '../../lib/emulator/start-emulator.ts';
import { startLocalSpillway } from '../../cli/demo/local-spillway.ts';
import { memoryAlarm } from '../../lib/sim/aws/memory-alarm.ts';
import { createWorld, type World } from '../../lib/sim/world.ts';
import type { Counted } from './counted.ts';
import { bytesOfItem, keyOf, unitsOf, writeUnitsOf, type WireItem } from './dynamo-units.ts';
import { startReporting } from './servers-report.ts';

export type Way = 'probe' | 'cloudwatch' | 'no group';

const GROUP = 'rdb-equities';
const SERVERS = 3;
const STARTS_MS = Date.UTC(2026, 10, 20);
const OPENS_HOUR = 14.5;
const CLOSES_HOUR = 21;
const SECRET = 'spillway/rdb-equities';
const USER = { username: 'spillway', password: 'bench' };

/** Counts so many hours of the day, and says what a day of them would be. */
export async function countDay(way: Way, hours = 24): Promise<Counted> {
  const world = createWorld({ startMs: STARTS_MS, seed: 7 });
  if (way !== 'no group') addGroup(world, way);
  const emulator = await startEmulator({
    world,
    schedules: [endOfDay()],
    ...(way === 'probe' && {
      rdbServers: { credentials: USER },
      secrets: { [SECRET]: { text: JSON.stringify(USER), tags: { 'spillway:groups': GROUP } } },
    }),
  });
  if (way === 'probe')
    world.autoScaling.putTags(GROUP, {
      'spillway:reports': 'probe',
      'spillway:probe-port': String(emulator.rdbs?.port),
      'spillway:probe-query': 'kx-autoscaling',
      'spillway:probe-secret': SECRET,
    });
  const log = { bytes: 0, events: 0 };
  const metricHours = new Map<string, Set<string>>();
  const sawMetric = (name: string, of: string) => {
    const hour = Math.floor(world.clock.nowMs() / HOUR_MS);
    metricHours.set(name, (metricHours.get(name) ?? new Set()).add(`${of} ${hour}`));
  };
  const writeLine = (line: string) => {
    log.bytes += Buffer.byteLength(line);
    log.events += 1;
    for (const { metricName, dimensions } of parseEmf(line))
      sawMetric(metricName, JSON.stringify(dimensions));
  };
  const invocations: Record<string, number> = {};
  const spillway = startLocalSpillway({
    emulator,
    clock: world.clock,
    env: { SPILLWAY_METRICS: 'lean' },
    writeLine,
    onServed: (name) => {
      invocations[name] = (invocations[name] ?? 0) + 1;
    },
  });
  const untilMs = STARTS_MS + hours * HOUR_MS;
  let nodeWriteUnits = 0;
  let putMetricDataCalls = 0;
  const { endpoint } = emulator;
  const servers =
    way === 'cloudwatch'
      ? startReporting({
          ...{ world, endpoint, untilMs, groupName: GROUP },
          onItem: (bytes) => (nodeWriteUnits += writeUnitsOf(bytes)),
          onMetric: (name, of) => {
            putMetricDataCalls += 1;
            sawMetric(name, of);
          },
        })
      : undefined;
  const items = createItemSizes(endpoint);
  const units = { write: 0, read: 0 };
  let functionCalls = 0;
  let metricsRead = 0;
  let serverHours = 0;
  const counts: Record<string, number> = {};
  const unhear = hearStandardOutput(writeLine);
  try {
    for (let atMs = STARTS_MS + HOUR_MS; atMs <= untilMs; atMs += HOUR_MS) {
      emulator.resetCalls();
      // What is due on the hour belongs to the next one.
      await emulator.runUntil(atMs - 1);
      const calls = emulator.calls().filter(({ caller }) => caller !== 'unknown');
      await items.look();
      for (const call of calls) {
        counts[call.action] = (counts[call.action] ?? 0) + 1;
        if (call.action !== 'Invoke') functionCalls += 1;
        if (call.action === 'GetMetricData') metricsRead += queriesOf(call.params);
        if (call.service !== 'dynamodb') continue;
        const { write, read } = unitsOf(call, items.bytesAt);
        units.write += write;
        units.read += read;
      }
      serverHours += world.autoScaling.describeGroups([GROUP])[0]?.instances.size ?? 0;
    }
  } finally {
    unhear();
    items.stop();
    servers?.stop();
    spillway.stop();
    await emulator.stop();
  }
  const daily = (count: number) => (count * 24) / hours;
  return {
    servers: serverHours / hours,
    invocations: mapped(invocations, daily),
    functionCalls: daily(functionCalls),
    probeInvocations: daily(counts['Invoke'] ?? 0),
    scheduled: (24 * HOUR_MS) / MINUTE_MS,
    logBytes: daily(log.bytes),
    logEvents: daily(log.events),
    metricHours: mapped(Object.fromEntries([...metricHours].map(([name, seen]) => [name, seen.size])), daily),
    metricsRead: daily(metricsRead),
    putMetricDataCalls: daily(putMetricDataCalls),
    writeUnits: daily(units.write),
    readUnits: daily(units.read),
    nodeWriteUnits: daily(nodeWriteUnits),
    customEvents: daily(counts['PutEvents'] ?? 0),
    secretsCalls: daily((counts['GetSecretValue'] ?? 0) + (counts['DescribeSecret'] ?? 0)),
  };
}

/** Three servers by night; by day as many as the stream needs: it fills three and a bit, so that servers come and go. */
function addGroup(world: World, way: Way): void {
  const perMinute = (3.3 * 0.8 * 4 * GIB) / 4_096 / ((CLOSES_HOUR - OPENS_HOUR) * 60);
  const [startMs, endMs] = [OPENS_HOUR, CLOSES_HOUR].map((hour) => STARTS_MS + hour * HOUR_MS) as [
    number,
    number,
  ];
  world.addGroup({
    name: GROUP,
    minSize: SERVERS,
    maxSize: 8,
    readyNodeCount: SERVERS,
    bootMs: MINUTE_MS,
    memory: { bytesPerRow: 4_096 },
    segments: [{ startMs, endMs, messages: Math.round((perMinute * (endMs - startMs)) / MINUTE_MS) }],
    endOfDaysMs: [endMs],
    telemetry: { metrics: 'none' },
    tags: { 'spillway:managed': 'true', 'spillway:leaves-queue': 'true', 'spillway:reports': way },
    newInstancesProtectedFromScaleIn: true,
    suspendedProcesses: ['AZRebalance'],
    terminateHookAbandon: 'retain',
    hooks: [
      {
        hookName: 'spillway-keep-data',
        transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        heartbeatTimeoutSeconds: 900,
        defaultResult: 'ABANDON',
      },
    ],
  });
  world.alarms.put(memoryAlarm(60));
}

function endOfDay() {
  const at = new Date(STARTS_MS + CLOSES_HOUR * HOUR_MS).toISOString();
  const input = { action: 'scale-in', scheduledTime: at, windowMinutes: 240 };
  return { name: 'end-of-day', expression: `at(${at.slice(0, 19)})`, input };
}

const queriesOf = (params: unknown) =>
  ((params as { MetricDataQueries?: readonly unknown[] }).MetricDataQueries ?? []).length;

/** The largest that each item was at any look. */
function createItemSizes(endpoint: string) {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'local' };
  const clients = createAwsClients({ endpoint, region: 'us-east-1', credentials });
  const bytes = new Map<string, number>();
  return {
    look: async () => {
      const { Items = [] } = await clients.dynamoDb.once.send(new ScanCommand({ TableName: STATE_TABLE }));
      for (const item of Items as readonly WireItem[])
        bytes.set(keyOf(item), Math.max(bytes.get(keyOf(item)) ?? 0, bytesOfItem(item)));
    },
    bytesAt: (key: string) => bytes.get(key) ?? 0,
    stop: clients.destroy,
  };
}

/** The functions' own log lines go to standard output: none of them is shown, each is counted. */
function hearStandardOutput(onLine: (line: string) => void): () => void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (chunk: string | Uint8Array) => {
    for (const line of String(chunk).split('\n')) if (line !== '') onLine(line);
    return true;
  };
  return () => {
    process.stdout.write = write;
  };
}

function mapped(
  counts: Readonly<Record<string, number>>,
  change: (count: number) => number,
): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, change(count)]));
}
