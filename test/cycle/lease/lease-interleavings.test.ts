// The lease under interleavings of two and three holders, with crashes, calls that land late, and clocks that
// differ. The cycles are the real ones; the steps are those of interleave.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLOCK_SKEW_MAX_MS } from '../../../lib/cycle/lease/lease-limits.ts';
import type { Interleaving, Played } from './interleave.ts';
import { play } from './interleave.ts';

/** Clocks within half of the allowance of true time, so that no two differ by more than all of it. */
const skewMs = fc.integer({ min: -CLOCK_SKEW_MAX_MS / 2, max: CLOCK_SKEW_MAX_MS / 2 });
const choices = fc.array(fc.nat(1_000), { minLength: 100, maxLength: 250, size: 'max' });

function anInterleaving(holderCount: number, how: Pick<Interleaving, 'landsEver' | 'withLease'>) {
  const skewsMs = fc.array(skewMs, { minLength: holderCount, maxLength: holderCount });
  return fc.record({
    choices,
    skewsMs,
    landsEver: fc.constant(how.landsEver),
    withLease: fc.constant(how.withLease),
  });
}

const BOUNDED = { landsEver: false, withLease: true };
const LATE = { landsEver: true, withLease: true };
const RUNS = { numRuns: 300 };

async function forAll(interleavings: fc.Arbitrary<Interleaving>, check: (played: Played) => void) {
  const total = { scaleOuts: 0, terminations: 0, ends: 0, crashes: 0, unknowns: 0, staleLandings: 0 };
  await fc.assert(
    fc.asyncProperty(interleavings, async (interleaving) => {
      const played = await play(interleaving);
      check(played);
      for (const key of ['scaleOuts', 'terminations', 'ends'] as const)
        total[key] += played.group.counts[key];
      for (const key of ['crashes', 'unknowns', 'staleLandings'] as const) total[key] += played[key];
    }),
    RUNS,
  );
  return total;
}

/** How many of so many runs break a rule: for the proof that the rules can be broken. */
async function countBroken(interleavings: fc.Arbitrary<Interleaving>, isBroken: (played: Played) => boolean) {
  let broken = 0;
  for (const interleaving of fc.sample(interleavings, { numRuns: 150, seed: 1 })) {
    if (isBroken(await play(interleaving))) broken += 1;
  }
  return broken;
}

describe.each([2, 3])('with %d holders', (holderCount) => {
  it('no data is lost, nothing lowered, and no call lands under another’s lease', async () => {
    const total = await forAll(anInterleaving(holderCount, BOUNDED), (played) => {
      expect(played.group.violations).toEqual([]);
      expect(played.staleLandings).toBe(0);
    });
    // The walk has seen what it is about.
    expect(
      Math.min(total.scaleOuts, total.terminations, total.ends, total.crashes, total.unknowns),
    ).toBeGreaterThan(20);
  });

  it('each fence records once at the most, and no record overwrites one it has not seen', async () => {
    let recordedTwice = 0;
    const total = await forAll(anInterleaving(holderCount, LATE), ({ stateStore, lostUpdates }) => {
      const { recordedFences } = stateStore;
      expect(recordedFences).toEqual([...new Set(recordedFences)].sort((a, b) => a - b));
      expect(lostUpdates).toBe(0);
      if (recordedFences.length > 1) recordedTwice += 1;
    });
    expect(recordedTwice).toBeGreaterThan(100);
    expect(Math.min(total.crashes, total.unknowns)).toBeGreaterThan(20);
  });

  it('a call that lands long after may lower the desired capacity, and never costs data', async () => {
    const total = await forAll(anInterleaving(holderCount, LATE), (played) => {
      expect(played.group.violations.filter((v) => v.includes('data'))).toEqual([]);
    });
    expect(total.staleLandings).toBeGreaterThan(0);
  });

  it('without the lease calls land under one another, capacity is lowered, and records are lost', async () => {
    const interleavings = anInterleaving(holderCount, { ...BOUNDED, withLease: false });
    expect(await countBroken(interleavings, (p) => p.staleLandings > 0)).toBeGreaterThan(0);
    expect(await countBroken(interleavings, (p) => p.group.violations.length > 0)).toBeGreaterThan(0);
    expect(await countBroken(interleavings, (p) => p.lostUpdates > 0)).toBeGreaterThan(0);
  });
});

describe('clocks that differ by more than the lease allows', () => {
  it('break it: the allowance is needed', async () => {
    const interleavings = fc.record({
      choices,
      skewsMs: fc.constant([0, 75_000]),
      landsEver: fc.constant(false),
      withLease: fc.constant(true),
    });
    expect(await countBroken(interleavings, (p) => p.staleLandings > 0)).toBeGreaterThan(0);
  });
});
