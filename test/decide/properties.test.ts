// What must hold of every plan, whatever is read. The arbitraries are in test/build/arbitrary-snapshot.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeNodes } from '../../lib/domain/group.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import type { Policy } from '../../lib/domain/policy.ts';
import type { Snapshot } from '../../lib/domain/snapshot.ts';
import { MINUTE_MS } from '../../lib/domain/units.ts';
import { decide } from '../../lib/decide/decide.ts';
import { isFresh } from '../../lib/decide/freshness.ts';
import { learn } from '../../lib/decide/memory/learn.ts';
import { remember } from '../../lib/decide/memory/remember.ts';
import { anyPolicy, anySnapshot } from '../build/arbitrary-snapshot.ts';
import { NOW_MS } from '../build/servers.ts';

const RUNS = { numRuns: 1_000 };

function forAll(check: (plan: Plan, snapshot: Snapshot, policy: Policy) => void): void {
  fc.assert(
    fc.property(anySnapshot, anyPolicy, (snapshot, policy) => {
      check(decide(snapshot, policy, NOW_MS), snapshot, policy);
    }),
    RUNS,
  );
}

/** What the snapshot itself shows of a node: said afresh, from full knowledge, that it holds nothing. */
function showsEmpty(instanceId: string, { reports, intent, odd }: Snapshot): boolean {
  const report = reports.get(instanceId);
  if (!report || !isFresh(report, NOW_MS) || odd.some((o) => o.instanceId === instanceId)) return false;
  const maySleep = intent?.dormant !== undefined;
  return (
    report.rows === 0 && report.busy !== true && (report.live === false || (report.live === true && maySleep))
  );
}

describe('every plan', () => {
  it('that sets the desired capacity raises it', () => {
    forAll((plan, { group }) => {
      if (plan.kind === 'scale-out') expect(plan.desiredCapacity).toBeGreaterThan(group.desiredCapacity);
    });
  });

  it('stays within the maximum, and launches nothing beyond the cap of the tag', () => {
    forAll((plan, { group }, { nodesMax }) => {
      if (plan.kind !== 'scale-out') return;
      expect(plan.desiredCapacity).toBeLessThanOrEqual(group.maxSize);
      const cap = Math.max(nodesMax ?? group.maxSize, activeNodes(group).length);
      expect(plan.desiredCapacity).toBeLessThanOrEqual(cap);
    });
  });

  it('that retires a node has it proved empty, by this observation and by an earlier one', () => {
    let retirements = 0;
    forAll((plan, snapshot) => {
      if (plan.kind !== 'retire') return;
      retirements += 1;
      const { instanceId } = plan;
      expect(snapshot.group.nodes.find((n) => n.instanceId === instanceId)?.stage).toBe('in-service');
      expect(showsEmpty(instanceId, snapshot)).toBe(true);
      const first = snapshot.memory.nodes[instanceId]?.proof?.sampledFromMs ?? Number.NaN;
      expect(snapshot.reports.get(instanceId)?.sampledFromMs).toBeGreaterThan(first);
    });
    expect(retirements).toBeGreaterThan(0);
  });

  it('that retires a node leaves the minimum, the floor and every other active node', () => {
    forAll((plan, { group, intent }) => {
      if (plan.kind !== 'retire') return;
      const floor = intent?.floor && intent.floor.untilMs > NOW_MS ? intent.floor.nodeCount : 0;
      expect(group.desiredCapacity - 1).toBeGreaterThanOrEqual(Math.max(group.minSize, floor));
      expect(group.desiredCapacity).toBeGreaterThanOrEqual(activeNodes(group).length);
    });
  });

  it('that retires a node leaves as many in the queue as are wanted', () => {
    forAll((plan) => {
      if (plan.kind !== 'retire' || plan.assessed.roles[plan.instanceId] !== 'queued') return;
      const queued = Object.values(plan.assessed.roles).filter((role) => role === 'queued').length;
      expect(queued - 1).toBeGreaterThanOrEqual(plan.assessed.sparesWanted);
    });
  });

  it('lets a waiting or retained node go only if it shows empty, and abandons only into retention', () => {
    forAll((plan, snapshot) => {
      for (const { step, instanceId } of plan.hookSteps) {
        if (step === 'continue' || step === 'end-retained')
          expect(showsEmpty(instanceId, snapshot)).toBe(true);
        if (step === 'end-retained') expect(snapshot.memory.nodes[instanceId]?.proof).toBeDefined();
        if (step === 'abandon') expect(snapshot.group.retainsOnAbandon).toBe(true);
      }
    });
  });

  it('does nothing to a group that is off, paused or weighted', () => {
    forAll((plan, { group }, { mode, pauseUntilMs = 0 }) => {
      if (mode === 'off' || pauseUntilMs > NOW_MS || group.hasWeightedCapacity)
        expect(plan.kind).toBe('hold');
    });
  });

  it('looks again after a minute at the soonest and five at the latest', () => {
    forAll(({ nextLookAtMs }) => {
      expect(nextLookAtMs).toBeGreaterThanOrEqual(NOW_MS + MINUTE_MS);
      expect(nextLookAtMs).toBeLessThanOrEqual(NOW_MS + 5 * MINUTE_MS);
    });
  });

  it('is the same for the same snapshot, which it leaves as it was', () => {
    forAll((plan, snapshot, policy) => {
      const before = structuredClone(snapshot);
      expect(decide(snapshot, policy, NOW_MS)).toEqual(plan);
      expect(snapshot).toEqual(before);
    });
  });

  it('names the rule that made it and the numbers that were compared, in JSON', () => {
    forAll((plan) => {
      expect(plan.reason.code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(plan.reason.text).not.toMatch(/undefined|NaN|Infinity|\[object/);
      expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    });
  });
});

describe('the same observation read twice', () => {
  it('gives the same roles, counts the same, and retires nothing that was not to be retired', () => {
    fc.assert(
      fc.property(anySnapshot, anyPolicy, (read, policy) => {
        const reports = [...read.reports.values()].sort((a, b) => a.observedAtMs - b.observedAtMs);
        const observation = { group: read.group, reports };
        const snapshot = { ...read, memory: learn(read.memory, observation, NOW_MS) };
        const first = decide(snapshot, policy, NOW_MS);
        const remembered = remember(snapshot, first, [], NOW_MS);
        const memory = learn(remembered, observation, NOW_MS);
        const second = decide({ ...snapshot, memory }, policy, NOW_MS);
        expect(second.assessed.roles).toEqual(first.assessed.roles);
        expect(second.assessed.sparesHave).toBe(first.assessed.sparesHave);
        if (second.kind === 'retire') expect(first.kind).toBe('retire');
        const goes = (plan: Plan) =>
          plan.hookSteps
            .filter((s) => s.step === 'continue' || s.step === 'end-retained')
            .map((s) => s.instanceId);
        expect(goes(first)).toEqual(expect.arrayContaining(goes(second)));
      }),
      RUNS,
    );
  });
});
