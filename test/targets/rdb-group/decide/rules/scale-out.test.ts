import { describe, expect, it } from 'vitest';
import { booting, flushed, live, provedOnce, queued, rolled } from '../../../../build/servers.ts';
import { aFloor, anOpenWindow, CONTINUOUS, plan } from '../../../../build/snapshot.ts';

describe('scale-out', () => {
  it('raises the desired capacity by what is missing', () => {
    expect(plan([live(75)])).toMatchObject({
      kind: 'scale-out',
      desiredCapacity: 2,
      reason: {
        code: 'scale-threshold',
        operands: {
          usedPercent: 75,
          scaleThresholdPercent: 75,
          desiredCapacityBefore: 1,
          desiredCapacity: 2,
        },
      },
    });
    expect(plan([live(10), rolled('i-r')], { intent: aFloor(4) })).toMatchObject({ desiredCapacity: 5 });
  });

  it.each([
    ['a queued node', [queued('i-q')], {}],
    ['a booting node', [booting('i-b')], {}],
    ['capacity that was asked for', [], { desiredCapacity: 2 }],
  ])('is not needed with %s', (_, others, group) => {
    expect(plan([live(75), ...others], { group })).toMatchObject({
      kind: 'hold',
      reason: { code: 'enough' },
    });
  });

  it('counts from the active nodes where fewer are desired', () => {
    const group = { desiredCapacity: 1 };
    expect(plan([live(75), rolled('i-r')], { group })).toMatchObject({ desiredCapacity: 3 });
  });

  it.each([
    [3, 'scale-out', 3],
    [4, 'scale-out', 4],
    [5, 'scale-out', 4],
  ])('to a maximum of %d is a %s, to %d', (maxSize, kind, desiredCapacity) => {
    const made = plan([live(75), rolled('i-r')], { group: { maxSize }, intent: aFloor(3) });
    expect(made).toMatchObject({ kind, desiredCapacity });
  });

  it('is capped by the tag where that is lower, and by the group where that is', () => {
    const servers = [live(75), rolled('i-r')];
    const floor = { intent: aFloor(9) };
    expect(plan(servers, { ...floor, policy: { nodesMax: 4 } })).toMatchObject({ desiredCapacity: 4 });
    expect(plan(servers, { ...floor, policy: { nodesMax: 90 } })).toMatchObject({ desiredCapacity: 10 });
  });

  it('says where it stops short of what is wanted', () => {
    const made = plan([live(75), rolled('i-r')], { group: { maxSize: 3 }, intent: aFloor(4) });
    expect(made.reason.text).toContain('the maximum, where 5 are wanted');
  });
});

describe('at the maximum', () => {
  const atMax = { group: { maxSize: 2 } };

  it('it is held, loudly', () => {
    const made = plan([live(75), rolled('i-r')], atMax);
    expect(made).toMatchObject({
      kind: 'hold',
      reason: { code: 'at-maximum', operands: { nodesMax: 2, sparesWanted: 1, sparesHave: 0 } },
      assessed: { atMaximum: true },
    });
  });

  it('nothing is said while the spares are enough', () => {
    expect(plan([live(75), queued('i-q')], atMax).assessed.atMaximum).toBe(false);
    expect(plan([live(10), rolled('i-r')], atMax).assessed.atMaximum).toBe(false);
  });

  it('a flushed node makes room', () => {
    const servers = [live(75), provedOnce(flushed('i-f'))];
    expect(plan(servers, { ...atMax, policy: CONTINUOUS })).toMatchObject({
      kind: 'retire',
      instanceId: 'i-f',
      assessed: { atMaximum: true },
    });
  });

  it('of the tag, below what is desired already, nothing is lowered', () => {
    const servers = [live(75), rolled('i-1'), rolled('i-2')];
    expect(plan(servers, { policy: { nodesMax: 2 } })).toMatchObject({
      kind: 'hold',
      reason: { code: 'at-maximum' },
    });
  });
});

describe('before any other rule', () => {
  const servers = [live(90), provedOnce(flushed('i-f'))];
  const parts = { intent: anOpenWindow(), group: { minSize: 0 } };

  it('a group that is off is held, and its hooks are left alone', () => {
    const waiting = rolled('i-w', { node: { stage: 'terminating-wait' } });
    expect(plan([...servers, waiting], { ...parts, policy: { mode: 'off' } })).toMatchObject({
      kind: 'hold',
      reason: { code: 'off' },
      hookSteps: [],
    });
  });

  it.each([
    [1, 'paused'],
    [0, 'scale-threshold'],
    [-1, 'scale-threshold'],
  ])('a pause that ends in %d ms makes it %s', (endsInMs, code) => {
    const pauseUntilMs = Date.parse('2026-11-20T15:00:00Z') + endsInMs;
    expect(plan(servers, { ...parts, policy: { pauseUntilMs } }).reason.code).toBe(code);
  });

  it('a group with weighted capacity is held', () => {
    const group = { ...parts.group, hasWeightedCapacity: true };
    expect(plan(servers, { ...parts, group })).toMatchObject({
      kind: 'hold',
      reason: { code: 'weighted-capacity' },
    });
  });

  it('a spare outranks a retirement', () => {
    expect(plan(servers, parts)).toMatchObject({ kind: 'scale-out' });
  });

  it('every plan says why the rules before it did not act', () => {
    expect(plan([live(10)]).considered.map((r) => r.code)).toEqual([
      'not-paused',
      'readable',
      'unweighted',
      'enough-spares',
      'outside-window',
      'below-maximum',
    ]);
  });
});
