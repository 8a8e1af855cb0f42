import { describe, expect, it } from 'vitest';
import { RETIREMENT_SEEN_WITHIN_MS } from '../../../../../lib/targets/rdb-group/decide/limits.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../../lib/core/units.ts';
import type { Server } from '../../../../build/servers.ts';
import {
  booting,
  flushed,
  lastHeardOf,
  live,
  neverReported,
  NOW_MS,
  provedOnce,
  queued,
  rolled,
} from '../../../../build/servers.ts';
import type { SnapshotParts } from '../../../../build/snapshot.ts';
import {
  aFloor,
  anOpenWindow,
  aDormancy,
  aStream,
  CONTINUOUS,
  HOOK,
  LEAVING,
  plan,
} from '../../../../build/snapshot.ts';

const bornAgo = (ms: number) => ({ learned: { launch: { launchedAtMs: NOW_MS - ms } } });

function withStream(
  servers: readonly Server[],
  percentPerMinute: number,
  parts: SnapshotParts = {},
): SnapshotParts {
  const nodes = Object.fromEntries(servers.map((s) => [s.node.instanceId, s.learned]));
  return { ...parts, learned: { nodes, stream: aStream(percentPerMinute), ...parts.learned } };
}

describe('a retirement', () => {
  it('takes one node at a time', () => {
    const servers = [live(), provedOnce(flushed('i-1')), provedOnce(flushed('i-2'))];
    expect(plan(servers, { policy: CONTINUOUS })).toMatchObject({
      kind: 'retire',
      instanceId: 'i-1',
      reason: { code: 'flushed-empty', operands: { role: 'flushed', desiredCapacityBefore: 3 } },
    });
  });

  it('takes flushed nodes before queued ones, and the oldest first', () => {
    const ids: string[] = [];
    let servers: readonly Server[] = [
      live(40),
      provedOnce(queued('i-queued-old', bornAgo(9 * HOUR_MS))),
      provedOnce(queued('i-queued-new', bornAgo(2 * HOUR_MS))),
      provedOnce(flushed('i-flushed-new', bornAgo(3 * HOUR_MS))),
      provedOnce(flushed('i-flushed-old', bornAgo(5 * HOUR_MS))),
    ];
    for (let i = 0; i < 5; i += 1) {
      const made = plan(servers, withStream(servers, 0, { policy: LEAVING, hook: HOOK }));
      if (made.kind !== 'retire') break;
      ids.push(made.instanceId);
      servers = servers.filter((s) => s.node.instanceId !== made.instanceId);
    }
    expect(ids).toEqual(['i-flushed-old', 'i-flushed-new', 'i-queued-old', 'i-queued-new']);
  });

  it('passes over a node that is not proved', () => {
    const servers = [
      live(),
      flushed('i-first', bornAgo(9 * HOUR_MS)),
      provedOnce(flushed('i-second', bornAgo(5 * HOUR_MS))),
    ];
    expect(plan(servers, { policy: CONTINUOUS })).toMatchObject({ kind: 'retire', instanceId: 'i-second' });
  });

  it('keeps the queued nodes that are wanted', () => {
    const servers = [live(10), provedOnce(queued('i-1')), provedOnce(queued('i-2'))];
    const at = (sparesMin: number) =>
      plan(servers, withStream(servers, 0, { policy: { ...LEAVING, sparesMin }, hook: HOOK }));
    expect(at(0)).toMatchObject({ kind: 'retire' });
    expect(at(1)).toMatchObject({ kind: 'retire' });
    expect(at(2)).toMatchObject({ kind: 'hold' });
  });

  it.each([
    ['a booting one', [booting('i-b')], {}],
    ['capacity asked for', [], { desiredCapacity: 3 }],
    ['presumed suspects', [neverReported('i-s1', HOUR_MS), neverReported('i-s2', HOUR_MS / 2)], {}],
  ])('never lets the one queued node go for %s', (_, others, group) => {
    const old = { learned: { launch: { firstSeenAtMs: NOW_MS - 9 * HOUR_MS } } };
    const servers = [live(10, old), provedOnce(queued('i-q', old)), ...others];
    const policy = { ...LEAVING, sparesMin: 1 };
    const parts = { policy, group, hook: HOOK, intent: anOpenWindow() };
    const made = plan(servers, withStream(servers, 0, parts));
    expect(made.assessed.sparesHave).toBeGreaterThan(1);
    expect(made.kind).toBe('hold');
  });
});

