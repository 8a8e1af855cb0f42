// The role of drills against drills: what the command calls on the local AWS is put to the packaged role. That the role has
// nothing else, and reaches nothing else, the audits of least-privilege.test.ts see.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RecordedCall } from '../../lib/emulator/call-log.ts';
import { aDrilledGroup } from '../cli/drills/a-drilled-group.ts';
import { GROUP, type LocalOperator, startLocalOperator } from '../cli/local-operator.ts';
import { DRILL_ROLE, drillRequests } from './audit/drill-demands.ts';
import { OTHER_OPTIONS, packageStage, PROJECT, type Packaged } from './package-project-fixture.ts';
import { arnOf, denied, policyOfRole } from './recorded/role-policy.ts';

/** Half an hour of a world, its functions and its RDBs. */
const A_WORLD_MS = 120_000;

let other: Packaged;
beforeAll(async () => {
  other = await packageStage('other', OTHER_OPTIONS);
}, 180_000);

/** What the operator called, not the functions that look after the group meanwhile: `dynamodb:PutItem`. */
async function calledBy(operator: LocalOperator, words: string): Promise<readonly string[]> {
  operator.emulator.resetCalls();
  const { exitStatus, text } = await operator.run(words);
  expect(exitStatus, text).toBe(0);
  const isOurs = ({ caller }: RecordedCall) => caller === 'unknown';
  const calls = operator.emulator.calls().filter(isOurs);
  return [...new Set(calls.map(({ service, action }) => `${service}:${action}`))];
}

describe('whoever has the role', () => {
  const requests = () => drillRequests(arnOf('StateTable', other.template));

  it(
    'may make every call of a drill, of groups and of clusters',
    async () => {
      const group = await aDrilledGroup();
      const ofGroups = await calledBy(group, `drill live-rdb ${GROUP} --execute --confirm ${GROUP}`);
      expect(ofGroups).toEqual(expect.arrayContaining(['ec2:TerminateInstances', 'dynamodb:PutItem']));
      const cache = await startLocalOperator([], {
        clusters: [
          { name: 'lvc', shardCount: 2, tags: { 'spillway:shards-max': '4', 'spillway:drills': 'allowed' } },
        ],
        cacheServers: {},
        memoryDb: { failover: { promotionMs: 8_000, recoveryMs: 20_000 } },
      });
      const ofClusters = await calledBy(
        cache,
        'drill memorydb-shard memorydb:lvc --execute --confirm memorydb:lvc',
      );
      expect(ofClusters).toContain('memorydb:FailoverShard');
      const known = requests().map(({ action }) => action);
      expect([...ofGroups, ...ofClusters].filter((action) => !known.includes(action))).toEqual([]);
      expect(await denied(policyOfRole(other.template, DRILL_ROLE), requests())).toEqual([]);
    },
    A_WORLD_MS,
  );
});

it('is there only where somebody is named', async () => {
  const example = await packageStage('example');
  expect(example.template.Resources[DRILL_ROLE]).toBeUndefined();
  expect(example.template.Outputs?.['DrillRoleArn']).toBeUndefined();
  expect(other.template.Outputs?.['DrillRoleArn']).toBeDefined();
}, 180_000);

it('is alone with what breaks: no other file of infra/ has it', () => {
  const infra = join(PROJECT, 'infra');
  const others = readdirSync(infra, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.yml') && entry.name !== 'drills-on.yml',
  );
  expect(others.length).toBeGreaterThan(20);
  for (const { parentPath, name } of others) {
    const text = readFileSync(join(parentPath, name), 'utf8');
    for (const action of ['ec2:StopInstances', 'ec2:TerminateInstances', 'memorydb:FailoverShard'])
      expect(text, name).not.toContain(action);
  }
});
