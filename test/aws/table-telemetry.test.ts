// What nodes write of themselves into the state table, through the real SDK on dynalite: what is believed of it, what it
// proves, and who is asked where it says nothing.
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import { reportKeyOf } from '../../lib/aws/rdb-group/telemetry/report-key.ts';
import { createTableTelemetry } from '../../lib/aws/rdb-group/telemetry/table-telemetry.ts';
import { PortError } from '../../lib/core/errors.ts';
import { GIB, MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import type { Report } from '../../lib/targets/rdb-group/domain/node.ts';
import { reportsOfText } from '../../lib/targets/rdb-group/ports/report-text.ts';
import { readAlone } from '../build/read-alone.ts';
import { startDynalite, type LocalDynamo } from './start-dynalite.ts';

const NOW_MS = Date.UTC(2026, 10, 20, 15);
const GROUP_ARN =
  'arn:aws-cn:autoscaling:cn-north-1:123456789012:autoScalingGroup:0a1b:autoScalingGroupName/rdb';
const SPAN = { fromMs: NOW_MS - 15 * MINUTE_MS, nowMs: NOW_MS };

/** An observation so many seconds ago, as the script writes it. */
const line = (agoS: number, said = `${GIB} ${4 * GIB} 1000 1 0 -`) => `${NOW_MS / SECOND_MS - agoS} ${said}`;
const item = (told: string) => reportsOfText({ instanceId: 'i-1', told }, SPAN);

describe('an item', () => {
  it('is named by the ARN of its instance, in the partition, region and account of the group', () => {
    expect(reportKeyOf(GROUP_ARN, 'i-1')).toBe('REPORT#arn:aws-cn:ec2:cn-north-1:123456789012:instance/i-1');
    expect(reportKeyOf(undefined, 'i-1')).toBeUndefined();
  });

  it('is a report for each observation, in order of time; what the RDB does not know is absent', () => {
    const { reports, odd } = item(`${line(65, `5 10 - - - -`)};${line(5)}`);
    expect(odd).toEqual([]);
    expect(reports).toEqual([
      {
        instanceId: 'i-1',
        source: 'table',
        observedAtMs: NOW_MS - 65 * SECOND_MS,
        sampledFromMs: NOW_MS - 125 * SECOND_MS,
        memory: { used: 5, total: 10, unit: 'bytes' },
      },
      {
        instanceId: 'i-1',
        source: 'table',
        observedAtMs: NOW_MS - 5 * SECOND_MS,
        sampledFromMs: NOW_MS - 65 * SECOND_MS,
        memory: { used: GIB, total: 4 * GIB, unit: 'bytes' },
        rows: 1000,
        live: true,
        queued: false,
      },
    ]);
  });

  it('counts from a minute before it was observed: a clock that runs ahead so far proves nothing too early', () => {
    const [report] = item(line(0, '1 10 0 0 0 0')).reports;
    expect(report).toMatchObject({ rows: 0, sampledFromMs: NOW_MS - MINUTE_MS });
  });

  it.each([
    [5, [NOW_MS + 5 * SECOND_MS], []],
    [6, [NOW_MS - 54 * SECOND_MS], ['from the future, by 6 s']],
  ])('whose clock is %i s ahead is believed to 5 s, and else proves nothing', (aheadS, observed, why) => {
    const { reports, odd } = item(`${line(60 - aheadS)};${line(-aheadS)}`);
    expect(reports.at(-1)?.observedAtMs).toBe(observed[0]);
    expect([...new Set(odd.map((one) => one.why))]).toEqual(why);
    // Older observations were in the future too when they were written: none has rows to prove anything with.
    expect(reports.every(({ rows }) => (rows === undefined) === why.length > 0)).toBe(true);
  });

  it('says nothing by what was written before its clock was set back, however long ago that is by now', () => {
    // Ten minutes ahead it wrote that it had no rows; since then it has the right time, and rows.
    const told = `${line(60, '1 10 0 0 0 0')};${line(0, '1 10 0 0 0 0')};${line(90, '9 10 800 1 0 0')}`;
    expect(item(told).reports.map(({ rows }) => rows)).toEqual([800]);
    // And while what it wrote is still to come.
    const still = `${line(-300, '1 10 0 0 0 0')};${line(5, '9 10 800 1 0 0')}`;
    expect(item(still)).toMatchObject({ odd: [], reports: [{ rows: 800, live: true }] });
  });

  it.each([
    ['1 10 5 2 0 0', 'Live'],
    ['11 10 5 1 0 0', 'MemoryUsedBytes'],
    ['1 10 -5 1 0 0', 'Rows'],
    ['x 10 5 1 0 0', 'MemoryUsedBytes'],
  ])('that says %s is left out whole, and %s is named', (said, metric) => {
    const { reports, odd } = item(`${line(60)};${line(0, said)}`);
    expect(reports.map(({ observedAtMs }) => observedAtMs)).toEqual([NOW_MS - MINUTE_MS]);
    expect(odd.map((one) => one.metric)).toEqual([metric]);
  });

  it('of what is no observation, or is older than is asked for, says nothing', () => {
    expect(item(`;nothing;1 2 3;${line(901)}`)).toEqual({ reports: [], odd: [] });
  });
});

describe('reports by the state table', () => {
  let dynamo: LocalDynamo;
  beforeAll(async () => {
    dynamo = await startDynalite();
    await dynamo.createTable('state');
    const put = (instanceId: string, told: string) =>
      dynamo.clients.dynamoDb.once.send(
        new PutCommand({
          TableName: 'state',
          Item: { pk: reportKeyOf(GROUP_ARN, instanceId), sk: 'REPORT', told },
        }),
      );
    await put('i-1', line(10));
    await put('i-odd', line(10, '1 10 5 2 0 0'));
    await put('i-gone', line(3600));
    for (let node = 0; node < 230; node += 1) await put(`i-many-${node}`, line(10, `1 10 ${node} 0 0 0`));
  });
  afterAll(async () => {
    await dynamo.close();
  });

  const published: Report = {
    instanceId: 'i-old',
    source: 'cloudwatch',
    observedAtMs: NOW_MS - 30 * SECOND_MS,
    sampledFromMs: NOW_MS - 90 * SECOND_MS,
    rows: 7,
  };
  function aTelemetry(failure?: PortError, reports: readonly Report[] = [published]) {
    const asked: string[][] = [];
    let itemCalls = 0;
    const { retrying } = dynamo.clients.dynamoDb;
    const counting = {
      send: (...told: Parameters<typeof retrying.send>) => {
        itemCalls += 1;
        return retrying.send(...told);
      },
    } as typeof retrying;
    const telemetry = createTableTelemetry({
      clients: { dynamoDb: { ...dynamo.clients.dynamoDb, retrying: counting } },
      calls: createAwsCalls(),
      tableName: 'state',
      clock: { sleep: () => Promise.resolve() },
      cloudWatch: {
        readReports: (queries) => {
          asked.push(...queries.map(({ instanceIds }) => [...instanceIds]));
          return Promise.resolve(
            queries.map(() =>
              failure ? { ok: false, error: failure } : { ok: true, value: { reports, odd: [] } },
            ),
          );
        },
      },
    });
    const read = (instanceIds: readonly string[], metricsFirst?: true) =>
      readAlone(telemetry, {
        ...{ groupName: 'rdb', instanceIds, groupArn: GROUP_ARN, ...SPAN },
        ...(metricsFirst && { metricsFirst }),
      });
    return { asked, read, itemCalls: () => itemCalls };
  }

  it('cost CloudWatch nothing where each node writes, however many they are', async () => {
    const { asked, read } = aTelemetry();
    const ids = Array.from({ length: 230 }, (_, node) => `i-many-${node}`);
    const { reports } = await read(ids);
    expect(new Map(reports.map(({ instanceId, rows }) => [instanceId, rows]))).toEqual(
      new Map(ids.map((id, node) => [id, node])),
    );
    expect(asked).toEqual([]);
  });

  it('come from CloudWatch for nodes that write nothing, or long ago; what is odd is not asked for twice', async () => {
    const { asked, read } = aTelemetry();
    const { reports, odd } = await read(['i-1', 'i-old', 'i-odd', 'i-gone']);
    expect(asked).toEqual([['i-old', 'i-gone']]);
    expect(reports.map(({ instanceId, source }) => [instanceId, source])).toEqual([
      ['i-old', 'cloudwatch'],
      ['i-1', 'table'],
    ]);
    expect(odd.map(({ instanceId }) => instanceId)).toEqual(['i-odd']);
  });

  it('are none of a group whose own failed at CloudWatch: half an answer is none', async () => {
    const { read } = aTelemetry(new PortError('cloudwatch:GetMetricData', 'Throttling', 'Rate exceeded'));
    await expect(read(['i-1', 'i-old'])).rejects.toThrow('Rate exceeded');
    expect((await read(['i-1'])).reports).toHaveLength(1);
  });

  describe('of nodes that are known to publish', () => {
    const full = (instanceId: string, agoS: number): Report => ({
      ...{ instanceId, source: 'cloudwatch', rows: 7, live: false },
      observedAtMs: NOW_MS - agoS * SECOND_MS,
      sampledFromMs: NOW_MS - (agoS + 60) * SECOND_MS,
    });
    const sourcesOf = ({ reports }: { readonly reports: readonly Report[] }) =>
      reports.map(({ source }) => source);

    it.each([
      [0, 0],
      [90, 0],
      [91, 1],
    ])('cost no read of items, unless the newest is too old: of %i s ago %i', async (agoS, calls) => {
      const { read, itemCalls } = aTelemetry(undefined, [full('i-1', agoS)]);
      expect(sourcesOf(await read(['i-1'], true))).toEqual([calls === 0 ? 'cloudwatch' : 'table']);
      expect(itemCalls()).toBe(calls);
    });

    it.each(['rows', 'live'] as const)('are their items’ where metrics do not tell %s', async (field) => {
      const { [field]: _, ...partial } = full('i-1', 0);
      const { read } = aTelemetry(undefined, [partial]);
      expect(sourcesOf(await read(['i-1'], true))).toEqual(['table']);
    });

    it('are their items’ at the first look at which metrics are silent; the others’ stay', async () => {
      const { read, itemCalls } = aTelemetry(undefined, [full('i-old', 0)]);
      const { reports, odd } = await read(['i-old', 'i-1', 'i-odd', 'i-gone'], true);
      expect(reports.map(({ instanceId, source }) => [instanceId, source])).toEqual([
        ['i-1', 'table'],
        ['i-old', 'cloudwatch'],
      ]);
      expect(odd.map(({ instanceId }) => instanceId)).toEqual(['i-odd']);
      expect(itemCalls()).toBe(1);
    });

    it('are none where metrics could not be read', async () => {
      const { read } = aTelemetry(new PortError('cloudwatch:GetMetricData', 'Throttling', 'Rate exceeded'));
      await expect(read(['i-1'], true)).rejects.toThrow('Rate exceeded');
    });
  });
});
