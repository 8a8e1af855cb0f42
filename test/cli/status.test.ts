import { describe, expect, it } from 'vitest';
import { runCycle } from '../../lib/cycle/run-cycle.ts';
import type { GroupStatus } from '../../lib/operate/rdb-group/status/read-group-status.ts';
import { aPlainGroup, GROUP, START_MS, startLocalOperator } from './local-operator.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';

const MANAGED = { 'spillway:managed': 'true' };

describe('spillway status', () => {
  it('shows role, memory as a bar, rows, age, spares, sizes, lease and the last plan', async () => {
    const operator = await startLocalOperator([aPlainGroup({ tags: MANAGED })]);
    await operator.pass(20);
    await runCycle(RDB_GROUP, { name: GROUP, trigger: 'tick' }, operator.ports);
    await operator.pass(1);
    const { exitStatus, text } = await operator.run(`status ${GROUP}`);
    expect(exitStatus).toBe(0);
    expect(text).toMatch(
      /rdb-fx {2}act {2}min 1 · desired 3 · max 6 {2}spares 2 of \d wanted {2}rolls in \d+ min {2}lease free/,
    );
    expect(text).toMatch(/live\s+│ InService\s+│ █+░+ \d+\.\d % │\s+[\d,]+ │\s+\d+ s old/);
    expect(text.match(/queued/g)?.length).toBeGreaterThanOrEqual(2);
    expect(text).toContain('last plan, 60 s ago: hold:');
  });

  it('says who holds the lease', async () => {
    const operator = await startLocalOperator([aPlainGroup({ tags: MANAGED })]);
    await operator.ports.stateStore.takeLease({
      name: GROUP,
      owner: 'other',
      nowMs: START_MS,
      durationMs: 60_000,
      impossibleAfterMs: Number.MAX_SAFE_INTEGER,
    });
    const { text } = await operator.run(`status ${GROUP}`);
    expect(text).toContain('lease held until 2026-11-20T15:01:00.000Z');
    expect(text).toContain('no plan is recorded yet');
  });

  it('prints JSON that can be read by a program', async () => {
    const operator = await startLocalOperator([aPlainGroup({ tags: MANAGED })]);
    await operator.pass(20);
    const { text } = await operator.run('status --json');
    const [status] = JSON.parse(text) as readonly GroupStatus[];
    expect(status).toMatchObject({ groupName: GROUP, managed: true, mode: 'act', desiredCapacity: 3 });
    expect(status?.nodes.map((node) => node.role).sort()).toEqual(['live', 'queued', 'queued']);
    expect(status?.nodes.find((node) => node.role === 'live')?.rows).toBeGreaterThan(0);
  });

  it('changes nothing and takes no lease', async () => {
    const operator = await startLocalOperator([aPlainGroup({ tags: MANAGED })]);
    await operator.pass(20);
    await operator.run('status');
    const writes = Object.keys(operator.emulator.awsCalls()).filter(
      (action) => !/^(Describe|Get|BatchGet|Query|List)/.test(action),
    );
    expect(writes).toEqual([]);
  });

  it('draws again every few seconds with --watch, and ends by itself after an hour', async () => {
    const operator = await startLocalOperator([aPlainGroup({ tags: MANAGED })]);
    const { text } = await operator.run(`status ${GROUP} --watch --every 20m`);
    expect(text.match(/min 1 · desired 3/g)).toHaveLength(4);
    expect(operator.world.clock.nowMs()).toBe(START_MS + 3_600_000);
  });

  it('shows a group that is held for its tags, and why', async () => {
    const operator = await startLocalOperator([
      aPlainGroup({ tags: { ...MANAGED, 'spillway:mode': 'maybe' } }),
    ]);
    const { text } = await operator.run(`status ${GROUP}`);
    expect(text).toContain('held: bad tags');
    expect(text).toContain('tag spillway:mode is "maybe", allowed is one of act, dry-run, off');
  });

  it.each(['--every 1s', '--every 61m', '--every often'])('refuses %s', async (words) => {
    const operator = await startLocalOperator([]);
    expect(await operator.run(`status ${words}`)).toMatchObject({ exitStatus: 2 });
  });
});
