import { describe, expect, it } from 'vitest';
import type { DrillPlan } from '../../lib/drill/drill-plan.ts';
import { drillResult, whatMissed, type Measured } from '../../lib/drill/drill-result.ts';

const INJECTED_AT_MS = Date.parse('2026-11-20T18:00:00Z');
const PLAN: DrillPlan = {
  drill: 'live-rdb',
  target: 'rdb-fx',
  breaks: [],
  expected: [],
  limits: { detected: 60_000, writable: 30_000 },
  whyNot: [],
};
const after = (ms: number) => INJECTED_AT_MS + ms;
const GOOD: Measured = {
  injectedAtMs: INJECTED_AT_MS,
  moments: { detected: after(60_000), writable: after(30_000) },
  count: { expected: 10, found: 10 },
  steps: [],
};

describe("a drill's result", () => {
  it('passes at its limits, with nothing lost; what does not apply is null', () => {
    expect(drillResult(PLAN, GOOD)).toEqual({
      drill: 'live-rdb',
      target: 'rdb-fx',
      injectedAt: '2026-11-20T18:00:00.000Z',
      detectedAt: '2026-11-20T18:01:00.000Z',
      replacedAt: null,
      writableAt: '2026-11-20T18:00:30.000Z',
      queryableAt: null,
      caughtUpAt: null,
      expected: 10,
      found: 10,
      lost: 0,
      pass: true,
      limits: { detectedWithinSeconds: 60, writableWithinSeconds: 30, lostMax: 0 },
      steps: [],
    });
  });

  it.each<[string, Partial<Measured>, string]>([
    [
      'one comes late',
      { moments: { ...GOOD.moments, writable: after(30_001) } },
      'writable: after 30 s, allowed is 30 s',
    ],
    ['one does not come', { moments: { writable: after(1) } }, 'detected: not seen, allowed is 60 s'],
    ['one of ten is lost', { count: { expected: 10, found: 9 } }, '1 of 10 are lost'],
  ])('fails where %s', (_, change, why) => {
    const measured = { ...GOOD, ...change };
    expect(drillResult(PLAN, measured).pass).toBe(false);
    expect(whatMissed(PLAN.limits, measured)).toEqual([why]);
  });

  it('fails where nothing could be counted, and where nothing was broken', () => {
    const { count: _, ...uncounted } = GOOD;
    expect(drillResult(PLAN, uncounted)).toMatchObject({ lost: null, pass: false });
    expect(drillResult(PLAN, { moments: {}, steps: [] })).toMatchObject({ injectedAt: null, pass: false });
  });
});
