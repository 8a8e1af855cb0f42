import { describe, expect, it } from 'vitest';
import { runCycle } from '../../lib/cycle/run-cycle.ts';
import type { AnswerJson } from '../../lib/routing/route-json.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';
import { aPlainGroup, GROUP, startLocalOperator, type LocalOperator } from './local-operator.ts';

const MANAGED = { 'spillway:managed': 'true' };

async function aLookedAtGroup(): Promise<LocalOperator> {
  const operator = await startLocalOperator([aPlainGroup({ tags: MANAGED })]);
  await operator.pass(20);
  await runCycle(RDB_GROUP, { name: GROUP, trigger: 'tick' }, operator.ports);
  return operator;
}

describe('spillway nodes', () => {
  it('says who holds the data, as the latest look has told, and by what it knows so', async () => {
    const operator = await aLookedAtGroup();
    const { exitStatus, text } = await operator.run(`nodes ${GROUP}`);
    expect(exitStatus).toBe(0);
    expect(text).toContain(`${GROUP}  complete  as of 2026-11-20T15:20:`);
    expect(text).toMatch(/i-\w+ +│ live +│ ready/);
    expect(text).toContain('no node tells its slices: nodes are told apart by their roles alone.');
  });

  it('prints JSON, as discover answers', async () => {
    const operator = await aLookedAtGroup();
    const { text } = await operator.run(`nodes ${GROUP} --json`);
    const answer = JSON.parse(text) as AnswerJson;
    expect(answer).toMatchObject({ group: GROUP, complete: true });
    expect(answer.notes).toEqual(['no node tells its slices: nodes are told apart by their roles alone']);
    expect(answer.nodes.map(({ role }) => role)).toEqual(['live', 'queued', 'queued']);
    // By CloudWatch no look has to know an address: EC2 is asked.
    for (const { address, azId, launchTime } of answer.nodes) {
      expect(address).toMatch(/^10\./);
      expect(azId).toMatch(/^use1-az[12]$/);
      expect(launchTime).toBe('2026-11-20T14:00:00.000Z');
    }
  });

  it('is no longer sure once the look is old', async () => {
    const operator = await aLookedAtGroup();
    await operator.pass(2);
    const { text } = await operator.run(`nodes ${GROUP}`);
    expect(text).toContain('not known to be complete');
    expect(text).toContain('the latest look is 2 min old.');
  });

  it('says that no look has told of a group, and what is wrong with a window', async () => {
    const operator = await startLocalOperator([aPlainGroup()]);
    const unknown = await operator.run('nodes rdb-none');
    expect(unknown).toMatchObject({ exitStatus: 1 });
    expect(unknown.text).toContain('no look has told where the data of a group "rdb-none" is');
    const bad = await operator.run(`nodes ${GROUP} --from 2026-11-20T16:00:00Z --to 2026-11-20T15:00:00Z`);
    expect(bad).toMatchObject({ exitStatus: 2 });
    expect(bad.text).toContain('the window ends before it begins');
  });

  it('draws again every few seconds with --watch, and ends by itself after an hour', async () => {
    const operator = await aLookedAtGroup();
    const { text } = await operator.run(`nodes ${GROUP} --watch`);
    expect(text.match(/as of/g)).toHaveLength(361);
  });
});
