// Which late rolls count as avoidable: those that reports showed coming in time for a launch.
import { describe, expect, it } from 'vitest';
import { createForesight, type ForesightTerms, type Known } from '../../lib/backtest/result/foresight.ts';
import { runScenario } from '../../lib/backtest/run/run-scenario.ts';
import { MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import { aScenario, aTrace, steadyDay } from './a-scenario.ts';

const TERMS: ForesightTerms = {
  rollRows: 1_000,
  burstFactor: 3,
  leadTimeMs: 60 * SECOND_MS,
  isLeadTimeGiven: false,
  periodMs: MINUTE_MS,
  delayMs: 0,
};

/** Ten rows a minute into one node, from empty on, until it is full after a hundred minutes. */
function isAvoidable(
  terms: Partial<ForesightTerms> = {},
  change: (known: Known, minute: number) => Partial<Known> = () => ({}),
): boolean {
  const foresight = createForesight({ ...TERMS, ...terms });
  for (let minute = 0; minute <= 100; minute += 1) {
    const rows = 10 * minute;
    const known: Known = {
      atMs: minute * MINUTE_MS,
      liveId: 'i-1',
      rows,
      arrivedRows: rows,
      launchedCount: 0,
      isFull: false,
      isLost: false,
    };
    foresight.know({ ...known, ...change(known, minute) });
  }
  return foresight.isAvoidable({ instanceId: 'i-1', atMs: 100 * MINUTE_MS });
}

describe('a late roll', () => {
  it('that a steady stream has led up to was avoidable', () => {
    expect(isAvoidable()).toBe(true);
  });

  it('after a burst that began when a launch would have come too late was not', () => {
    // 400 rows are left when all of them come within the last minute.
    const burst = (known: Known, minute: number) => ({
      rows: minute < 99 ? known.rows * 0.6 : minute < 100 ? 594 : 1_000,
      arrivedRows: minute < 99 ? known.rows * 0.6 : minute < 100 ? 594 : 1_000,
    });
    expect(isAvoidable({}, burst)).toBe(false);
    // The look of 98:30 was surely shown what was reported by 97:00: 24 times 6 rows a minute, over four minutes, cover 418.
    expect(isAvoidable({ burstFactor: 24 }, burst)).toBe(true);
  });

  it('was not where the maximum allowed no more, or all that the live node said was lost', () => {
    expect(isAvoidable({}, () => ({ isFull: true }))).toBe(false);
    expect(isAvoidable({}, () => ({ isLost: true }))).toBe(false);
  });

  it('was not where its node became live later than a launch takes', () => {
    expect(isAvoidable({}, (_, minute) => (minute <= 97 ? { liveId: 'i-0' } : {}))).toBe(false);
    expect(isAvoidable({}, (_, minute) => (minute <= 96 ? { liveId: 'i-0' } : {}))).toBe(true);
  });

  it('was not where reports come so late that the last of them in time had shown enough room', () => {
    // 30 rows a minute at burst rate; a report is 10 * (delay + launch) rows behind, and looks as much further ahead.
    expect(isAvoidable({ delayMs: 10 * MINUTE_MS })).toBe(true);
    expect(isAvoidable({ delayMs: 10 * MINUTE_MS, burstFactor: 0.5 })).toBe(false);
  });

  it('of servers slower than is assumed was not before three launches were seen, unless a tag tells', () => {
    const slow = { leadTimeMs: 600 * SECOND_MS };
    const launched = (launchedCount: number) => () => ({ launchedCount });
    expect(isAvoidable(slow, launched(2))).toBe(false);
    expect(isAvoidable(slow, launched(3))).toBe(true);
    expect(isAvoidable({ ...slow, isLeadTimeGiven: true }, launched(0))).toBe(true);
    expect(isAvoidable({ leadTimeMs: 180 * SECOND_MS }, launched(0))).toBe(true);
  });
});

describe('a run', () => {
  it('splits its late rolls: a policy that asks too late could have known', async () => {
    const policies = [{ kind: 'threshold', scaleThresholdPercent: 79.9 }, { kind: 'lead-time' }] as const;
    const [blunt, ours] = await runScenario(aScenario({ policies: [...policies] }), aTrace(steadyDay(20)));
    expect(blunt?.lateRolls).toBeGreaterThan(5);
    expect(blunt?.lateRollsAvoidable).toBe(blunt?.lateRolls);
    expect(blunt?.byDay[0]?.lateRollsAvoidable).toBe(blunt?.lateRolls);
    expect(ours).toMatchObject({ lateRolls: 0, lateRollsAvoidable: 0 });
  });

  it('does not blame a policy for what nobody could know', async () => {
    // The whole of a node within a minute, out of nothing.
    const storm = aTrace((minute) => (minute === 600 ? 900 : 0));
    const [result] = await runScenario(aScenario(), storm);
    expect(result).toMatchObject({ lateRolls: 1, lateRollsAvoidable: 0 });
  });
});
