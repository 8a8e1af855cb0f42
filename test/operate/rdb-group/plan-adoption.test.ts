import { describe, expect, it } from 'vitest';
import type { AdoptionWishes } from '../../../lib/operate/rdb-group/adoption/plan-adoption.ts';
import { planAdoption } from '../../../lib/operate/rdb-group/adoption/plan-adoption.ts';
import { planRelease } from '../../../lib/operate/rdb-group/adoption/plan-release.ts';
import type { GroupChangePlan } from '../../../lib/operate/rdb-group/adoption/group-changes.ts';
import { stackPatch } from '../../../lib/operate/rdb-group/adoption/stack-patch.ts';
import type { GroupSettings, SettingChange } from '../../../lib/targets/rdb-group/ports/group-settings.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { parse, stringify } from 'yaml';
import { aGroup } from '../../build/snapshot.ts';
import { aNode } from '../../build/servers.ts';
import { someSettings } from './builders.ts';

const NO_WISHES: AdoptionWishes = { tags: {}, alarm: 'leave' };
const UNMANAGED = someSettings({ group: aGroup({ tags: {} }) });

function planOf(settings: GroupSettings, wishes: Partial<AdoptionWishes> = {}): GroupChangePlan {
  return planAdoption({ settings, wishes: { ...NO_WISHES, ...wishes }, alarms: [] });
}

function changesOf(plan: GroupChangePlan): readonly SettingChange[] {
  if (plan.kind === 'refused') throw new Error(plan.why);
  return plan.rows.flatMap((row) => row.changes);
}

describe('planAdoption', () => {
  it('only opts in a group that is safe already', () => {
    expect(changesOf(planOf(UNMANAGED)).map((change) => change.kind === 'put-tag' && change.key)).toEqual([
      'spillway:adopted',
      'spillway:adopted-tags',
      'spillway:managed',
    ]);
  });

  it('has nothing to do for a safe group that is managed, and keeps no record of it', () => {
    expect(changesOf(planOf(someSettings()))).toEqual([]);
  });

  it('writes the record before anything else and opts in after everything else', () => {
    const plan = planOf(
      someSettings({
        group: aGroup({ tags: {}, suspendedProcesses: [], retainsOnAbandon: false }),
        newInstancesProtected: false,
        hooks: [],
        deletionProtection: 'none',
      }),
      { tags: { 'spillway:mode': 'dry-run' }, alarm: 'make' },
    );
    const kinds = changesOf(plan).map((c) => (c.kind === 'put-tag' ? c.key : c.kind));
    expect(kinds).toEqual([
      'spillway:adopted',
      'spillway:adopted-tags',
      'protect-new',
      'suspend',
      'put-hook',
      'on-abandon',
      'deletion-protection',
      'spillway:mode',
      'put-alarm',
      'spillway:managed',
    ]);
  });

  it('puts the hook before the retention that needs it', () => {
    const kinds = changesOf(
      planOf(someSettings({ group: aGroup({ retainsOnAbandon: false }), hooks: [] })),
    ).map((change) => change.kind);
    expect(kinds.indexOf('put-hook')).toBeLessThan(kinds.indexOf('on-abandon'));
  });

  it('protects nodes in service, fifty to a call, and no others', () => {
    const ids = Array.from({ length: 51 }, (_, i) => `i-${String(i).padStart(17, '0')}`);
    const nodes = [
      ...ids.map((id) => aNode(id, { protectedFromScaleIn: false })),
      aNode('i-booting', { stage: 'pending', protectedFromScaleIn: false }),
      aNode('i-leaving', { stage: 'terminating', protectedFromScaleIn: false }),
    ];
    const calls = changesOf(planOf(someSettings({ group: aGroup({ nodes }) }))).filter(
      (change) => change.kind === 'protect-nodes',
    );
    expect(calls.map((call) => call.instanceIds.length)).toEqual([50, 1]);
    expect(calls.flatMap((call) => call.instanceIds)).toEqual(ids);
  });

  it('keeps the propagation of a tag that it overwrites', () => {
    const settings = someSettings({
      group: aGroup({ tags: { 'spillway:mode': 'off' } }),
      propagatedTags: ['spillway:mode'],
    });
    const changes = changesOf(planOf(settings, { tags: { 'spillway:mode': 'act' } }));
    expect(changes).toContainEqual({ kind: 'put-tag', key: 'spillway:mode', value: 'act', propagate: true });
    expect(changes).toContainEqual({
      kind: 'put-tag',
      key: 'spillway:was:mode',
      value: 'off',
      propagate: false,
    });
  });

  it.each([
    [50, 'planned'],
    [51, 'refused'],
  ])('with %i tags in the end the plan is %s', (count, kind) => {
    const others = Object.fromEntries(Array.from({ length: count - 3 }, (_, i) => [`t${i}`, 'x']));
    const tags = { ...others, 'aws:cloudformation:stack-name': 's' };
    expect(planOf(someSettings({ group: aGroup({ tags }) })).kind).toBe(kind);
  });

  it('refuses an alarm whose name would be too long', () => {
    const settings = someSettings({ group: aGroup({ name: 'g'.repeat(240) }) });
    expect(planOf(settings, { alarm: 'make' })).toMatchObject({ kind: 'refused' });
  });

  it('makes the alarm at the scale threshold that the tags will say', () => {
    const changes = changesOf(
      planOf(someSettings(), { alarm: 'make', tags: { 'spillway:scale-threshold': '50' } }),
    );
    expect(changes).toContainEqual({
      kind: 'put-alarm',
      name: 'spillway-memory-group-rdb-fx',
      thresholdPercent: 50,
      periodS: 10,
    });
  });

  it('says what it leaves as it is', () => {
    const plan = planOf(
      someSettings({ healthCheckType: 'ELB', asksForSpot: true, maxInstanceLifetimeS: 86_400 }),
    );
    expect(plan.kind === 'planned' && plan.notes.join(' ')).toMatch(
      /load balancer; Spot instances; a maximum instance lifetime/,
    );
  });
});

