// What must hold of every node that is retired, let go, given up or ended, whatever is read.
import { describe, expect, it } from 'vitest';
import { activeNodes } from '../../../../../lib/targets/rdb-group/domain/group.ts';
import { HOUR_MS } from '../../../../../lib/core/units.ts';
import { isFresh } from '../../../../../lib/targets/rdb-group/decide/freshness.ts';
import { forAllPlans, mayBeNext, showsEmpty } from '../../../../build/for-all-plans.ts';
import { NOW_MS } from '../../../../build/servers.ts';

describe('a node is retired', () => {
  it('proved empty by this observation and by an earlier one, both after the end of day and the dormancy', () => {
    const atLeast = { 'one is': 40, 'a window is open': 10, 'it is dormant': 10 };
    forAllPlans(atLeast, (case_, saw) => {
      const { plan, snapshot } = case_;
      if (plan.kind !== 'retire') return;
      saw('one is');
      const { instanceId } = plan;
      expect(snapshot.group.nodes.find((n) => n.instanceId === instanceId)?.stage).toBe('in-service');
      expect(showsEmpty(instanceId, case_)).toBe(true);
      const first = snapshot.learned.nodes[instanceId]?.emptiness?.proof?.sampledFromMs ?? Number.NaN;
      expect(snapshot.reports.get(instanceId)?.sampledFromMs).toBeGreaterThan(first);
      const { window, dormant } = snapshot.intent ?? {};
      if (window && window.untilMs > NOW_MS) {
        saw('a window is open');
        expect(first).toBeGreaterThanOrEqual(window.endOfDayMs);
      }
      if (!plan.assessed.dormant) return;
      saw('it is dormant');
      expect(first).toBeGreaterThanOrEqual(dormant?.sinceMs ?? Number.NaN);
    });
  });

  it('where scale-in is allowed: continuously, in a window, or dormant; and never beside two live ones', () => {
    forAllPlans({ 'scale-in is scheduled': 4 }, ({ plan, snapshot: { intent }, policy }, saw) => {
      if (plan.kind !== 'retire') return;
      expect(plan.assessed.twoLive).toBe(false);
      expect(policy.scaleIn).not.toBe('never');
      if (policy.scaleIn !== 'scheduled') return;
      saw('scale-in is scheduled');
      const { window } = intent ?? {};
      const isOpen = window !== undefined && window.endOfDayMs <= NOW_MS && NOW_MS < window.untilMs;
      expect(isOpen || plan.assessed.dormant).toBe(true);
    });
  });

  it('that leaves the minimum, the floor and every other active node', () => {
    const atLeast = {
      'a floor holds': 1,
      'the minimum is just kept': 8,
      'a floor forbids it': 3,
      'it is above its maximum': 1,
    };
    forAllPlans(atLeast, ({ plan, snapshot: { group, intent } }, saw) => {
      const floor = intent?.floor && intent.floor.untilMs > NOW_MS ? intent.floor.nodeCount : 0;
      const activeCount = activeNodes(group).length;
      // What is left is what is desired then; above the maximum nothing is decremented.
      const isAbove = activeCount > group.maxSize;
      const left = (isAbove ? activeCount : group.desiredCapacity) - 1;
      if (plan.reason.code === 'at-minimum' && floor > group.minSize) saw('a floor forbids it');
      if (plan.kind !== 'retire') return;
      if (floor > 0) saw('a floor holds');
      if (left === group.minSize) saw('the minimum is just kept');
      expect(left).toBeGreaterThanOrEqual(Math.max(group.minSize, floor));
      expect(plan.decrement).toBe(!isAbove);
      if (isAbove) saw('it is above its maximum');
      else expect(group.desiredCapacity).toBeGreaterThanOrEqual(activeCount);
    });
  });

  it('that leaves as many in the queue as are wanted', () => {
    forAllPlans({ 'it is queued': 4 }, ({ plan }, saw) => {
      if (plan.kind !== 'retire' || plan.assessed.roles[plan.instanceId] !== 'queued') return;
      saw('it is queued');
      const queued = Object.values(plan.assessed.roles).filter((role) => role === 'queued').length;
      expect(queued - 1).toBeGreaterThanOrEqual(plan.assessed.sparesWanted);
    });
  });

  it('and may be next in the queue only where it can leave it: into our hook, retained, and where nodes leave', () => {
    const atLeast = { 'it says that it is queued': 4, 'it says nothing of its queue': 1 };
    forAllPlans(atLeast, (case_, saw) => {
      const { plan, snapshot, policy } = case_;
      if (plan.kind !== 'retire') return;
      const report = snapshot.reports.get(plan.instanceId);
      if (report?.queued === undefined) saw('it says nothing of its queue');
      if (!mayBeNext(plan.instanceId, case_) || report?.live === true) return;
      // Of one that says nothing nobody would know that it has left.
      expect(report?.queued).toBe(true);
      saw('it says that it is queued');
      expect(snapshot.hook?.defaultResult).toBe('ABANDON');
      expect(snapshot.group.retainsOnAbandon).toBe(true);
      expect(policy.leavesQueue || snapshot.learned.queue.leftQueueAtMs !== undefined).toBe(true);
    });
  });

  it('never in a blind group in which anything may hold rows', () => {
    const atLeast = { 'it is blind, dormant, and one may': 20, 'it is blind, and one goes': 1 };
    forAllPlans(atLeast, ({ plan, snapshot: { group, reports, learned } }, saw) => {
      if (!plan.assessed.blind) return;
      const holding = group.nodes.filter(({ instanceId, stage }) => {
        const report = reports.get(instanceId);
        if (stage === 'pending' || stage === 'terminating') return false;
        return !(report && isFresh(report, NOW_MS, learned) && report.rows === 0);
      });
      if (holding.length > 0 && plan.assessed.dormant) saw('it is blind, dormant, and one may');
      if (plan.kind !== 'retire') return;
      saw('it is blind, and one goes');
      expect(plan.assessed.dormant).toBe(true);
      expect(holding).toEqual([]);
    });
  });

  it('and leaves a live or queued node in service, where the minimum is above zero', () => {
    const atLeast = { 'one of them goes': 3 };
    forAllPlans(atLeast, ({ plan, snapshot: { group } }, saw) => {
      if (plan.kind !== 'retire' || group.minSize === 0) return;
      const { roles } = plan.assessed;
      const takesData = (id: string) => roles[id] === 'live' || roles[id] === 'queued';
      if (!takesData(plan.instanceId)) return;
      saw('one of them goes');
      const left = group.nodes.filter((n) => n.stage === 'in-service' && n.instanceId !== plan.instanceId);
      expect(left.some((n) => takesData(n.instanceId))).toBe(true);
    });
  });
});