describe('who else is proved', () => {
  const others = (servers: readonly Server[], parts: SnapshotParts = {}) => {
    const made = plan(servers, { policy: CONTINUOUS, ...parts });
    return made.kind === 'retire' ? made.alsoProved : made.kind;
  };
  const three = [live(), ...['i-1', 'i-2', 'i-3'].map((id) => provedOnce(flushed(id)))];

  it('is named in the order in which they would go, and in the reason', () => {
    expect(others(three)).toEqual(['i-2', 'i-3']);
    expect(plan(three, { policy: CONTINUOUS }).reason.text).toMatch(/, as were i-2, i-3$/);
    expect(others([...three, flushed('i-once'), rolled('i-full')])).toEqual(['i-2', 'i-3']);
  });

  it('is nobody below the minimum or a floor', () => {
    expect(others(three, { group: { minSize: 2 } })).toEqual(['i-2']);
    expect(others(three, { group: { minSize: 3 } })).toEqual([]);
    expect(others([queued('i-q'), ...three], { intent: aFloor(2) })).toEqual(['i-2', 'i-3']);
    expect(others([queued('i-q'), ...three], { intent: aFloor(2), group: { minSize: 4 } })).toEqual([]);
  });
});

describe('the node that was ended last', () => {
  const servers = [live(), provedOnce(flushed('i-1')), provedOnce(flushed('i-2'))];
  const after = (agoMs: number, instanceId: string) => {
    const nodes = Object.fromEntries(servers.map((s) => [s.node.instanceId, s.learned]));
    const lastRetirement = { atMs: NOW_MS - agoMs, role: 'flushed' as const, instanceId };
    const made = plan(servers, { policy: CONTINUOUS, learned: { nodes, changes: { lastRetirement } } });
    return made.kind === 'retire' ? made.instanceId : made.reason.code;
  };

  it('keeps the others for half a minute while it is shown in service: the group is shown as it was', () => {
    expect(after(0, 'i-1')).toBe('retirement-unseen');
    expect(after(RETIREMENT_SEEN_WITHIN_MS - 1, 'i-2')).toBe('retirement-unseen');
    // The call came to nothing.
    expect(after(RETIREMENT_SEEN_WITHIN_MS, 'i-1')).toBe('i-1');
  });

  it('keeps nobody once it is gone', () => {
    expect(after(0, 'i-0')).toBe('i-1');
  });
});

describe('a queued node beyond what is wanted stays', () => {
  const servers = [live(40), provedOnce(queued('i-q'))];
  const at = (percentPerMinute: number, parts: SnapshotParts = {}) =>
    plan(servers, withStream(servers, percentPerMinute, { policy: LEAVING, hook: HOOK, ...parts })).kind;

  it('while the live node may roll within the hour at burst rate', () => {
    const rate = 40 / 60 / 3;
    expect(at(rate * 1.001)).toBe('hold');
    expect(at(rate * 0.999)).toBe('retire');
  });

  it('for an hour after a scale-out', () => {
    const scaledOut = (agoMs: number) => {
      const { learned } = withStream(servers, 0);
      return at(0, {
        learned: {
          ...learned,
          changes: { lastScaleOut: { atMs: NOW_MS - agoMs, desiredCapacity: 2 } },
        },
      });
    };
    expect(scaledOut(HOUR_MS - 1)).toBe('hold');
    expect(scaledOut(HOUR_MS)).toBe('retire');
  });

  it('not where past days say that the live node lasts until the end of day', () => {
    const endOfDaysMs = [3, 2, 1].map((daysAgo) => NOW_MS - daysAgo * DAY_MS + 4 * HOUR_MS);
    const lastScaleOut = { atMs: NOW_MS - MINUTE_MS, desiredCapacity: 2 };
    const afterDaysOf = (perBucket: number) => {
      const days = [3, 2, 1, 0].map((daysAgo) => ({
        day: new Date(NOW_MS - daysAgo * DAY_MS).toISOString().slice(0, 10),
        buckets: new Array<number>(96).fill(perBucket),
      }));
      const { learned } = withStream(servers, 0, { learned: { days, changes: { lastScaleOut } } });
      return at(0, { ...(learned && { learned }), intent: { scheduledAtMs: 0, endOfDaysMs } });
    };
    // Five hours are twenty quarters, and 40 % of memory is left: 20 × 1.33, times 1.5.
    expect(afterDaysOf(1.33)).toBe('retire');
    expect(afterDaysOf(1.34)).toBe('hold');
  });

  it('not for a scale-out in an end-of-day window', () => {
    const lastScaleOut = { atMs: NOW_MS - 1, desiredCapacity: 2 };
    const { learned } = withStream(servers, 0, { learned: { changes: { lastScaleOut } } });
    expect(at(0, { ...(learned && { learned }), intent: anOpenWindow() })).toBe('retire');
  });
});

