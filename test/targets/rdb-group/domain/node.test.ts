import { describe, expect, it } from 'vitest';
import { activeNodes, isManaged } from '../../../../lib/targets/rdb-group/domain/group.ts';
import { lifecycleStageOf, memoryUsedPercent } from '../../../../lib/targets/rdb-group/domain/node.ts';
import { aNode, aReport } from '../../../build/servers.ts';
import { aGroup } from '../../../build/snapshot.ts';

describe('a lifecycle state of Auto Scaling', () => {
  it.each([
    ['Pending', 'pending'],
    ['Pending:Wait', 'pending'],
    ['Pending:Proceed', 'pending'],
    ['InService', 'in-service'],
    ['Terminating', 'terminating'],
    ['Terminating:Wait', 'terminating-wait'],
    ['Terminating:Proceed', 'terminating'],
    ['Terminating:Retained', 'retained'],
    ['Terminated', 'other'],
    ['Standby', 'other'],
    ['EnteringStandby', 'other'],
    ['Detaching', 'other'],
    ['Detached', 'other'],
    ['Quarantined', 'other'],
    ['Warmed:Pending', 'other'],
    ['Warmed:Running', 'other'],
    ['Warmed:Terminating:Wait', 'other'],
    ['SomethingNew', 'other'],
  ])('%s is the stage %s', (state, stage) => {
    expect(lifecycleStageOf(state)).toBe(stage);
  });
});

describe('a group', () => {
  it('counts Pending and InService as active, and nothing else', () => {
    const stages = ['pending', 'in-service', 'terminating', 'terminating-wait', 'retained', 'other'] as const;
    const group = aGroup({ nodes: stages.map((stage) => aNode(`i-${stage}`, { stage })) });
    expect(activeNodes(group).map((n) => n.instanceId)).toEqual(['i-pending', 'i-in-service']);
  });

  it.each([
    [{ 'spillway:managed': 'true' }, true],
    [{ 'spillway:managed': 'True' }, false],
    [{ 'spillway:managed': 'false' }, false],
    [{ 'spillway:managed': '' }, false],
    [{ 'spillway:mode': 'act' }, false],
    [{}, false],
  ])('with the tags %j is managed: %s', (tags, managed) => {
    expect(isManaged({ tags })).toBe(managed);
  });
});

describe('the memory of a report', () => {
  it('is a percentage of the total, in whatever unit', () => {
    const memory = { used: 3, total: 4, unit: 'bytes' } as const;
    expect(memoryUsedPercent(aReport('i-1', { memory }))).toBe(75);
  });

  it('is undefined where none was reported', () => {
    const { memory: _, ...report } = aReport('i-1');
    expect(memoryUsedPercent(report)).toBeUndefined();
  });
});
