// The campaign's machinery: the same seed gives the same days, what is rare fails, and failures shrink.
import { describe, expect, it } from 'vitest';
import { addUp, seedsOf } from '../../lib/campaign/campaign.ts';
import { DAY_MS } from '../../lib/core/units.ts';
import { ANY_KIND } from '../../lib/campaign/kinds.ts';
import { EMPTY_TALLY } from '../../lib/campaign/checks/check.ts';
import type { CheckName } from '../../lib/campaign/world/finding.ts';
import { tooRare } from '../../lib/campaign/minimums.ts';
import { tooRareOverWire } from '../../lib/campaign/wire-minimums.ts';
import { drawOptions } from '../../lib/campaign/options/draw-options.ts';
import { FAULT_NAMES, type FaultName } from '../../lib/campaign/options/fault-names.ts';
import type { RunOptions } from '../../lib/campaign/options/options.ts';
import { runOptions, type RunResult } from '../../lib/campaign/run-seed.ts';
import { describeGroup, smallerGroups } from '../../lib/campaign/shrink-group.ts';
import { shrink } from '../../lib/campaign/shrink.ts';
import { aDay } from './build-run.ts';

const allFaults = Object.fromEntries(FAULT_NAMES.map((name) => [name, 0.3]));

function aResult(change: Partial<RunResult> = {}): RunResult {
  return {
    seed: 1,
    dayCount: 2,
    cycleCount: 10,
    findings: [],
    excused: [],
    tally: { ...EMPTY_TALLY },
    occurred: {},
    ...change,
  };
}

describe('a seed', () => {
  it('gives the same days, to the byte, with every fault on', async () => {
    const options = aDay({ hook: 'ours', retains: true, hasAlarm: true }, { faults: allFaults });
    const [first, second] = [await runOptions(options), await runOptions(options)];
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(Object.keys(first.occurred).length).toBeGreaterThan(20);
  });

  it('gives the same options, and over many seeds each fault is on in some and off in others', () => {
    expect(drawOptions(5)).toEqual(drawOptions(5));
    const runs = Array.from({ length: 300 }, (_, seed) => drawOptions(seed));
    for (const name of FAULT_NAMES) {
      const on = runs.filter(({ faults }) => faults[name] !== undefined).length;
      expect(on, name).toBeGreaterThan(10);
      expect(on, name).toBeLessThan(150);
    }
    expect(runs.filter(({ faults }) => Object.keys(faults).length === 0).length).toBeGreaterThan(20);
  });

  it('of a campaign gives the runs that make up its days, whoever runs them', () => {
    const seeds = seedsOf({ seed: 3, days: 50 });
    expect(seedsOf({ seed: 3, days: 50 })).toEqual(seeds);
    expect(seedsOf({ seed: 4, days: 50 })).not.toEqual(seeds);
    const days = seeds.reduce((sum, seed) => sum + ANY_KIND.draw(seed).dayCount, 0);
    expect(days).toBeGreaterThanOrEqual(50);
    expect(days).toBeLessThan(55);
  });
});

