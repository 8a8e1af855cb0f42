import { describe, expect, it } from 'vitest';
import {
  leadTimeMs,
  reportedAfterMs,
  suspectAfterMs,
} from '../../../../lib/targets/rdb-group/decide/lead-time.ts';
import type { NodeLearned } from '../../../../lib/targets/rdb-group/domain/learned/node-learned.ts';
import { HOUR_MS, MINUTE_MS } from '../../../../lib/core/units.ts';
import { whatIsKnown, aPolicy } from '../../../build/snapshot.ts';

describe('the lead time', () => {
  /** Nodes say whether they wait in the queue. */
  const nodes = { a: { launch: { firstSeenAtMs: 0 }, last: { observedAtMs: 0, queued: false } } };
  const learned = (leadTimesMs: readonly number[]) =>
    leadTimeMs(withoutTag(), whatIsKnown({ launches: { leadTimesMs }, nodes }));
  const withoutTag = () => {
    const { leadTimeMs: _, ...policy } = aPolicy();
    return policy;
  };

  it('is the tag’s, whatever was learned', () => {
    expect(
      leadTimeMs(aPolicy({ leadTimeMs: 1 }), whatIsKnown({ launches: { leadTimesMs: [5, 5, 5] } })),
    ).toBe(1);
  });

  it('is three minutes at the least until three launches were seen', () => {
    expect(learned([])).toBe(180_000);
    expect(learned([60_000, 60_000])).toBe(180_000);
    expect(learned([60_000, 240_000])).toBe(240_000);
    expect(learned([120_000, 120_000, 120_000])).toBe(90_000);
  });

  it('is half a minute less than nodes took to say by CloudWatch that they wait, and at least half of it', () => {
    expect(learned([150_000, 90_000, 120_000])).toBe(120_000);
    expect(learned([61_000, 61_000, 61_000])).toBe(31_000);
    expect(learned([60_000, 60_000, 60_000])).toBe(30_000);
    expect(learned([40_000, 40_000, 40_000])).toBe(20_000);
  });

  it('is all that they took where the probe asks them', () => {
    const launches = { leadTimesMs: [120_000, 120_000, 120_000] };
    for (const reports of ['probe', 'probe-then-cloudwatch'] as const)
      expect(leadTimeMs({ ...withoutTag(), reports }, whatIsKnown({ launches, nodes }))).toBe(120_000);
  });

  it('is the default at the least where no node says whether it waits: one that replays looks the same', () => {
    const mute = { a: { launch: { firstSeenAtMs: 0 }, last: { observedAtMs: 0, live: true } } };
    const ofMute = (ms: number, reports?: 'probe') =>
      leadTimeMs(
        { ...withoutTag(), ...(reports && { reports }) },
        whatIsKnown({ launches: { leadTimesMs: [ms, ms, ms] }, nodes: mute }),
      );
    expect(ofMute(90_000)).toBe(180_000);
    expect(ofMute(90_000, 'probe')).toBe(180_000);
    expect(ofMute(240_000)).toBe(210_000);
  });

  it('is that as well where some nodes do not say it, among others that do: nobody knows whose was learned', () => {
    const mute = { launch: { firstSeenAtMs: 0 }, last: { observedAtMs: 0, live: true } };
    const silent = { launch: { firstSeenAtMs: 0 } };
    const of = (more: Readonly<Record<string, NodeLearned>>) =>
      leadTimeMs(
        withoutTag(),
        whatIsKnown({ launches: { leadTimesMs: [90_000, 90_000, 90_000] }, nodes: { ...nodes, ...more } }),
      );
    expect(of({ b: mute })).toBe(180_000);
    expect(of({ b: { ...mute, last: { ...mute.last, queued: true } } })).toBe(60_000);
    // One that has said nothing at all has taught nothing.
    expect(of({ b: silent })).toBe(60_000);
  });

  it('takes nothing off the time after which a silent node is suspect', () => {
    const launches = { leadTimesMs: [120_000, 120_000, 120_000] };
    expect(reportedAfterMs(withoutTag(), whatIsKnown({ launches }))).toBe(120_000);
    expect(suspectAfterMs(withoutTag(), whatIsKnown({ launches }))).toBe(240_000);
  });

  it('is a high quantile of many launches: one slow one in twenty does not set it', () => {
    const many = Array.from({ length: 19 }, () => 120_000);
    expect(learned([...many, 600_000])).toBe(90_000);
    expect(learned([...many.slice(2), 300_000, 300_000, 300_000])).toBe(270_000);
  });

  it('counts what was learned up to half an hour: earlier versions learned from nodes silent for hours', () => {
    const half = 30 * MINUTE_MS;
    expect(learned([60_000, 60_000, half])).toBe(half - 30_000);
    expect(learned([90_000, 90_000, 90_000, half + 1])).toBe(60_000);
    expect(learned([3 * HOUR_MS])).toBe(180_000);
    // With what counts alone there are too few.
    expect(learned([60_000, 60_000, 3 * HOUR_MS])).toBe(180_000);
    expect(
      suspectAfterMs(withoutTag(), whatIsKnown({ launches: { leadTimesMs: [3 * HOUR_MS, 3 * HOUR_MS] } })),
    ).toBe(360_000);
  });
});
