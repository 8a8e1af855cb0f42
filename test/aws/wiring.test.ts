import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsPorts } from '../../lib/wiring.ts';
import { json, startWireServer, type WireServer } from './wire-server.ts';

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
    const lease = { groupName: 'rdb', owner: 'a', fence: 1, expiresAtMs: 1 };
    await expect(ports.fleetReader.readGroup('rdb')).rejects.toMatchObject({ code: 'DeadlineExceeded' });
    expect(await ports.stateStore.giveBack(lease)).toBe(true);
    remainingTimeMs = 300;
    await expect(ports.stateStore.giveBack(lease)).rejects.toMatchObject({ code: 'DeadlineExceeded' });
    expect(server.seen.slice(before).map(({ action }) => action)).toEqual(['UpdateItem']);
  });
});
