// Runs a drill: look, tell, look again, break, and then look on until all that should follow has come or its time is over.
// Whatever was not seen stays open in the result: a look that failed proves nothing.
import { isForbidden, PortError } from '../../core/errors.ts';
import { mayHaveChanged, type Outcome } from '../../core/outcome.ts';
import { MOMENTS, type DrillPlan, type Moment } from '../../drill/drill-plan.ts';
import { drillResult, SAID, whatMissed, type Measured } from '../../drill/drill-result.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Drill, ExecuteOrder, Executed, PreparedDrill, Seen } from './drill.ts';

/** The longest that what follows is looked for. */
export const FOLLOW_MAX_MS = 3 * 3_600_000;

/** Looks, and tells what would be done. Throws `PortError`. */
export async function prepareDrill<Before extends Seen, Glance extends Seen>(
  drill: Drill<Before, Glance>,
  clock: Clock,
): Promise<PreparedDrill> {
  return {
    plan: drill.plan(await drill.look()),
    end: async () => drill.end?.(),
    execute: async (order) => {
      try {
        return await execute(drill, clock, order);
      } finally {
        await drill.end?.();
      }
    },
  };
}

async function execute<Before extends Seen, Glance extends Seen>(
  drill: Drill<Before, Glance>,
  clock: Clock,
  order: ExecuteOrder,
): Promise<Executed> {
  const before = await drill.look();
  const plan = drill.plan(before);
  if (plan.whyNot.length > 0) return { kind: 'refused', plan };
  const steps: { atMs: number; text: string }[] = [];
  const tell = (text: string, atMs = clock.nowMs()) => {
    steps.push({ atMs, text });
    order.onStep(atMs, text);
  };
  // Before the call: what it does may be seen before its answer.
  const injectedAtMs = clock.nowMs();
  const outcome = await drill.inject(before);
  tell(outcome.kind === 'applied' ? (plan.breaks[0] ?? plan.drill) : textOf(outcome));
  const measured = mayHaveChanged(outcome)
    ? { injectedAtMs, ...(await follow(drill, before, { plan, clock, tell, injectedAtMs }, order)), steps }
    : { moments: {}, steps };
  return {
    kind: 'run',
    result: drillResult(plan, measured),
    missed: whatMissed(plan.limits, measured),
    isForbidden: outcome.kind === 'rejected' && isForbidden(outcome.failure),
  };
}

async function follow<Before extends Seen, Glance extends Seen>(
  drill: Drill<Before, Glance>,
  before: Before,
  run: {
    readonly plan: DrillPlan;
    readonly clock: Clock;
    readonly tell: (text: string, atMs: number) => void;
    readonly injectedAtMs: number;
  },
  { waitMs = Math.max(...Object.values(run.plan.limits)) }: ExecuteOrder,
): Promise<Pick<Measured, 'moments' | 'count'>> {
  const { plan, clock, tell, injectedAtMs } = run;
  const untilMs = injectedAtMs + Math.min(waitMs, FOLLOW_MAX_MS);
  const moments: Partial<Record<Moment, number>> = {};
  const noted = new Set<string>();
  const earlier: Glance[] = [];
  let count: Measured['count'];
  for (let looks = 0; looks <= FOLLOW_MAX_MS / drill.everyMs; looks += 1) {
    const glance = await unlessRefused(drill.glance());
    if (glance) {
      const showing = drill.follow(before, glance, earlier);
      earlier.push(glance);
      count = showing.count ?? count;
      for (const moment of MOMENTS) {
        const text = showing.come[moment];
        if (text === undefined || moments[moment] !== undefined || !(moment in plan.limits)) continue;
        moments[moment] = glance.atMs;
        // When it was seen: a look that reads much goes on after it.
        tell(`${SAID[moment]}: ${text}`, glance.atMs);
      }
      for (const note of showing.notes.filter((text) => !noted.has(text))) {
        noted.add(note);
        tell(note, glance.atMs);
      }
    }
    const isAllThere = MOMENTS.every((moment) => !(moment in plan.limits) || moments[moment] !== undefined);
    if (isAllThere || clock.nowMs() >= untilMs) break;
    await clock.sleep(drill.everyMs);
  }
  return { moments, ...(count && { count }) };
}

/** A look that gave no answer shows nothing; the next one may. */
async function unlessRefused<Glance>(looking: Promise<Glance>): Promise<Glance | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof PortError) return undefined;
    throw error;
  }
}

function textOf(outcome: Outcome): string {
  if (outcome.kind === 'rejected')
    return `refused, and nothing was broken: ${outcome.code}: ${outcome.message}`;
  if (outcome.kind === 'unknown') return `it may have been broken, nobody says: ${outcome.message}`;
  return outcome.kind === 'applied' ? 'applied' : `not sent: ${outcome.message}`;
}