describe('planRelease', () => {
  const ADOPTED = { 'spillway:adopted': 'v1 new-protected=off hook=none nodes=all-but' };
  const release = (settings: GroupSettings) => planRelease({ settings, alarms: [], protectedByCycles: [] });

  it('stops Spillway first and removes the record last', () => {
    const tags = {
      ...ADOPTED,
      'spillway:adopted-tags': 'mode+ managed+',
      'spillway:mode': 'act',
      'spillway:managed': 'true',
    };
    const changes = changesOf(release(someSettings({ group: aGroup({ tags }) })));
    expect(changes[0]).toEqual({ kind: 'delete-tag', key: 'spillway:managed' });
    expect(changes.at(-1)).toEqual({ kind: 'delete-tag', key: 'spillway:adopted' });
  });

  it.each(['terminating-wait', 'retained'] as const)('is refused while a node is %s', (stage) => {
    const group = aGroup({ tags: ADOPTED, nodes: [aNode('i-1', { stage })] });
    expect(release(someSettings({ group }))).toMatchObject({ kind: 'refused' });
  });

  it('keeps the protection of nodes that had it before', () => {
    const nodes = [aNode('i-0000000000000000a'), aNode('i-0000000000000000b')];
    const tags = { ...ADOPTED, 'spillway:adopted-nodes-1': '0000000000000000a' };
    const changes = changesOf(release(someSettings({ group: aGroup({ tags, nodes }) })));
    expect(changes.filter((change) => change.kind === 'protect-nodes')).toEqual([
      { kind: 'protect-nodes', instanceIds: ['i-0000000000000000b'], on: false },
    ]);
  });

  it('leaves all nodes protected where they were too many to record, and says so', () => {
    const tags = { 'spillway:adopted': 'v1 nodes=too-many' };
    const plan = release(someSettings({ group: aGroup({ tags, nodes: [aNode('i-1')] }) }));
    expect(changesOf(plan).some((change) => change.kind === 'protect-nodes')).toBe(false);
    expect(plan.kind === 'planned' && plan.notes.join()).toContain('nodes keep their protection');
  });

  it('does not take away a hook that somebody else made', () => {
    const changes = changesOf(release(someSettings({ group: aGroup({ tags: ADOPTED }) })));
    expect(changes.some((change) => change.kind === 'delete-hook')).toBe(false);
  });
});

describe('stackPatch', () => {
  it('is none for a group that no stack owns', () => {
    expect(stackPatch(someSettings(), {})).toBeUndefined();
  });

  it('is YAML for the resource of the group, with its settings and without the record', () => {
    const settings = someSettings({
      stack: { name: 'md', logicalId: 'Fx' },
      group: aGroup({
        tags: { 'spillway:spares-min': '1', 'spillway:adopted': 'v1', 'spillway:was:mode': 'off' },
      }),
    });
    const patch = stackPatch(settings, { 'spillway:policy': 'threshold' }) ?? '';
    const template = parse(patch) as { Resources: { Fx: { Properties: Record<string, unknown> } } };
    expect(template.Resources.Fx.Properties).toMatchObject({
      NewInstancesProtectedFromScaleIn: true,
      InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' } },
      Tags: [
        { Key: 'spillway:spares-min', Value: '1', PropagateAtLaunch: false },
        { Key: 'spillway:policy', Value: 'threshold', PropagateAtLaunch: false },
        { Key: 'spillway:managed', Value: 'true', PropagateAtLaunch: false },
      ],
    });
    expect(template.Resources.Fx.Properties).not.toHaveProperty('DesiredCapacity');
  });

  it('validates as part of a template', async () => {
    const settings = someSettings({ stack: { name: 'md', logicalId: 'Fx' } });
    const patch = parse(stackPatch(settings, {}) ?? '') as { Resources: { Fx: { Properties: object } } };
    const template = {
      AWSTemplateFormatVersion: '2010-09-09',
      Parameters: { Template: { Type: 'String' }, Subnet: { Type: 'AWS::EC2::Subnet::Id' } },
      Resources: {
        Fx: {
          Type: 'AWS::AutoScaling::AutoScalingGroup',
          Properties: {
            ...patch.Resources.Fx.Properties,
            MinSize: '1',
            MaxSize: '4',
            VPCZoneIdentifier: [{ Ref: 'Subnet' }],
            LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: '1' },
          },
        },
      },
    };
    const folder = await mkdtemp(join(tmpdir(), 'stack-patch-'));
    const engine = new RegoEngine();
    try {
      const path = join(folder, 'template.yml');
      await writeFile(path, stringify(template));
      const report = engine.validateStandard(new TemplateFile(path), { severityLevel: 'WARN' });
      expect(report.diagnostics).toEqual([]);
    } finally {
      engine.free();
      await rm(folder, { recursive: true });
    }
  });
});
