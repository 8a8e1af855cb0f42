// Nobody who decides, learns or remembers changes what it was given: in the properties all input is frozen, so that a
// write fails; here it is shown that freezing has teeth, and that learning and remembering stand it as well.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../../../lib/targets/rdb-group/decide/decide.ts';
import { learn } from '../../../../../lib/targets/rdb-group/decide/learn/learn.ts';
import { remember } from '../../../../../lib/targets/rdb-group/decide/learn/remember.ts';
import { anyPolicy, anySnapshot } from '../../../../build/arbitrary-snapshot.ts';
import { deepFreeze } from '../../../../build/freeze.ts';
import { NOW_MS } from '../../../../build/servers.ts';

describe('frozen input', () => {
  it('refuses every write, however deep', () => {
    const frozen = deepFreeze({ list: [{ a: 1 }], map: new Map([['k', { b: 1 }]]), set: new Set([1]) });
    expect(() => Object.assign(frozen, { list: [] })).toThrow(TypeError);
    expect(() => frozen.list.push({ a: 2 })).toThrow(TypeError);
    expect(() => Object.assign(frozen.list[0] ?? {}, { a: 2 })).toThrow(TypeError);
    expect(() => frozen.map.set('l', { b: 2 })).toThrow(TypeError);
    expect(() => frozen.map.delete('k')).toThrow(TypeError);
    expect(() => Object.assign(frozen.map.get('k') ?? {}, { b: 2 })).toThrow(TypeError);
    expect(() => frozen.set.add(2)).toThrow(TypeError);
    expect(() => frozen.set.clear()).toThrow(TypeError);
  });

  it('is enough to learn, to decide and to remember, and gives the same twice', () => {
    let learnedCount = 0;
    fc.assert(
      fc.property(anySnapshot, anyPolicy, (read, policy) => {
        deepFreeze([read, policy]);
        const reports = [...read.reports.values()].sort((a, b) => a.observedAtMs - b.observedAtMs);
        const observation = deepFreeze({ group: read.group, reports });
        const learned = deepFreeze(learn(read.learned, observation, NOW_MS));
        expect(learn(read.learned, observation, NOW_MS)).toEqual(learned);
        const snapshot = deepFreeze({ ...read, learned });
        const plan = deepFreeze(decide(snapshot, policy, NOW_MS));
        expect(decide(snapshot, policy, NOW_MS)).toEqual(plan);
        const remembered = deepFreeze(remember(snapshot, plan, [], NOW_MS));
        expect(remember(snapshot, plan, [], NOW_MS)).toEqual(remembered);
        if (reports.length > 1) learnedCount += 1;
      }),
      { numRuns: 1_000 },
    );
    expect(learnedCount).toBeGreaterThan(200);
  });
});
