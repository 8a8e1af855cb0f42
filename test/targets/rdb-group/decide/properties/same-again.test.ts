// What must hold of a second look at what was seen before.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../../../lib/targets/rdb-group/domain/plan.ts';
import { decide } from '../../../../../lib/targets/rdb-group/decide/decide.ts';
import { learn } from '../../../../../lib/targets/rdb-group/decide/learn/learn.ts';
import { remember } from '../../../../../lib/targets/rdb-group/decide/learn/remember.ts';
import { anyPolicy, anySnapshot } from '../../../../build/arbitrary-snapshot.ts';
import { countCases } from '../../../../build/count-cases.ts';
import { NOW_MS } from '../../../../build/servers.ts';

const RUNS = { numRuns: 1_000 };

describe('the same observation read twice', () => {
  it('gives the same roles, counts the same, and retires nothing that was not to be retired', () => {
    const atLeast = { hold: 200, 'scale-out': 25, retire: 3, 'a node waits': 10, 'a node goes': 3 };
    const { saw, expectEnough } = countCases(atLeast);
    fc.assert(
      fc.property(anySnapshot, anyPolicy, (read, policy) => {
        const reports = [...read.reports.values()].sort((a, b) => a.observedAtMs - b.observedAtMs);
        const observation = { group: read.group, reports };
        const snapshot = { ...read, learned: learn(read.learned, observation, NOW_MS) };
        const first = decide(snapshot, policy, NOW_MS);
        const remembered = remember(snapshot, first, [], NOW_MS);
        const learned = learn(remembered, observation, NOW_MS);
        const second = decide({ ...snapshot, learned }, policy, NOW_MS);
        saw(first.kind);
        if (first.hookSteps.length > 0) saw('a node waits');
        expect(second.assessed.roles).toEqual(first.assessed.roles);
        expect(second.assessed.sparesHave).toBe(first.assessed.sparesHave);
        if (second.kind === 'retire') expect(first.kind).toBe('retire');
        const goes = (plan: Plan) =>
          plan.hookSteps
            .filter((s) => s.step === 'continue' || s.step === 'end-retained')
            .map((s) => s.instanceId);
        if (goes(first).length > 0) saw('a node goes');
        expect(goes(first)).toEqual(expect.arrayContaining(goes(second)));
      }),
      RUNS,
    );
    expectEnough();
  });
});
