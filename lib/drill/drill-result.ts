// What a drill has shown: when what happened, what was counted, and whether it passed. The JSON's keys are a contract.
import { formatDuration } from '../core/units.ts';
import { MOMENTS, type DrillPlan, type Moment, type MomentLimits } from './drill-plan.ts';

export interface DrillStep {
  readonly at: string;
  readonly text: string;
}

/** Plain JSON. Times are ISO 8601, UTC; `null` for what does not apply, and for what did not come. */
export interface DrillResult {
  readonly drill: string;
  readonly target: string;
  readonly injectedAt: string | null;
  readonly detectedAt: string | null;
  readonly replacedAt: string | null;
  readonly writableAt: string | null;
  readonly queryableAt: string | null;
  readonly caughtUpAt: string | null;
  /** Rows, messages or keys that there must be; which of them, a step says. */
  readonly expected: number | null;
  readonly found: number | null;
  readonly lost: number | null;
  readonly pass: boolean;
  /** By when each moment was to be, seconds from the injection, and how many may be lost. */
  readonly limits: Readonly<Record<string, number>>;
  readonly steps: readonly DrillStep[];
}

/** What was measured. Times are ms since the epoch. */
export interface Measured {
  readonly injectedAtMs?: number;
  readonly moments: Partial<Readonly<Record<Moment, number>>>;
  readonly count?: { readonly expected: number; readonly found: number };
  readonly steps: readonly { readonly atMs: number; readonly text: string }[];
}

/** Nothing may be missing after a drill. */
const LOST_MAX = 0;

/** Pure. */
export function drillResult(plan: DrillPlan, measured: Measured): DrillResult {
  const { injectedAtMs, moments, count, steps } = measured;
  const at = (moment: Moment) => isoOf(moments[moment]);
  const misses = whatMissed(plan.limits, measured);
  return {
    drill: plan.drill,
    target: plan.target,
    injectedAt: isoOf(injectedAtMs),
    detectedAt: at('detected'),
    replacedAt: at('replaced'),
    writableAt: at('writable'),
    queryableAt: at('queryable'),
    caughtUpAt: at('caughtUp'),
    expected: count?.expected ?? null,
    found: count?.found ?? null,
    lost: count ? count.expected - count.found : null,
    pass: misses.length === 0,
    limits: {
      ...Object.fromEntries(
        MOMENTS.flatMap((moment) => {
          const limitMs = plan.limits[moment];
          return limitMs === undefined ? [] : [[`${moment}WithinSeconds`, limitMs / 1000]];
        }),
      ),
      lostMax: LOST_MAX,
    },
    steps: steps.map(({ atMs, text }) => ({ at: new Date(atMs).toISOString(), text })),
  };
}

/** Why a drill did not pass, as sentences. Pure. */
export function whatMissed(
  limits: MomentLimits,
  { injectedAtMs, moments, count }: Measured,
): readonly string[] {
  if (injectedAtMs === undefined) return ['nothing was broken'];
  const late = MOMENTS.flatMap((moment) => {
    const [limitMs, atMs] = [limits[moment], moments[moment]];
    if (limitMs === undefined) return [];
    if (atMs === undefined) return [`${SAID[moment]}: not seen, allowed is ${formatDuration(limitMs)}`];
    if (atMs - injectedAtMs <= limitMs) return [];
    return [
      `${SAID[moment]}: after ${formatDuration(atMs - injectedAtMs)}, allowed is ${formatDuration(limitMs)}`,
    ];
  });
  if (!count) return [...late, 'nothing could be counted: what is lost is not known'];
  const lost = count.expected - count.found;
  return lost > LOST_MAX ? [...late, `${lost} of ${count.expected} are lost`] : late;
}

/** A moment, in sentences. */
export const SAID: Readonly<Record<Moment, string>> = {
  detected: 'detected',
  replaced: 'replaced',
  writable: 'writable',
  queryable: 'queryable',
  caughtUp: 'caught up',
};

function isoOf(atMs: number | undefined): string | null {
  return atMs === undefined ? null : new Date(atMs).toISOString();
}
