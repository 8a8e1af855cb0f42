import { onTestFinished, describe, expect, it } from 'vitest';
import { createAwsCalls } from '../../../lib/aws/aws-calls.ts';
import { createAwsClients } from '../../../lib/aws/clients.ts';
import {
  createAwsStreamSettingsReader,
  createAwsStreamSettingsWriter,
} from '../../../lib/aws/kinesis-stream/aws-stream-settings.ts';
import { startEmulator } from '../../../lib/emulator/start-emulator.ts';
import type { AlarmSpec } from '../../../lib/sim/aws/alarms.ts';
import { createWorld } from '../../../lib/sim/world.ts';
import { TEST_ACCOUNT } from '../start-dynalite.ts';
import { START_MS } from './streams.contract.ts';

async function startSettings() {
  const world = createWorld({ startMs: START_MS, kinesis: { shardLimit: 250 } });
  world.kinesis.addStream({ name: 'feed', shardCount: 4, tags: { team: 'fx' } });
  const emulator = await startEmulator({ world, stateTable: null, tick: null });
  const clients = createAwsClients({ ...TEST_ACCOUNT, endpoint: emulator.endpoint });
  onTestFinished(async () => {
    clients.destroy();
    await emulator.stop();
  });
  const calls = createAwsCalls();
  const reader = createAwsStreamSettingsReader(clients, calls);
  const writer = createAwsStreamSettingsWriter(clients, calls);
  const tags = () => Object.fromEntries(world.kinesis.describe('feed').tags);
  return { world, emulator, reader, writer, tags };
}

const COMMON = {
  threshold: 0,
  comparisonOperator: 'GreaterThanThreshold',
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  treatMissingData: 'notBreaching',
} as const;

function ofOne(alarmName: string, metricName: string, more: Partial<AlarmSpec> = {}): AlarmSpec {
  const dimensions = { StreamName: 'feed' };
  const watched = {
    kind: 'metric',
    namespace: 'AWS/Kinesis',
    metricName,
    dimensions,
    stat: 'Sum',
    periodSeconds: 60,
  } as const;
  return { ...COMMON, alarmName, watched, ...more };
}

describe("a stream's tags", () => {
  it('are put and removed, and done twice they are done once', async () => {
    const { writer, tags } = await startSettings();
    const put = { kind: 'put-tags', tags: { 'spillway:managed': 'true', 'spillway:mode': 'off' } } as const;
    for (const _ of [1, 2]) expect(await writer.change('feed', put)).toEqual({ kind: 'applied' });
    expect(tags()).toEqual({ team: 'fx', 'spillway:managed': 'true', 'spillway:mode': 'off' });
    const gone = { kind: 'delete-tags', keys: ['spillway:mode'] } as const;
    for (const _ of [1, 2]) expect(await writer.change('feed', gone)).toEqual({ kind: 'applied' });
    expect(tags()).toEqual({ team: 'fx', 'spillway:managed': 'true' });
  });

  it('are refused of a stream that is being made, or not there', async () => {
    const { world, writer } = await startSettings();
    const put = { kind: 'put-tags', tags: { a: 'b' } } as const;
    expect(await writer.change('gone', put)).toMatchObject({ kind: 'rejected', failure: 'absent' });
    world.kinesis.createStream({ name: 'young', shardCount: 1 });
    expect(await writer.change('young', put)).toMatchObject({
      kind: 'rejected',
      code: 'ResourceInUseException',
    });
  });

  it('are sent once, and a refusal for want of permission is an outcome', async () => {
    const { emulator, writer } = await startSettings();
    emulator.injectWireFault({ action: 'AddTagsToStream', fault: { kind: 'deny' } });
    expect(await writer.change('feed', { kind: 'put-tags', tags: { a: 'b' } })).toMatchObject({
      kind: 'rejected',
      failure: 'denied',
    });
    expect(emulator.awsCalls()['AddTagsToStream']).toBe(1);
  });
});

describe("the account's shards", () => {
  it('are its quota and those that are open', async () => {
    const { world, reader } = await startSettings();
    world.kinesis.addStream({ name: 'other', shardCount: 3 });
    expect(await reader.readShardLimits()).toEqual({ shardLimit: 250, openShards: 7 });
  });
});

describe('alarms on refused records', () => {
  it('are those of one stream, and those over all', async () => {
    const { world, reader } = await startSettings();
    const metric = 'WriteProvisionedThroughputExceeded';
    world.alarms.put(ofOne('own', metric, { actionsEnabled: false }));
    world.alarms.put(ofOne('other-metric', 'IncomingBytes'));
    world.alarms.put({
      ...COMMON,
      alarmName: 'all',
      watched: {
        kind: 'metrics-insights',
        expression: `SELECT SUM(${metric}) FROM SCHEMA("AWS/Kinesis", StreamName) GROUP BY StreamName`,
        namespace: 'AWS/Kinesis',
        metricName: metric,
        groupBy: 'StreamName',
        stat: 'Sum',
        periodSeconds: 60,
      },
    });
    const found = [...(await reader.readThrottlingAlarms())].sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(found).toEqual([
      { name: 'all', actionsEnabled: true },
      { name: 'own', streamName: 'feed', actionsEnabled: false },
    ]);
  });
});