describe('scale-in is allowed', () => {
  const servers = [live(), provedOnce(flushed('i-f'))];
  const made = (parts: SnapshotParts) => plan(servers, parts);
  const scheduled = { policy: { scaleIn: 'scheduled' } } as const;
  const window = (fromMs: number, untilMs: number) => ({
    intent: { scheduledAtMs: 0, window: { endOfDayMs: NOW_MS + fromMs, untilMs: NOW_MS + untilMs } },
  });

  it('continuously, where the tag says so', () => {
    expect(made({ policy: CONTINUOUS }).kind).toBe('retire');
  });

  it('else from the end of day on, until the window closes', () => {
    expect(made({ ...scheduled, ...window(-HOUR_MS, 1) }).kind).toBe('retire');
    expect(made({ ...scheduled, ...window(-HOUR_MS, 0) }).kind).toBe('hold');
    const early = made({ ...scheduled, ...window(1, HOUR_MS) });
    expect(early.kind).toBe('hold');
    expect(early.considered.map((r) => r.code)).toContain('outside-window');
    expect(made(scheduled).considered.map((r) => r.code)).toContain('outside-window');
  });

  it('never, where the tag says so', () => {
    const never = { policy: { scaleIn: 'never' } } as const;
    expect(made({ ...never, intent: anOpenWindow() }).kind).toBe('hold');
    expect(made({ ...never, intent: aDormancy() }).considered.map((r) => r.code)).toContain('scale-in-never');
  });

  it('not while the group is blind', () => {
    const blind = [lastHeardOf(live(), 10 * MINUTE_MS), provedOnce(flushed('i-f'))];
    expect(plan(blind, { policy: CONTINUOUS }).considered.map((r) => r.code)).toContain('blind');
  });

  it('not while nobody is live, though every node is proved empty', () => {
    const empty = ['i-f', 'i-g'].map((id) => provedOnce(flushed(id)));
    expect(plan(empty, { policy: CONTINUOUS }).considered.map((r) => r.code)).toContain('blind');
  });
});

describe('capacity is never taken', () => {
  const servers = [live(), provedOnce(flushed('i-1'))];

  it.each([
    [0, 'retire'],
    [1, 'retire'],
    [2, 'hold'],
    [3, 'hold'],
  ])('below a minimum of %d: %s', (minSize, kind) => {
    const made = plan(servers, { policy: CONTINUOUS, group: { minSize } });
    expect(made.kind).toBe(kind);
    if (kind === 'hold') expect(made.reason.code).toBe('at-minimum');
  });

  it.each([
    [2, 3, 'retire'],
    [3, 3, 'at-minimum'],
    [3, 4, 'retire'],
    [4, 4, 'at-minimum'],
  ])('below a floor that a schedule holds: of %d, from %d: %s', (nodeCount, desiredCapacity, outcome) => {
    const servers = [live(), queued('i-q'), provedOnce(flushed('i-1'))];
    // At the maximum, where nothing can be launched for the floor instead.
    const group = { desiredCapacity, maxSize: desiredCapacity };
    const made = plan(servers, { policy: CONTINUOUS, intent: aFloor(nodeCount), group });
    expect(made.kind === 'retire' ? made.kind : made.reason.code).toBe(outcome);
    if (made.kind === 'hold')
      expect(made.reason.operands).toMatchObject({ floorCount: nodeCount, minSize: 1 });
    // It is the floor that forbids it: once it has ended, the same node goes.
    const ended = plan(servers, { policy: CONTINUOUS, intent: aFloor(nodeCount, 0), group });
    expect(ended).toMatchObject({ kind: 'retire', instanceId: 'i-1' });
  });

  it('from a desired capacity below the active nodes: that is raised first', () => {
    const three = [live(), rolled('i-r'), provedOnce(flushed('i-1'))];
    const at = (desiredCapacity: number, group = {}) =>
      plan(three, { policy: CONTINUOUS, group: { desiredCapacity, ...group } });
    expect(at(3).kind).toBe('retire');
    expect(at(2)).toMatchObject({
      kind: 'scale-out',
      desiredCapacity: 3,
      reason: { code: 'desired-below-active' },
    });
    expect(at(1)).toMatchObject({ kind: 'scale-out', desiredCapacity: 3 });
    expect(at(2, { maxSize: 2 })).toMatchObject({ kind: 'retire', decrement: false });
    expect(at(2, { minSize: 3 })).toMatchObject({ kind: 'hold', reason: { code: 'at-minimum' } });
  });
});

describe('a retirement that waits', () => {
  it('for the second proof says whose', () => {
    expect(plan([live(), flushed('i-1'), flushed('i-2')], { policy: CONTINUOUS })).toMatchObject({
      kind: 'hold',
      reason: { code: 'awaiting-second-proof', operands: { instanceIds: ['i-1', 'i-2'] } },
      proved: ['i-1', 'i-2'],
    });
  });

  it('for nodes that do not empty names them in the window, and not before', () => {
    const servers = [live(), rolled('i-r')];
    expect(plan(servers, { intent: anOpenWindow() })).toMatchObject({
      reason: { code: 'unproved', operands: { instanceIds: ['i-r'], codes: ['holds-rows'] } },
      assessed: { heldUnproven: ['i-r'] },
    });
    expect(plan(servers, { policy: CONTINUOUS }).assessed.heldUnproven).toEqual([]);
  });
});
