// The role of drills against drills: what the command calls on the local AWS is put to the packaged role, and to the rows of
// docs/commands.md. That the role has nothing else, and reaches nothing else, the audits of least-privilege.test.ts see.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { roleArn } from '../../lib/emulator/stack/emulated-stack.ts';
import { aDrilledGroup } from '../cli/drills/a-drilled-group.ts';
import { documentedActions } from '../cli/documented-actions.ts';
import { GROUP, type LocalOperator, startLocalOperator } from '../cli/local-operator.ts';
import { DRILL_ROLE, drillRequests } from './audit/drill-demands.ts';
import { OTHER_OPTIONS, packageStage, PROJECT, type Packaged } from './package-project-fixture.ts';
import { arnOf, denied, policyOfRole } from './recorded/role-policy.ts';

/** Half an hour of a world, its functions and its RDBs. */
const A_WORLD_MS = 120_000;

/** The row of docs/commands.md. */
const WITH_ROLE = 'drill with --role-arn';

let other: Packaged;
beforeAll(async () => {
  other = await packageStage('other', OTHER_OPTIONS);
}, 180_000);

/** What the command called, with the role and without, not the functions that look after the group meanwhile. */
interface Called {
  /** `dynamodb:PutItem`. */
  readonly own: readonly string[];
  readonly asRole: readonly string[];
}

async function calledBy(operator: LocalOperator, words: string): Promise<Called> {
  operator.emulator.resetCalls();
  const { exitStatus, text } = await operator.run(`${words} --as ada --role-arn ${roleArn('drills')}`);
  expect(exitStatus, text).toBe(0);
  const madeBy = (wanted: string) => {
    const calls = operator.emulator.calls().filter(({ caller }) => caller === wanted);
    return [...new Set(calls.map(({ service, action }) => `${service}:${action}`))];
  };
  return { own: madeBy('unknown'), asRole: madeBy('assumed-role/drills/spillway-drill-ada') };
}

/** What docs/commands.md names for a row, those of `status` that it refers to included. */
function documentedFor(...rows: readonly string[]): ReadonlySet<string> {
  const documented = documentedActions();
  return new Set(rows.flatMap((row) => [...(documented.get(row) ?? [])]));
}

describe('whoever has the role', () => {
  const requests = () => drillRequests(arnOf('StateTable', other.template));

  it(
    'may make every call of a drill, of groups and of clusters, and is taken for what breaks alone',
    async () => {
      const group = await aDrilledGroup();
      const ofGroups = await calledBy(group, `drill live-rdb ${GROUP} --execute --confirm ${GROUP}`);
      expect(ofGroups.asRole).toEqual(['ec2:TerminateInstances']);
      expect(ofGroups.own).toContain('dynamodb:PutItem');
      const ofGroupsNamed = documentedFor('drill live-rdb, drill tickerplant', 'status of groups', WITH_ROLE);
      expect([...ofGroups.own, ...ofGroups.asRole].filter((action) => !ofGroupsNamed.has(action))).toEqual(
        [],
      );
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
      expect(ofClusters.asRole).toEqual(['memorydb:FailoverShard']);
      expect(new Set([...ofClusters.own, ...ofClusters.asRole])).toEqual(
        documentedFor('drill memorydb-shard', WITH_ROLE),
      );
      // Who has the role in a profile runs all of the command with it.
      const known = requests().map(({ action }) => action);
      const needed = [ofGroups, ofClusters].flatMap(({ own, asRole }) => [...own, ...asRole]);
      expect(needed.filter((action) => !known.includes(action))).toEqual([
        'sts:AssumeRole',
        'sts:AssumeRole',
      ]);
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
