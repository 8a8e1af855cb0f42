// A server that is ended before it ever reports has not come: whoever takes its place is waited for since then.
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../../../lib/core/units.ts';
import { APPLIED } from '../../../../../lib/core/outcome.ts';
import { decide } from '../../../../../lib/targets/rdb-group/decide/decide.ts';
import { learn } from '../../../../../lib/targets/rdb-group/decide/learn/learn.ts';
import { remember } from '../../../../../lib/targets/rdb-group/decide/learn/remember.ts';
import type { Node } from '../../../../../lib/targets/rdb-group/domain/node.ts';
import type { Plan } from '../../../../../lib/targets/rdb-group/domain/plan.ts';
import { NOTHING_LEARNED, type GroupLearned } from '../../../../../lib/targets/rdb-group/domain/state.ts';
import { aNode, aReport, NOW_MS } from '../../../../build/servers.ts';
import { aGroup, aPolicy } from '../../../../build/snapshot.ts';

const LIVE = { live: true, rows: 700, memory: { used: 40, total: 100, unit: 'bytes' } } as const;
const WANTS_ONE = aPolicy({ sparesMin: 1 });

/** Looks each minute at a live node and what was launched besides: `launched` tells it of a minute and of how many are desired. */
function looks(minutes: number, launched: (minute: number, count: number) => readonly Node[]) {
  let learned: GroupLearned = NOTHING_LEARNED;
  let desiredCapacity = 1;
  const plans: Plan[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    const nowMs = NOW_MS + minute * MINUTE_MS;
    const nodes = [aNode('i-live'), ...launched(minute, desiredCapacity - 1)];
    const group = aGroup({ nodes, desiredCapacity, maxSize: 20 });
    const reports = [aReport('i-live', { ...LIVE, observedAtMs: nowMs })];
    learned = learn(learned, { group, reports }, nowMs);
    const snapshot = { group, reports: new Map(reports.map((r) => [r.instanceId, r])), odd: [], learned };
    const plan = decide(snapshot, WANTS_ONE, nowMs);
    if (plan.kind === 'scale-out') desiredCapacity = plan.desiredCapacity;
    const action = { kind: 'set-desired', desiredCapacity } as const;
    learned = remember(
      snapshot,
      plan,
      plan.kind === 'scale-out' ? [{ action, outcome: APPLIED }] : [],
      nowMs,
    );
    plans.push(plan);
  }
  const suspectsAt = (minute: number) => {
    const { suspects = [], missingSuspectCount = 0 } = plans[minute]?.assessed ?? {};
    return suspects.length + missingSuspectCount;
  };
  return { desiredCapacity, suspectsAt, learned };
}

/** So many servers, new ones after so many minutes. */
const renewed = (stage: Node['stage'], everyMinutes: number) => (minute: number, count: number) =>
  Array.from({ length: count }, (_, i) => aNode(`i-${i}-${Math.floor(minute / everyMinutes)}`, { stage }));

describe('a launch that ends again and again', () => {
  it.each([
    ['pending', renewed('pending', 1)],
    ['in service, and says nothing', renewed('in-service', 2)],
    [
      'pending, and missing in every third look',
      (minute: number, count: number) => (minute % 3 === 2 ? [] : renewed('pending', 3)(minute, count)),
    ],
    [
      'pending, and still shown while it is terminated',
      (minute: number, count: number) => [
        ...renewed('pending', 2)(minute, count),
        ...renewed('terminating', 2)(minute - 2, minute > 3 ? count : 0),
      ],
    ],
  ] as const)('is a suspect after twice the lead time, and replaced once: %s', (_, launched) => {
    const { desiredCapacity, suspectsAt } = looks(60, launched);
    expect(desiredCapacity).toBe(3);
    expect(suspectsAt(6)).toBe(0);
    for (let minute = 9; minute < 60; minute += 1) expect(suspectsAt(minute)).toBeGreaterThan(0);
  });
});

describe('what takes the place of a server', () => {
  const first = { 'i-first': { launch: { firstSeenAtMs: NOW_MS - 60 * MINUTE_MS } } };
  const known = (learned: Partial<GroupLearned>): GroupLearned => ({ ...NOTHING_LEARNED, ...learned });
  const waitedFor = (learned: GroupLearned) =>
    learn(learned, { group: aGroup({ nodes: [aNode('i-new')] }), reports: [] }, NOW_MS).nodes['i-new']?.launch
      .waitedForSinceMs;

  it('is waited for anew if that one had reported, or another already takes its place', () => {
    expect(waitedFor(known({ nodes: first }))).toBe(NOW_MS - 60 * MINUTE_MS);
    expect(
      waitedFor(known({ nodes: { 'i-first': { ...first['i-first'], last: { observedAtMs: 1 } } } })),
    ).toBe(undefined);
    const handedOn = { launch: { ...first['i-first'].launch, isHandedOn: true } } as const;
    expect(waitedFor(known({ nodes: { 'i-first': handedOn } }))).toBe(undefined);
  });

  it('is waited for anew where nothing had been launched: it came late, and is on its way', () => {
    const sinceMs = NOW_MS - 20 * MINUTE_MS;
    expect(waitedFor(known({ launches: { leadTimesMs: [], missingSinceMs: [sinceMs] } }))).toBe(undefined);
    const launches = { leadTimesMs: [], missingSinceMs: [sinceMs], handedOnSinceMs: [sinceMs] };
    expect(waitedFor(known({ launches }))).toBe(sinceMs);
  });
});
