import { readAlone } from '../build/read-alone.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import { METRIC_PAGES_MAX } from '../../lib/aws/metric-series.ts';
import { createCloudWatchTelemetry } from '../../lib/aws/rdb-group/telemetry/cloudwatch-telemetry.ts';
import type { Settled } from '../../lib/ports/settled.ts';
import { MINUTE_MS } from '../../lib/core/units.ts';
import {
  NODE_METRICS,
  type TelemetryAnswer,
  type TelemetryQuery,
} from '../../lib/targets/rdb-group/ports/telemetry.ts';
import { json, jsonError, startWireServer, type Reply, type WireServer } from './wire-server.ts';

const NOW_MS = Date.parse('2026-11-20T15:00:30Z');
const MINUTE_START_S = Date.parse('2026-11-20T14:58:00Z') / 1_000;

const WINDOW = { fromMs: NOW_MS - 10 * MINUTE_MS, nowMs: NOW_MS };

let server: WireServer;
beforeAll(async () => {
  server = await startWireServer();
});
afterAll(async () => {
  await server.close();
});

function read(instanceIds: readonly string[] = ['i-1'], namespace = 'Spillway') {
  const telemetry = createCloudWatchTelemetry(server.clients().cloudWatch, createAwsCalls(), namespace);
  return readAlone(telemetry, { groupName: 'rdb', instanceIds, ...WINDOW });
}

interface Query {
  readonly Id: string;
  readonly MetricStat: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions: unknown;
    };
    readonly Period: number;
    readonly Stat: string;
  };
}

const namesOf = (queries: readonly Query[]) =>
  queries.map(({ MetricStat: { Metric } }) => `${Metric.Namespace} ${Metric.MetricName}`);

const aQuery = (groupName: string, { fromMs }: { readonly fromMs: number }): TelemetryQuery => ({
  groupName,
  instanceIds: [`i-${groupName}`],
  fromMs,
  nowMs: NOW_MS,
  probe: { port: 5010, processes: 1, query: 'builtin' },
});

const queriesOf = (seen: WireServer['seen'][number] | undefined) =>
  (seen?.fields['MetricDataQueries'] ?? []) as readonly Query[];

type Series = readonly [value: number | string, timestampS?: number][];

interface Answer {
  readonly points?: Series;
  readonly status?: string;
}

/** One page; the answers in the order of the queries, which for one node is that of the metrics. */
function page(answers: readonly Answer[], token?: string): Reply {
  return json({
    MetricDataResults: answers.map(({ points = [], status = 'Complete' }, index) => ({
      Id: `m${index}`,
      StatusCode: status,
      Timestamps: points.map(([, timestampS = MINUTE_START_S]) => timestampS),
      Values: points.map(([value]) => value),
    })),
    ...(token !== undefined && { NextToken: token }),
  });
}

const NOTHING: readonly Answer[] = Array.from({ length: 16 }, () => ({}));
/** The fourth metric is `Rows`. */
const rows = (answer: Answer) => NOTHING.map((none, index) => (index === 3 ? answer : none));

