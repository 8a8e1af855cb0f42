import { readAlone } from '../../../build/read-alone.ts';
import { describe, expect, it } from 'vitest';
import {
  createProbeTelemetry,
  type GroupProbeFailure,
} from '../../../../lib/targets/rdb-group/observe/telemetry/probe-telemetry.ts';
import { PortError } from '../../../../lib/core/errors.ts';
import { createLocalProbe } from '../../../../lib/kdb/probe-targets.ts';
import { findRdbQuery } from '../../../../lib/kdb/rdb-queries.ts';
import type {
  Probe,
  ProbeAnswer,
  ProbeRequest,
  ServerSample,
} from '../../../../lib/targets/rdb-group/ports/probe.ts';
import { startRdb } from '../../../kdb/rdb-fixtures.ts';

const GIB = 1024 ** 3;
const ASKED_MS = Date.UTC(2026, 2, 2, 15);
const ANSWERED_MS = ASKED_MS + 40;
const SETTINGS = { port: 5010, processes: 1, query: 'tick' };

const aSample = (changes: Partial<ServerSample> = {}): ServerSample => ({
  usedBytes: 4 * GIB,
  totalBytes: 16 * GIB,
  rows: 0,
  live: false,
  queued: true,
  busy: false,
  updates: 0,
  serverTimeMs: 0,
  ...changes,
});
const failed = (instanceId: string, code: string): ProbeAnswer => ({
  kind: 'failed',
  instanceId,
  failure: { code, message: `${instanceId} ${code}` },
});
const reported = (instanceId: string, changes: Partial<ServerSample> = {}): ProbeAnswer => ({
  kind: 'report',
  instanceId,
  sample: aSample(changes),
});

/** A group's telemetry whose probe gives these answers, on a clock that moves while it is asked. */
function telemetryWith(answers: readonly ProbeAnswer[], settings: object = {}) {
  const requests: ProbeRequest[] = [];
  const failures: GroupProbeFailure[] = [];
  let nowMs = ASKED_MS;
  const probe: Probe = {
    probe: (request) => {
      requests.push(request);
      nowMs = ANSWERED_MS;
      return Promise.resolve(answers);
    },
  };
  const telemetry = createProbeTelemetry({
    probe,
    readAddresses: (ids) =>
      Promise.resolve(new Map(ids.filter((id) => id !== 'i-new').map((id) => [id, `ip-${id}`]))),
    readRdbAccess: ({ secretName, groupName }) =>
      Promise.resolve({ username: `${secretName} for ${groupName}`, password: 'hunter2' }),
    clock: { nowMs: () => nowMs, sleep: () => Promise.resolve() },
    findQuery: findRdbQuery,
    onRead: (_groupName, list) => failures.push(...list),
  });
  const read = (...instanceIds: string[]) =>
    readAlone(telemetry, {
      groupName: 'rdb',
      instanceIds,
      fromMs: 0,
      nowMs: ASKED_MS,
      probe: { ...SETTINGS, ...settings },
    });
  return { read, requests, failures };
}

