// What must hold of every plan, whatever is read. What ends a node is ending-nodes.test.ts.
import { describe, expect, it } from 'vitest';
import { activeNodes } from '../../../../../lib/targets/rdb-group/domain/group.ts';
import { MINUTE_MS, SECOND_MS } from '../../../../../lib/core/units.ts';
import { decide } from '../../../../../lib/targets/rdb-group/decide/decide.ts';
import { forAllPlans } from '../../../../build/for-all-plans.ts';
import { NOW_MS } from '../../../../build/servers.ts';

/** Of two thousand. */
const BY_KIND = { hold: 500, 'scale-out': 50, retire: 40 };

describe('every plan', () => {
  it('that sets the desired capacity raises it, within the maximum and the cap of the tag', () => {
    forAllPlans(
      { 'it is raised': 50, 'the cap is near': 5 },
      ({ plan, snapshot: { group }, policy }, saw) => {
        if (plan.kind !== 'scale-out') return;
        saw('it is raised');
        expect(plan.desiredCapacity).toBeGreaterThan(group.desiredCapacity);
        expect(plan.desiredCapacity).toBeLessThanOrEqual(group.maxSize);
        const cap = Math.max(policy.nodesMax ?? group.maxSize, activeNodes(group).length);
        if (plan.desiredCapacity === policy.nodesMax) saw('the cap is near');
        expect(plan.desiredCapacity).toBeLessThanOrEqual(cap);
      },
    );
  });

  it('launches no more than is wanted and not there', () => {
    forAllPlans({ 'a spare is launched': 50 }, ({ plan, snapshot: { group } }, saw) => {
      if (plan.kind !== 'scale-out' || plan.reason.code === 'desired-below-active') return;
      saw('a spare is launched');
      const { sparesHave, sparesWanted } = plan.assessed;
      const base = Math.max(group.desiredCapacity, activeNodes(group).length);
      expect(plan.desiredCapacity - base).toBeLessThanOrEqual(sparesWanted - sparesHave);
    });
  });

  it('leaves a group alone that is off, paused or weighted, but for heartbeats', () => {
    const atLeast = { 'it is off': 30, 'it is paused': 30, 'it is weighted': 10, 'a node waits': 20 };
    forAllPlans(atLeast, ({ plan, snapshot: { group }, policy: { mode, pauseUntilMs = 0 } }, saw) => {
      const [isOff, isPaused] = [mode === 'off', pauseUntilMs > NOW_MS];
      if (isOff) saw('it is off');
      if (isPaused) saw('it is paused');
      if (group.hasWeightedCapacity) saw('it is weighted');
      if (isOff || isPaused || group.hasWeightedCapacity) expect(plan.kind).toBe('hold');
      if (isOff) expect(plan.hookSteps).toEqual([]);
      if (!isPaused) return;
      for (const { step } of plan.hookSteps) {
        saw('a node waits');
        expect(['heartbeat', 'wait']).toContain(step);
      }
    });
  });

  it('says why in two sentences at most, by hand as well', () => {
    const atLeast = { 'it acts': 50, 'it holds': 200, 'a node waits': 20, 'an operator is answered': 200 };
    forAllPlans(atLeast, ({ plan, snapshot, policy }, saw) => {
      saw(plan.kind === 'hold' ? 'it holds' : 'it acts');
      const byHand = decide(snapshot, policy, NOW_MS, { operatorTarget: 1 });
      if (byHand.reason.text.includes('An operator')) saw('an operator is answered');
      if (plan.hookSteps.length > 0) saw('a node waits');
      for (const { reason, considered, hookSteps } of [plan, byHand])
        for (const { text } of [reason, ...considered, ...hookSteps.map((step) => step.reason)]) {
          expect(text.split(/[.!?] (?=\S)/).length, text).toBeLessThanOrEqual(2);
          expect(text, text).not.toMatch(/[.;,]$/);
        }
    });
  });

  it('keeps up the heartbeats of all that wait, in every mode but off', () => {
    const atLeast = { 'one is due': 40, 'it is a dry run': 15, 'it is held': 60 };
    forAllPlans(atLeast, ({ plan, snapshot, policy }, saw) => {
      if (policy.mode === 'off' || !snapshot.hook) return;
      const heldFor = { code: 'bad-tag', text: 'held', operands: {} };
      for (const made of [plan, decide(snapshot, policy, NOW_MS, { heldFor })]) {
        for (const { instanceId, stage } of snapshot.group.nodes) {
          if (stage !== 'terminating-wait') continue;
          const steps = made.hookSteps.filter((s) => s.instanceId === instanceId).map((s) => s.step);
          if (made !== plan) {
            saw('it is held');
            expect(steps).toEqual(['heartbeat']);
          } else if (policy.mode === 'dry-run') {
            saw('it is a dry run');
            expect(steps).toContain('heartbeat');
          } else if (steps.includes('heartbeat')) saw('one is due');
          else expect(['continue', 'abandon']).toContain(steps[0]);
        }
      }
    });
  });

  it('looks again with the next tick at the soonest, no sooner than 20 s from now, and after five minutes at the latest', () => {
    const atLeast = { 'the next tick is waited for': 500, 'five minutes are waited for': 80 };
    forAllPlans(atLeast, ({ plan: { nextLookAtMs } }, saw) => {
      if (nextLookAtMs === NOW_MS + 20 * SECOND_MS) saw('the next tick is waited for');
      if (nextLookAtMs === NOW_MS + 5 * MINUTE_MS) saw('five minutes are waited for');
      expect(nextLookAtMs).toBeGreaterThanOrEqual(NOW_MS + 20 * SECOND_MS);
      expect(nextLookAtMs).toBeLessThanOrEqual(NOW_MS + 5 * MINUTE_MS);
    });
  });

  it('is the same for the same snapshot, which it leaves as it was', () => {
    forAllPlans(BY_KIND, ({ plan, snapshot, policy }, saw) => {
      saw(plan.kind);
      const before = structuredClone(snapshot);
      expect(decide(snapshot, policy, NOW_MS)).toEqual(plan);
      expect(snapshot).toEqual(before);
    });
  });

  it('names the rule that made it and the numbers that were compared, in JSON', () => {
    forAllPlans(BY_KIND, ({ plan }, saw) => {
      saw(plan.kind);
      expect(plan.reason.code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(plan.reason.text).not.toMatch(/undefined|NaN|Infinity|\[object/);
      expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    });
  });
});