describe('the queries', () => {
  it('name every metric with both dimensions, at 60 seconds, by the maximum', async () => {
    server.script('GetMetricData', page(NOTHING));
    await read(['i-1'], 'Desk');
    const queries = queriesOf(server.seen.at(-1));
    expect(namesOf(queries)).toEqual([
      'Desk MemoryUsedPercent',
      'Desk MemoryUsedBytes',
      'Desk MemoryTotalBytes',
      'Desk Rows',
      'Desk Live',
      'Desk Queued',
      'Desk Busy',
      'CWAgent mem_used_percent',
    ]);
    expect(queries[0]).toEqual({
      Id: 'm0',
      MetricStat: {
        Metric: {
          Namespace: 'Desk',
          MetricName: 'MemoryUsedPercent',
          Dimensions: [
            { Name: 'AutoScalingGroupName', Value: 'rdb' },
            { Name: 'InstanceId', Value: 'i-1' },
          ],
        },
        Period: 60,
        Stat: 'Maximum',
      },
    });
  });

  it('go to the agents only of silent nodes, where those of all would cost a call more', async () => {
    const before = server.seen.length;
    const ids = Array.from({ length: 65 }, (_, index) => `i-${index}`);
    // All say something, but the last.
    const own = ids.flatMap((id) =>
      NODE_METRICS.map((_, metric): Answer => (metric === 0 && id !== 'i-64' ? { points: [[50]] } : {})),
    );
    server.script('GetMetricData', page(own), page([{ points: [[60]] }]));
    const { reports } = await read(ids);
    const [first, agents] = server.seen.slice(before).map(queriesOf);
    expect(first).toHaveLength(65 * NODE_METRICS.length);
    expect(agents?.map(({ MetricStat: { Metric } }) => Metric)).toEqual([
      {
        Namespace: 'CWAgent',
        MetricName: 'mem_used_percent',
        Dimensions: [
          { Name: 'AutoScalingGroupName', Value: 'rdb' },
          { Name: 'InstanceId', Value: 'i-64' },
        ],
      },
    ]);
    const used = new Map(reports.map(({ instanceId, memory }) => [instanceId, memory?.used]));
    expect([used.size, used.get('i-0'), used.get('i-64')]).toEqual([65, 50, 60]);
  });

  it('cover whole minutes, and what a node dated ahead', async () => {
    server.script('GetMetricData', page(NOTHING));
    await read();
    expect(server.seen.at(-1)?.fields).toMatchObject({
      StartTime: Date.parse('2026-11-20T14:49:00Z') / 1_000,
      EndTime: Date.parse('2026-11-20T17:01:00Z') / 1_000,
    });
  });

  it('are at most 500 a call', async () => {
    const before = server.seen.length;
    server.script('GetMetricData', page(Array.from({ length: 500 }, () => ({}))));
    await read(Array.from({ length: 72 }, (_, index) => `i-${index}`));
    const counts = server.seen.slice(before).map((seen) => queriesOf(seen).length);
    expect(counts.sort((a, b) => a - b)).toEqual([76, 500]);
  });

  it('are none for no nodes', async () => {
    const before = server.seen.length;
    expect(await read([])).toEqual({ reports: [], odd: [] });
    expect(server.seen).toHaveLength(before);
  });
});

describe('several groups', () => {
  const TWO = [
    aQuery('a', { fromMs: NOW_MS - 10 * MINUTE_MS }),
    aQuery('b', { fromMs: NOW_MS - 3 * MINUTE_MS }),
  ];
  const readTwo = () =>
    createCloudWatchTelemetry(server.clients().cloudWatch, createAwsCalls(), 'Desk').readReports(TWO);
  const rowsOf = (answers: readonly Settled<TelemetryAnswer>[]) =>
    answers.map((answer) => (answer.ok ? answer.value.reports.map(({ rows }) => rows) : 'failed'));
  /** The twelfth query is for the second group's `Rows`. */
  const both = (first: Answer, second: Answer) =>
    NOTHING.map((none, index) => (index === 3 ? first : index === 11 ? second : none));

  it('share a call, and each is told of its own time alone', async () => {
    const before = server.seen.length;
    const points: Series = [
      [5, MINUTE_START_S - 5 * 60],
      [7, MINUTE_START_S],
    ];
    server.script('GetMetricData', page(both({ points }, { points })));
    expect(rowsOf(await readTwo())).toEqual([[5, 7], [7]]);
    expect(server.seen.slice(before).map((seen) => queriesOf(seen).length)).toEqual([16]);
  });

  it('do not share the failure of one’s metric', async () => {
    server.script('GetMetricData', page(both({ status: 'Forbidden' }, { points: [[7]] })));
    expect(rowsOf(await readTwo())).toEqual(['failed', [7]]);
  });

  it('share the failure of their call', async () => {
    server.script('GetMetricData', jsonError(400, 'AccessDeniedException', 'not authorized'));
    expect(rowsOf(await readTwo())).toEqual(['failed', 'failed']);
  });
});

