import { readAlone } from '../build/read-alone.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePolicy } from '../../lib/targets/rdb-group/domain/policy.ts';
import { createAwsPorts } from '../../lib/wiring/wire-cycle.ts';
import { ec2Result, json, startWireServer, type WireServer } from '../aws/wire-server.ts';

let server: WireServer;
beforeAll(async () => {
  server = await startWireServer();
});
afterAll(async () => {
  await server.close();
});

describe('the ports on AWS', () => {
  it('need the state table’s name, and say so', () => {
    expect(() => createAwsPorts({ env: {} })).toThrow('SPILLWAY_STATE_TABLE is not set');
    expect(() => createAwsPorts({ env: { SPILLWAY_STATE_TABLE: '' } })).toThrow(
      'SPILLWAY_STATE_TABLE is not set',
    );
  });

  it('use the table and the namespace that the environment names', async () => {
    const env = { SPILLWAY_STATE_TABLE: 'desk-state', SPILLWAY_METRIC_NAMESPACE: 'Desk' };
    const lines: string[] = [];
    const ports = createAwsPorts({
      env,
      clients: server.clients(),
      writeLine: (line) => void lines.push(line),
    });
    server.script('GetItem', json({}));
    await ports.stateStore.readState('rdb');
    ports.announcer.publishMetrics('rdb', { SparesHave: 1 });
    expect(server.seen.at(-1)?.fields).toMatchObject({ TableName: 'desk-state' });
    expect(lines[0]).toContain('"Namespace":"Desk"');
  });

  it('publish in Spillway where the environment names no namespace', () => {
    const lines: string[] = [];
    const ports = createAwsPorts({
      env: { SPILLWAY_STATE_TABLE: 'state' },
      clients: server.clients(),
      writeLine: (line) => void lines.push(line),
    });
    ports.announcer.publishMetrics('rdb', { SparesHave: 1 });
    expect(lines[0]).toContain('"Namespace":"Spillway"');
  });

  it('send nothing once the invocation has no time left, and give the lease’s state the last of it', async () => {
    const before = server.seen.length;
    let remainingTimeMs = 1_000;
    const ports = createAwsPorts({
      env: { SPILLWAY_STATE_TABLE: 'state' },
      clients: server.clients(),
      remainingTimeMs: () => remainingTimeMs,
    });
    server.script('UpdateItem', json({}));
    const lease = { name: 'rdb', owner: 'a', fence: 1, expiresAtMs: 1 };
    await expect(ports.fleetReader.readGroup('rdb')).rejects.toMatchObject({ code: 'DeadlineExceeded' });
    expect(await ports.stateStore.giveBack(lease)).toBe(true);
    remainingTimeMs = 300;
    await expect(ports.stateStore.giveBack(lease)).rejects.toMatchObject({ code: 'DeadlineExceeded' });
    expect(server.seen.slice(before).map(({ action }) => action)).toEqual(['UpdateItem']);
  });
});

describe('where reports come from', () => {
  const env = { SPILLWAY_STATE_TABLE: 'state', SPILLWAY_PROBE_FUNCTION: 'spillway-dev-probe' };
  const query = { groupName: 'rdb', instanceIds: ['i-1'], fromMs: 0, nowMs: 60_000 };

  function telemetry(tags: Readonly<Record<string, string>>, variables: Readonly<Record<string, string>>) {
    const parsed = parsePolicy(tags);
    if (!parsed.ok) throw new Error('tags that cannot be parsed');
    const lines: string[] = [];
    const options = { clients: server.clients(), writeLine: (line: string) => void lines.push(line) };
    const { telemetryFor } = createAwsPorts({ env: variables, ...options });
    return {
      read: () => readAlone(telemetryFor(parsed.policy), { ...query, probe: parsed.policy.probe }),
      lines,
    };
  }
  function address(instanceId: string, inner: string): string {
    const item = `<instanceId>${instanceId}</instanceId>${inner}`;
    return `<item><instancesSet><item>${item}</item></instancesSet></item>`;
  }
  function answerAddresses(...items: readonly string[]): void {
    const replies = items.map((item) =>
      ec2Result('DescribeInstances', `<reservationSet>${item}</reservationSet>`),
    );
    server.script('DescribeInstances', ...replies);
  }
  const invocations = () => server.seen.filter(({ action }) => action === 'Invoke');

  it('is said where a group wants the probe and the stage has none', async () => {
    const { read } = telemetry({ 'spillway:reports': 'probe' }, { SPILLWAY_STATE_TABLE: 'state' });
    await expect(read()).rejects.toMatchObject({
      code: 'NotSetUp',
      message: expect.stringMatching(
        /group rdb: its tag spillway:reports is probe, .*SPILLWAY_PROBE_FUNCTION is not set/,
      ) as string,
    });
  });

  it('is CloudWatch alone where the probe is not set up and CloudWatch is the fallback; that is said', async () => {
    server.script('GetMetricData', json({ MetricDataResults: [] }));
    const tags = { 'spillway:reports': 'probe-then-cloudwatch' };
    const { read, lines } = telemetry(tags, { SPILLWAY_STATE_TABLE: 'state' });
    await expect(read()).rejects.toMatchObject({ call: 'cloudwatch:GetMetricData' });
    expect(lines.join()).toContain('rdb: read by CloudWatch alone');
  });

  it('is the function that the environment names, with a query of the stage’s own', async () => {
    answerAddresses(address('i-1', '<privateIpAddress>10.0.0.7</privateIpAddress>'));
    server.script(
      'Invoke',
      json([{ kind: 'failed', instanceId: 'i-1', failure: { code: 'refused', message: 'no' } }]),
    );
    const tags = {
      'spillway:reports': 'probe',
      'spillway:probe-query': 'ours',
      'spillway:probe-port': '6000',
    };
    const variables = { ...env, SPILLWAY_PROBE_QUERIES: '{"ours":"f[]"}' };
    const { read, lines } = telemetry(tags, variables);
    expect(await read()).toEqual({
      reports: [],
      odd: [],
      addresses: new Map([['i-1', '10.0.0.7']]),
    });
    expect(invocations().at(-1)?.fields).toEqual({
      targets: [
        {
          instanceId: 'i-1',
          host: '10.0.0.7',
          port: 6000,
          processes: 1,
          query: { name: 'ours', text: 'f[]' },
        },
      ],
    });
    expect(lines.join()).toContain('no report by the probe from 1 of its servers');
  });

  it('is at an IPv6 address where there is no other, asked of EC2 once', async () => {
    answerAddresses('', address('i-1', '<ipv6Address>2001:db8::7</ipv6Address>'));
    server.script(
      'Invoke',
      json([{ kind: 'failed', instanceId: 'i-1', failure: { code: 'refused', message: 'no' } }]),
    );
    const before = server.seen.filter(({ action }) => action === 'DescribeInstances').length;
    const { read } = telemetry({ 'spillway:reports': 'probe' }, env);
    for (let tick = 0; tick < 4; tick += 1) await read();
    expect(invocations().at(-1)?.fields).toMatchObject({ targets: [{ host: '2001:db8::7' }] });
    // The first time it had none yet.
    expect(server.seen.filter(({ action }) => action === 'DescribeInstances').length - before).toBe(2);
  });

  it('is nowhere while the stage’s queries cannot be read', async () => {
    answerAddresses(address('i-1', '<privateIpAddress>10.0.0.7</privateIpAddress>'));
    const { read } = telemetry({ 'spillway:reports': 'probe' }, { ...env, SPILLWAY_PROBE_QUERIES: '["f"]' });
    await expect(read()).rejects.toMatchObject({ code: 'BadSetting' });
  });
});
