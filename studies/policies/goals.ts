// The figures that the policy is to reach, each with what this run came to. Means are over days that kept all data in time; late
// days are counted beside.
import type { BacktestResult, DayResult } from '../../lib/backtest/result/result.ts';
import { totalsOf, type Totals } from '../totals.ts';

/** What was run of one policy. */
export interface Judged {
  /** The real days, each by itself. */
  readonly firstDays: readonly BacktestResult[];
  /** What is hard by what arrives, on servers that boot in a minute. */
  readonly hardDays: readonly BacktestResult[];
  /** These, and days whose reports are late or missing. */
  readonly hardReports: readonly BacktestResult[];
  /** What is hard by what arrives, on servers that boot in three minutes, with reports a minute late. */
  readonly slowDays: readonly BacktestResult[];
  readonly daysWithHistory: readonly DayResult[];
  /** All days of the run. */
  readonly all: readonly BacktestResult[];
}

/** Days that were late on slow servers before spares beyond the first were counted with a lower factor. */
const SLOW_LATE_BEFORE = 7;

interface Goal {
  readonly figure: string;
  readonly goal: string;
  readonly of: (judged: Judged, threshold: Judged) => { readonly is: string; readonly isReached: boolean };
}

const GOALS: readonly Goal[] = [
  meanGoal('days 4 to 14 of two weeks: mean', 1.02, ({ daysWithHistory }) => daysWithHistory),
  {
    figure: 'the dearest of them',
    goal: '≤ 1.04',
    of: ({ daysWithHistory }) => dearest(totalsOf(daysWithHistory), 1.04),
  },
  {
    figure: 'the real days without a history: the dearest',
    goal: '≤ 1.05',
    of: ({ firstDays }) => dearest(totalsOf(firstDays), 1.05),
  },
  meanGoal('hard days, boot 60 s: mean', 1.035, ({ hardDays }) => hardDays),
  meanGoal('with days of late or missing reports: mean', 1.035, ({ hardReports }) => hardReports),
  {
    figure: 'hard days, boot 60 s: late days',
    goal: 'at most half of those of threshold 60/80',
    of: ({ hardDays }, threshold) => {
      const [own, others] = [totalsOf(hardDays), totalsOf(threshold.hardDays)];
      return {
        is: `${own.lateDays} of ${own.days}, threshold 60/80 ${others.lateDays}`,
        isReached: own.lateDays <= others.lateDays / 2,
      };
    },
  },
  meanGoal('hard days, boot 180 s, reports 60 s late: mean', 1.1, ({ slowDays }) => slowDays),
  {
    figure: 'hard days, boot 180 s, reports 60 s late: late days',
    goal: `no more than before: ${SLOW_LATE_BEFORE}`,
    of: ({ slowDays }, threshold) => {
      const [own, others] = [totalsOf(slowDays), totalsOf(threshold.slowDays)];
      return {
        is: `${own.lateDays} of ${own.days}, threshold 60/80 ${others.lateDays}`,
        isReached: own.lateDays <= SLOW_LATE_BEFORE,
      };
    },
  },
  {
    figure: 'late rolls that could be seen coming, of all days of this run',
    goal: '0',
    of: ({ all, slowDays, daysWithHistory }) => {
      const parts = [all, slowDays, daysWithHistory].map((days) => totalsOf(days));
      const sumOf = (key: 'lateRolls' | 'lateRollsAvoidable') =>
        parts.reduce((sum, part) => sum + part[key], 0);
      const avoidable = sumOf('lateRollsAvoidable');
      return { is: `${avoidable} of ${sumOf('lateRolls')} late ones`, isReached: avoidable === 0 };
    },
  },
];

/** A table for `docs/backtests.md`: `continuous` is judged, retiring at the end of day stands beside. */
export function goalsTable(judged: {
  readonly threshold: Judged;
  readonly leadTime: Judged;
  readonly continuous: Judged;
}): string {
  const { threshold, leadTime, continuous } = judged;
  const rows = GOALS.map(({ figure, goal, of }) => {
    const { is, isReached } = of(continuous, threshold);
    return `| ${[figure, goal, is, isReached ? 'yes' : '**no**', of(leadTime, threshold).is].join(' | ')} |`;
  });
  return [
    '| figure | to reach | lead-time, continuous | reached | lead-time |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function meanGoal(
  figure: string,
  most: number,
  daysOf: (judged: Judged) => readonly (BacktestResult | DayResult)[],
): Goal {
  return {
    figure,
    goal: `≤ ${most}`,
    of: (judged) => {
      const totals = totalsOf(daysOf(judged));
      return {
        is: `${totals.mean.toFixed(3)} (${totals.compared} days, ${totals.lateDays} late beside)`,
        isReached: totals.compared > 0 && totals.mean <= most,
      };
    },
  };
}

function dearest(totals: Totals, most: number) {
  return { is: totals.dearest.toFixed(3), isReached: totals.compared > 0 && totals.dearest <= most };
}