describe('a node that waits in its hook, or is retained', () => {
  it('is let go only if it shows empty since its wait began, and cannot be next in the queue', () => {
    const atLeast = {
      'one is let go': 15,
      'one is ended': 4,
      'one is empty, and may be next': 12,
      'one is live': 10,
      'one is busy': 10,
      'one was seen too early': 10,
    };
    forAllPlans(atLeast, (case_, saw) => {
      const { plan, snapshot } = case_;
      for (const { step, instanceId } of plan.hookSteps) {
        const report = snapshot.reports.get(instanceId);
        const { hook, emptiness } = snapshot.learned.nodes[instanceId] ?? {};
        const { waitingSinceMs = 0 } = hook ?? {};
        const isOfWait = (report?.sampledFromMs ?? 0) >= waitingSinceMs;
        if (showsEmpty(instanceId, case_) && isOfWait && mayBeNext(instanceId, case_))
          saw('one is empty, and may be next');
        if (showsEmpty(instanceId, case_) && !isOfWait) saw('one was seen too early');
        if (report?.live && report.rows === 0 && !plan.assessed.dormant) saw('one is live');
        if (report?.busy && report.rows === 0) saw('one is busy');
        if (step !== 'continue' && step !== 'end-retained') continue;
        expect(showsEmpty(instanceId, case_)).toBe(true);
        expect(report?.live === true || !mayBeNext(instanceId, case_)).toBe(true);
        expect(isOfWait).toBe(true);
        saw(step === 'continue' ? 'one is let go' : 'one is ended');
        if (step === 'end-retained')
          expect(report?.sampledFromMs).toBeGreaterThan(emptiness?.proof?.sampledFromMs ?? NOW_MS);
      }
    });
  });

  it('is given up only near the limit of its hook, and only where the group retains', () => {
    const atLeast = { 'one is given up': 3, 'one is kept, as it would be ended': 1 };
    forAllPlans(atLeast, ({ plan, snapshot: { group, learned, hook } }, saw) => {
      for (const { step, instanceId } of plan.hookSteps) {
        const waitedMs = NOW_MS - (learned.nodes[instanceId]?.hook?.waitingSinceMs ?? NOW_MS);
        const isOver = waitedMs >= 43.2 * HOUR_MS;
        if (step === 'heartbeat' && isOver && !group.retainsOnAbandon)
          saw('one is kept, as it would be ended');
        if (step !== 'abandon') continue;
        saw('one is given up');
        expect(hook).toBeDefined();
        expect(group.retainsOnAbandon).toBe(true);
        expect(isOver).toBe(true);
      }
    });
  });
});