describe('reports by the probe', () => {
  it('hold all fields of one observation, between asking and the answer on our own clock', async () => {
    const { read } = telemetryWith([reported('i-1', { rows: 7, live: true, queued: false, updates: 3 })]);
    expect(await read('i-1')).toEqual({
      reports: [
        {
          instanceId: 'i-1',
          source: 'probe',
          sampledFromMs: ASKED_MS,
          observedAtMs: ANSWERED_MS,
          memory: { used: 4 * GIB, total: 16 * GIB, unit: 'bytes' },
          rows: 7,
          live: true,
          queued: false,
          busy: false,
          updates: 3,
        },
      ],
      odd: [],
      addresses: new Map([['i-1', 'ip-i-1']]),
    });
  });

  it('leave out what the server does not know, so that nothing is proved by it', async () => {
    const sample: ProbeAnswer = {
      kind: 'report',
      instanceId: 'i-1',
      sample: { usedBytes: 1, totalBytes: 2, live: true, busy: false, serverTimeMs: 0 },
    };
    const { reports } = await telemetryWith([sample]).read('i-1');
    expect(Object.keys(reports[0] ?? {})).not.toContain('rows');
    expect(Object.keys(reports[0] ?? {})).not.toContain('queued');
  });

  it.each([
    ['usedBytes', { usedBytes: -1 }],
    ['usedBytes', { usedBytes: 17 * GIB }],
    ['usedBytes', { usedBytes: Number.NaN }],
    ['totalBytes', { totalBytes: 0 }],
    ['rows', { rows: -5 }],
    ['updates', { updates: Number.POSITIVE_INFINITY }],
  ])('are refused and named when %s cannot be true', async (metric, changes) => {
    const answer = await telemetryWith([reported('i-1', changes), reported('i-2')]).read('i-1', 'i-2');
    expect(answer.odd).toMatchObject([{ instanceId: 'i-1', metric }]);
    expect(answer.reports.map((report) => report.instanceId)).toEqual(['i-2']);
  });
});

describe('what is asked', () => {
  it('is each node at its address, with the port, processes and query of the group', async () => {
    const { read, requests } = telemetryWith([], { port: 6000, processes: 3, query: 'kx-autoscaling' });
    await read('i-1', 'i-2');
    expect(requests).toHaveLength(1);
    expect(requests[0]?.targets[1]).toEqual({
      instanceId: 'i-2',
      host: 'ip-i-2',
      port: 6000,
      processes: 3,
      query: findRdbQuery('kx-autoscaling'),
    });
    expect(requests[0]).not.toHaveProperty('access');
  });

  it("carries what the group's secret holds, where it names one", async () => {
    const { read, requests } = telemetryWith([], { secret: 'rdb/probe' });
    await read('i-1');
    expect(requests[0]?.access).toEqual({ username: 'rdb/probe for rdb', password: 'hunter2' });
  });

  it('is nothing, if the query is not one of the stage settings', async () => {
    const { read, requests } = telemetryWith([], { query: 'exit 0' });
    const error: unknown = await read('i-1').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PortError);
    expect(error).toMatchObject({
      code: 'UnknownQuery',
      message: expect.stringContaining('"exit 0"') as string,
    });
    expect(requests).toEqual([]);
  });
});

describe('nodes that do not answer', () => {
  it('are silent, and told of once for each kind of failure', async () => {
    const answers = [failed('i-1', 'access-denied'), failed('i-2', 'access-denied'), reported('i-3')];
    const { read, failures } = telemetryWith(answers);
    const { reports } = await read('i-1', 'i-2', 'i-3', 'i-new');
    expect(reports.map((report) => report.instanceId)).toEqual(['i-3']);
    expect(failures).toEqual([
      { groupName: 'rdb', code: 'access-denied', message: 'i-1 access-denied', instanceIds: ['i-1', 'i-2'] },
      {
        groupName: 'rdb',
        code: 'no-address',
        message: 'i-new: EC2 names no private address for it (yet), so its port 5010 is not asked',
        instanceIds: ['i-new'],
      },
    ]);
    expect(JSON.stringify(failures)).not.toContain('hunter2');
  });
});

it('reads a real RDB on a socket', async () => {
  const server = await startRdb({ rowsByTable: { trade: 12 }, live: true });
  const telemetry = createProbeTelemetry({
    probe: createLocalProbe(),
    readAddresses: () => Promise.resolve(new Map([['i-1', '127.0.0.1']])),
    readRdbAccess: () => Promise.resolve({}),
    clock: { nowMs: () => ASKED_MS, sleep: () => Promise.resolve() },
    findQuery: findRdbQuery,
    onRead: () => undefined,
  });
  const { reports } = await readAlone(telemetry, {
    groupName: 'rdb',
    instanceIds: ['i-1'],
    fromMs: 0,
    nowMs: 0,
    probe: { ...SETTINGS, port: server.port },
  });
  expect(reports).toMatchObject([{ instanceId: 'i-1', rows: 12, live: true, source: 'probe' }]);
});
