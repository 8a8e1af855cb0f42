// A run day by day: how close each day came, and what it cost against the oracle's same day.
import { HOUR_MS, SECOND_MS } from '../../core/units.ts';
import type { LocalDay } from '../run/local-days.ts';
import { billedUntilMs, type BillingTerms } from './billing.ts';
import { countTroubles, type NodeLife, type RunRecord } from './record-run.ts';
import type { DayResult } from './result.ts';

export function dayResults(
  given: { readonly record: RunRecord; readonly oracle: RunRecord; readonly days: readonly LocalDay[] },
  terms: BillingTerms,
): readonly DayResult[] {
  const { record, oracle, days } = given;
  return days.map(({ date, startMs, endMs }, i) => {
    const untilMs = i === days.length - 1 ? Number.POSITIVE_INFINITY : endMs;
    const isToday = (atMs: number) => atMs >= startMs && atMs < untilMs;
    const hours = (lives: readonly NodeLife[]) => hoursWithin(lives, { startMs, untilMs }, terms);
    const rolls = record.rolls.filter(({ neededAtMs }) => isToday(neededAtMs));
    const [own, oracles] = [hours(record.lives), hours(oracle.lives)];
    return {
      date,
      instanceHours: round(own, 4),
      oracleInstanceHours: round(oracles, 4),
      costVsOracle: oracles > 0 ? round(own / oracles, 4) : null,
      rolls: rolls.length,
      minCushionSeconds:
        rolls.length === 0 ? null : round(Math.min(...rolls.map((roll) => roll.cushionMs)) / SECOND_MS, 1),
      ...countTroubles(record.troubles.filter(({ atMs }) => isToday(atMs))),
    };
  });
}

function hoursWithin(
  lives: readonly NodeLife[],
  { startMs, untilMs }: { readonly startMs: number; readonly untilMs: number },
  terms: BillingTerms,
): number {
  const billedMs = lives.reduce((sum, life) => {
    const spanMs = Math.min(untilMs, billedUntilMs(life, terms)) - Math.max(startMs, life.launchedAtMs);
    return sum + Math.max(0, spanMs);
  }, 0);
  return billedMs / HOUR_MS;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
