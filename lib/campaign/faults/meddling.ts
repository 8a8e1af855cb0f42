// What people and other tools do to a target that is scaled from outside of it, whatever its kind: at drawn moments, or just
// between two calls of one cycle; and how it is put right again. What they do is the kind's.
import { MINUTE_MS } from '../../core/units.ts';
import { AwsError } from '../../sim/aws/aws-error.ts';
import type { Random } from '../../sim/random.ts';
import type { CheckName } from '../world/finding.ts';
import type { FrameOptions, RunFrame } from '../world/run-frame.ts';
import { scheduleDeeds } from './schedule-deeds.ts';

export interface MeddledRun<Fault extends string> extends Omit<
  RunFrame<Fault, CheckName, FrameOptions<Fault>>,
  'fail' | 'excuse'
> {
  /** Somebody meddles with it until then: what it has is not ours to answer for. */
  readonly disturb: (untilMs?: number) => void;
}

/** One deed: what it does now, and how it is put right, if it has to be. AWS may refuse either. */
export type Deed<Run> = (run: Run, chance: Random) => (() => void) | undefined;

export interface Meddling<Fault extends string, Run> {
  readonly deeds: { readonly [Name in Fault]?: Deed<Run> };
  /** Deeds between two calls, the likelier the more often they stand there. */
  readonly between: readonly Fault[];
  /** What somebody else does may be felt for so long. */
  readonly feltMs: number;
}

/** Of calls, at full strength: changes are few, and what happens just before one bites most. */
const SHARE = { read: 0.001, write: 0.8 } as const;
const TIMES_A_DAY_MAX = 6;

/** A target that is being changed takes neither mode nor count: whoever puts it right tries again. */
const TRIES_AGAIN_MS = 5 * MINUTE_MS;

/** `lastMs`: nothing of it begins later. */
export function scheduleMeddling<Fault extends string, Run extends MeddledRun<Fault>>(
  run: Run,
  meddling: Meddling<Fault, Run>,
  lastMs: number,
): void {
  scheduleDeeds<Fault>(run, {
    names: Object.keys(meddling.deeds) as Fault[],
    lastMs,
    act({ name, untilMs }) {
      const putRight = doDeed<Fault, Run>(run, meddling, name);
      if (putRight) undoAt<Fault, Run>(run, meddling, { atMs: untilMs, putRight });
    },
  });
}

/** Something happens between two calls of one cycle: what was read is no longer so when it is acted upon. */
export function meddleBetweenCalls<Fault extends string, Run extends MeddledRun<Fault | 'between-calls'>>(
  run: Run,
  meddling: Meddling<Fault, Run>,
  call: 'read' | 'write',
): void {
  const times = run.occurred.get('between-calls') ?? 0;
  if (times >= TIMES_A_DAY_MAX * run.options.dayCount || !run.happens('between-calls', SHARE[call])) return;
  const chance = run.chanceOf('between-calls');
  const name = meddling.between[Math.floor(chance.next() * meddling.between.length)];
  if (name === undefined) return;
  const putRight = doDeed<Fault, Run>(run, meddling, name);
  const lastsMs = Math.round((1 + 30 * chance.next()) * MINUTE_MS);
  if (putRight)
    undoAt<Fault, Run>(run, meddling, {
      atMs: Math.min(run.times.calmFromMs, run.nowMs() + lastsMs),
      putRight,
    });
}

/** Does what somebody else would; `refused` where AWS does not let them. */
export function asPerson(
  run: Pick<MeddledRun<never>, 'disturb' | 'nowMs'>,
  feltMs: number,
  work: () => void,
): 'done' | 'refused' {
  run.disturb(run.nowMs() + feltMs);
  try {
    work();
    return 'done';
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return 'refused';
  }
}

/** Does it now; refusals are AWS's answer. Returns how it is put right. */
function doDeed<Fault extends string, Run extends MeddledRun<Fault>>(
  run: Run,
  { deeds, feltMs }: Meddling<Fault, Run>,
  name: Fault,
): (() => void) | undefined {
  let putRight: (() => void) | undefined;
  const became = asPerson(run, feltMs, () => void (putRight = deeds[name]?.(run, run.chanceOf(name))));
  if (became === 'done') run.occur(name);
  return putRight;
}

function undoAt<Fault extends string, Run extends MeddledRun<Fault>>(
  run: Run,
  meddling: Pick<Meddling<Fault, Run>, 'feltMs'>,
  { atMs, putRight }: { readonly atMs: number; readonly putRight: () => void },
): void {
  run.world.clock.schedule(atMs, () => {
    if (asPerson(run, meddling.feltMs, putRight) === 'refused' && run.nowMs() < run.times.endMs)
      undoAt<Fault, Run>(run, meddling, { atMs: run.nowMs() + TRIES_AGAIN_MS, putRight });
  });
}