describe('the answer', () => {
  it('becomes reports', async () => {
    server.script('GetMetricData', page(rows({ points: [[7]] })));
    expect(await read()).toEqual({
      reports: [
        {
          instanceId: 'i-1',
          source: 'cloudwatch',
          sampledFromMs: MINUTE_START_S * 1_000,
          observedAtMs: MINUTE_START_S * 1_000 + MINUTE_MS,
          rows: 7,
        },
      ],
      odd: [],
    });
  });

  it('is put together from all pages, partial ones first', async () => {
    server.script(
      'GetMetricData',
      page(rows({ points: [[7, MINUTE_START_S + 60]], status: 'PartialData' }), 't1'),
      page(rows({ points: [[6]] })),
    );
    expect((await read()).reports.map((report) => report.rows)).toEqual([6, 7]);
    expect(server.seen.at(-1)?.fields).toMatchObject({ NextToken: 't1' });
  });

  it('is whole when a partial query has nothing more on the next page', async () => {
    server.script(
      'GetMetricData',
      page(rows({ points: [[7]], status: 'PartialData' }), 't1'),
      json({ MetricDataResults: [] }),
    );
    expect((await read()).reports.map((report) => report.rows)).toEqual([7]);
  });

  it('of NaN is refused and named', async () => {
    server.script('GetMetricData', page(rows({ points: [['NaN']] })));
    expect(await read()).toMatchObject({
      reports: [],
      odd: [{ instanceId: 'i-1', metric: 'Rows', why: 'not a finite number' }],
    });
  });
});

describe('an answer that is not complete is an error', () => {
  it.each<[string, Reply, string]>([
    ['without results', json({}), 'IncompleteAnswer'],
    ['that is partial on its last page', page(rows({ status: 'PartialData' })), 'IncompleteAnswer'],
    ['without one of the queries', page(NOTHING.slice(0, 7)), 'IncompleteAnswer'],
    ['with an internal error', page(rows({ status: 'InternalError' })), 'InternalError'],
    ['with a forbidden query', page(rows({ status: 'Forbidden' })), 'Forbidden'],
    [
      'with more values than timestamps',
      json({ MetricDataResults: [{ Id: 'm0', StatusCode: 'Complete', Timestamps: [], Values: [1] }] }),
      'IncompleteAnswer',
    ],
    ['denied', jsonError(400, 'AccessDeniedException', 'not authorized'), 'AccessDeniedException'],
    ['refused every time', jsonError(500, 'InternalServiceFault', 'oops'), 'InternalServiceFault'],
  ])('%s', async (_, reply, code) => {
    server.script('GetMetricData', reply);
    await expect(read()).rejects.toMatchObject({ name: 'PortError', call: 'cloudwatch:GetMetricData', code });
  });

  it('with an internal error before its last page', async () => {
    server.script('GetMetricData', page(rows({ status: 'InternalError' }), 't1'), page(NOTHING));
    await expect(read()).rejects.toMatchObject({ code: 'InternalError' });
  });

  it('whose pages never end', async () => {
    const before = server.seen.length;
    server.script('GetMetricData', page(NOTHING, 'again'));
    await expect(read()).rejects.toMatchObject({ code: 'TooManyPages' });
    expect(server.seen).toHaveLength(before + METRIC_PAGES_MAX);
  });
});

it('throttled and then answered is an answer', async () => {
  const throttled = jsonError(400, 'ThrottlingException', 'Rate exceeded');
  server.script('GetMetricData', throttled, throttled, page(rows({ points: [[7]] })));
  expect((await read()).reports).toHaveLength(1);
});
