// What must hold from one cycle to the next: waking is one-way, and what is learned has bounds.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../../../lib/core/units.ts';
import { decide } from '../../../../../lib/targets/rdb-group/decide/decide.ts';
import { leadTimeMs } from '../../../../../lib/targets/rdb-group/decide/lead-time.ts';
import { LEAD_TIME_LEARNED_MAX_MS } from '../../../../../lib/targets/rdb-group/decide/limits.ts';
import { learn } from '../../../../../lib/targets/rdb-group/decide/learn/learn.ts';
import { remember } from '../../../../../lib/targets/rdb-group/decide/learn/remember.ts';
import { forAllPlans } from '../../../../build/for-all-plans.ts';
import { aNode, aReport, NOW_MS } from '../../../../build/servers.ts';
import { aGroup, whatIsKnown, aPolicy } from '../../../../build/snapshot.ts';

describe('a group that was told to be dormant', () => {
  it('and is awake stays awake, though nobody reports any more', () => {
    const atLeast = { 'it is dormant': 100, 'it was woken': 100, 'it is woken now': 4 };
    forAllPlans(atLeast, ({ plan, snapshot, policy }, saw) => {
      const { intent, learned } = snapshot;
      if (!intent?.dormant) return;
      const wasWoken = (learned.sleep.wokenFromMs ?? 0) >= intent.dormant.sinceMs;
      if (plan.assessed.dormant) return saw('it is dormant');
      saw(wasWoken ? 'it was woken' : 'it is woken now');
      const laterMs = NOW_MS + 10 * MINUTE_MS;
      const later = { ...snapshot, reports: new Map(), learned: remember(snapshot, plan, [], NOW_MS) };
      expect(decide(later, policy, laterMs).assessed.dormant).toBe(false);
      const toldAnew = { ...later, intent: { ...intent, dormant: { sinceMs: laterMs } } };
      expect(decide(toldAnew, policy, laterMs).assessed.dormant).toBe(true);
    });
  });
});

describe('a lead time', () => {
  const { leadTimeMs: _tag, ...withoutTag } = aPolicy();
  const durationMs = fc.oneof(
    fc.integer({ min: 1, max: HOUR_MS }),
    fc.constantFrom(3 * HOUR_MS, 24 * HOUR_MS),
  );

  it('that was learned is bounded, whatever stands in the item', () => {
    let beyond = 0;
    fc.assert(
      fc.property(fc.array(durationMs, { maxLength: 20 }), (leadTimesMs) => {
        if (leadTimesMs.some((ms) => ms > LEAD_TIME_LEARNED_MAX_MS)) beyond += 1;
        expect(leadTimeMs(withoutTag, whatIsKnown({ launches: { leadTimesMs } }))).toBeLessThanOrEqual(
          LEAD_TIME_LEARNED_MAX_MS,
        );
      }),
    );
    expect(beyond).toBeGreaterThan(20);
  });

  it('is not learned of a node that took longer than a suspect, nor beyond the bound', () => {
    let learnedCount = 0;
    let notLearned = 0;
    fc.assert(
      fc.property(
        durationMs,
        fc.option(durationMs, { nil: undefined, freq: 3 }),
        (tookMs, suspectAfterMs) => {
          const requestedAtMs = NOW_MS - tookMs;
          const learned = whatIsKnown({
            nodes: { 'i-1': { launch: { firstSeenAtMs: requestedAtMs, requestedAtMs } } },
          });
          const group = aGroup({ nodes: [aNode('i-1')] });
          const reports = [aReport('i-1', { queued: true })];
          const bound = { ...(suspectAfterMs !== undefined && { suspectAfterMs }) };
          const { leadTimesMs } = learn(learned, { group, reports, ...bound }, NOW_MS).launches;
          const longestMs = Math.min(LEAD_TIME_LEARNED_MAX_MS, suspectAfterMs ?? Number.POSITIVE_INFINITY);
          expect(leadTimesMs).toEqual(tookMs <= longestMs ? [tookMs] : []);
          if (leadTimesMs.length > 0) learnedCount += 1;
          else notLearned += 1;
        },
      ),
    );
    expect(Math.min(learnedCount, notLearned)).toBeGreaterThan(10);
  });
});
