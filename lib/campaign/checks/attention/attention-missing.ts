// Every trouble that lasts is in Attention: what is truly so for well beyond its kind's delay, against what the tick
// shows. What is so, of the world and of our own calls, is attention/.
import { ATTENTION, type AttentionKind } from '../../../core/attention.ts';
import { MINUTE_MS } from '../../../core/units.ts';
import { createSimAnnouncer } from '../../../sim/ports/sim-announcer.ts';
import { followCalls } from './call-truths.ts';
import { createStretches, type Known, type SinceOfKind, type WorldTruths } from './truth.ts';
import { WORLD_TRUTHS } from './world-truths.ts';
import type { RunFrame } from '../../world/run-frame.ts';
import type { CreateCheck, EndedFrame, SharedCheck } from '../check.ts';
import { createTicks } from '../../measures/ticks.ts';

/** A look finds what is so in the world within five minutes, the next tick shows it; metrics are a little late besides. */
const LOOK_SLACK_MS = 10 * MINUTE_MS;
/** What our own calls came to stands in the item: the next tick reads it there. */
export const CALL_SLACK_MS = 2 * MINUTE_MS;

export const attentionMissing: CreateCheck = (run) => followAttention(run, WORLD_TRUTHS);

/** `truths`: what of the world must show. Truths of our own calls are those of every kind. */
export function followAttention<R extends RunFrame>(
  run: R,
  truths: WorldTruths<R>,
): SharedCheck & { readonly onEvent?: () => void } {
  // A version of the announcer that knows no Attention shows none.
  if (!('publishAttention' in createSimAnnouncer(run.world))) return {};
  const ticks = createTicks(run);
  const ofWorld = createStretches(run.nowMs);
  const ofCalls = createStretches(run.nowMs);
  /** Stretches, by their beginnings, that were asked for, and that were found not shown. */
  const asked = new Map<AttentionKind, number>();
  const failed = new Map<AttentionKind, number>();
  let shown: readonly string[] = [];
  let cleanTicks = 0;
  let oursSinceMs: number | undefined;
  let intent: Known['intent'];
  const kinds = Object.keys(truths) as AttentionKind[];

  function mustShow(sinceMs: SinceOfKind, slackMs: number): void {
    for (const [kind, since] of sinceMs) {
      const lastedMs = run.nowMs() - since;
      if (lastedMs < ATTENTION[kind].delayMs + slackMs) continue;
      if (asked.get(kind) !== since) run.occur(`trouble: ${kind}`);
      asked.set(kind, since);
      if (shown.includes(kind) || failed.get(kind) === since) continue;
      failed.set(kind, since);
      run.fail(
        'attention-missing',
        `${kind} has lasted ${Math.round(lastedMs / MINUTE_MS)} minutes and is not shown`,
      );
    }
  }

  const isSo = (kind: AttentionKind): boolean =>
    oursSinceMs !== undefined && truths[kind]?.(run, { ours: { sinceMs: oursSinceMs }, intent }) === true;

  /** It is over, or it begins: with the first look that could find it, as what nobody looked at nobody can know. */
  function followWorld(does: 'look' | 'not-look'): void {
    oursSinceMs = run.isManaged() ? (oursSinceMs ?? run.nowMs()) : undefined;
    for (const kind of kinds)
      if (!isSo(kind)) ofWorld.end(kind);
      else if (does === 'look') ofWorld.begin(kind);
  }

  return {
    onAttention: (kinds) => void (shown = kinds),
    onMinute: () => followWorld('not-look'),
    // What was so may end, and begin again, between two minutes.
    onEvent: () => followWorld('not-look'),
    onInvocation(ended) {
      intent = ended.invocation.calls.intent ?? intent;
      // Events reach targets that are not ours, too, and what was trouble of one that is taken out is its owner's: no tick
      // sees those.
      if (run.isManaged()) followCalls(ofCalls, ended);
      else for (const kind of [...ofCalls.sinceMs.keys()]) ofCalls.end(kind);
      followWorld(hasLooked(ended) ? 'look' : 'not-look');
      // What one tick leaves to another it has shown itself.
      if (ended.invocation.trigger !== 'tick' || ended.invocation.goesOn) return;
      if (endedWhole(ended)) mustShow(ofCalls.sinceMs, CALL_SLACK_MS);
      cleanTicks = ticks.isClean(ended) ? cleanTicks + 1 : 0;
      if (cleanTicks * MINUTE_MS >= LOOK_SLACK_MS) mustShow(ofWorld.sinceMs, LOOK_SLACK_MS);
    },
  };
}

function hasLooked({ results, errors }: EndedFrame): boolean {
  return errors.length === 0 && results.some(({ kind }) => kind === 'decided');
}

/** Nothing befell the tick but what befell its look at the group and the changes of it: it came to what it shows. */
export function endedWhole({ invocation }: EndedFrame): boolean {
  return invocation.faultCount === invocation.calls.faultCount;
}