describe('a report', () => {
  it('adds up, and takes the longest time unlooked', () => {
    const results = [
      aResult({ tally: { ...EMPTY_TALLY, lateRolls: 2, unlookedMinutesMax: 4 }, occurred: { rolled: 3 } }),
      aResult({ tally: { ...EMPTY_TALLY, lateRolls: 1, unlookedMinutesMax: 5 }, occurred: { rolled: 4 } }),
    ];
    const report = addUp({ seed: 1, results, failures: [], seconds: 2 });
    expect(report).toMatchObject({
      days: 4,
      cycles: 20,
      daysPerSecond: 2,
      lateRolls: 3,
      unlookedMinutesMax: 5,
    });
    expect(report.occurred).toEqual({ rolled: 7 });
    expect(report.failures).toEqual([]);
  });

  it('fails where excuses are no longer rare', () => {
    const excused = { check: 'ended-with-data' as CheckName, text: 'it said that it had no rows', atMs: 0 };
    const failuresAt = (excusedCount: number, runCount: number) =>
      addUp({
        seed: 1,
        results: Array.from({ length: runCount }, (_, index) =>
          aResult({ excused: index < excusedCount ? [excused] : [] }),
        ),
        failures: [],
        seconds: 1,
      }).failures.length;
    // Each run has two days. In a short campaign one or two are chance.
    expect([failuresAt(2, 3), failuresAt(3, 3), failuresAt(3, 25)]).toEqual([0, 1, 1]);
    expect([failuresAt(4, 40), failuresAt(5, 40)]).toEqual([0, 1]);
    // What counts are days: of the one run, the first twice and the third.
    const several = [0, 1_000, 2 * DAY_MS].map((atMs) => ({ ...excused, atMs }));
    const results = [aResult({ excused: several }), aResult()];
    expect(addUp({ seed: 1, results, failures: [], seconds: 1 }).excusedDays).toBe(2);
  });

  it('fails where something occurred too seldom, unless the campaign was too short to tell', () => {
    const often = Object.fromEntries(FAULT_NAMES.map((name) => [name, 1_000]));
    expect(tooRare({}, 499)).toEqual([]);
    expect(tooRare({}, 500).length).toBeGreaterThan(FAULT_NAMES.length);
    expect(tooRare({}, 499, 499)).toEqual(tooRare({}, 499, 100));
    expect(tooRare({}, 499, 499).length).toBeGreaterThan(FAULT_NAMES.length);
    expect(tooRare({ ...often, lies: 9 }, 1_000)).toContain(
      'lies occurred 9 times in 1000 days; at least 10 are wanted',
    );
    expect(tooRare({ ...often, lies: 10 }, 1_000).join()).not.toContain('lies');
    const states = {
      'hook: none': 5,
      'does not retain': 20,
      'launches unprotected nodes': 20,
      'several days': 50,
      'state: dormant': 100,
      'schedule holds a floor': 50,
    };
    for (const [what, least] of Object.entries(states))
      expect(tooRare(often, 1_000)).toContain(
        `${what} occurred 0 times in 1000 days; at least ${least} are wanted`,
      );
  });

  it('fails over the emulator where a handler was woken too seldom, each from as many days on as can tell', () => {
    expect(tooRareOverWire({ 'handler: on-tick': 2_000 }, 4)).toEqual([]);
    expect(tooRareOverWire({ 'handler: on-tick': 1_999 }, 4)).toEqual([
      'handler: on-tick occurred 1999 times in 4 days; at least 2000 are wanted',
    ]);
    const rareIn = (days: number) => tooRareOverWire({}, days).map((text) => text.replace(/ occurred.*/, ''));
    const handlers = ['on-tick', 'on-schedule', 'on-lifecycle', 'on-alarm', 'discover'];
    expect(rareIn(10)).toEqual(['handler: on-tick', 'handler: on-schedule']);
    expect(rareIn(60)).toEqual(
      expect.arrayContaining([...handlers.map((name) => `handler: ${name}`), 'report of the table']),
    );
    expect(rareIn(59)).not.toContain('report of the table');
    // The simulated world wakes no handlers.
    const report = (overWire: boolean) =>
      addUp({ seed: 1, results: [aResult()], failures: [], seconds: 1, overWire });
    expect(report(false).failures).toEqual([]);
    expect(report(true).failures).toMatchObject([{ check: 'too-rare' }]);
  });
});

describe('shrinking', () => {
  /** Fails where two faults are on, on the second day. */
  const failsWith = (names: readonly FaultName[]) => (options: RunOptions) => {
    const fails = names.every((name) => options.faults[name] !== undefined) && options.dayCount >= 2;
    const finding = { check: 'ended-live' as const, text: 'ended', atMs: 0 };
    return Promise.resolve(aResult({ findings: fails ? [finding] : [] }));
  };

  it('leaves only what the failure needs', async () => {
    const options = aDay({ hasAlarm: true }, { faults: allFaults, dayCount: 5 });
    const shrunk = await shrink(options, 'ended-live', {
      run: failsWith(['lies', 'killed']),
      smaller: smallerGroups,
    });
    expect(shrunk?.options).toMatchObject({ dayCount: 2, faults: { killed: 0.3, lies: 0.3 } });
    expect(Object.keys(shrunk?.options.faults ?? {})).toHaveLength(2);
    expect(shrunk?.options.group.hasAlarm).toBe(false);
    expect(describeGroup(shrunk?.options ?? options)).toContain('2 days; killed 0.3, lies 0.3;');
  });

  it('of what does not fail again says so', async () => {
    expect(
      await shrink(aDay(), 'ended-live', { run: failsWith(['lies']), smaller: smallerGroups }),
    ).toBeUndefined();
  });
});
