// Scaling by hand: cycles with an operator's target, one after the other, until it is reached or something
// stands in the way. Each cycle takes the lease, proves and journals as every other does; nothing here
// changes AWS. What a decided cycle means for the next is the kind's: a step.
import type { CyclePorts } from '../../cycle/ports.ts';
import { runCycle, type CycleResult } from '../../cycle/run-cycle.ts';
import { SECOND_MS } from '../../core/units.ts';
import type { Target, TargetTypes } from '../../targets/target.ts';

/**
 * Between two looks. Well under a minute: each look also puts off the tick's next one, so that no other
 * cycle comes between two proofs (a cycle outside a window keeps none).
 */
export const LOOK_PAUSE_MS = 15 * SECOND_MS;

/** After a call that was sent, AWS is given this long before the next look. */
export const SETTLE_MS = 2 * SECOND_MS;

/** The longest that a command may wait. */
export const WAIT_MAX_MS = 3_600 * SECOND_MS;

/** Looks that fit into the longest wait. */
const LOOKS_MAX = WAIT_MAX_MS / SETTLE_MS;

export interface ScaleRequest {
  readonly name: string;
  /** Capacity, absolute. */
  readonly target: number;
  /** For the journal. */
  readonly who: string;
  /** How long to wait for what AWS or a proof takes, and for the lease; at most `WAIT_MAX_MS`. */
  readonly waitMs: number;
}

export interface ScaleResult {
  /** `dry-run`: decided once, and nothing sent. */
  readonly kind: 'reached' | 'held' | 'out-of-time' | 'dry-run';
  /** Why it ended, a sentence without its full stop. */
  readonly text: string;
  /** What was done on the way, in a few words each. */
  readonly did: readonly string[];
}

/** What one cycle comes to. `did` is told of at the end. */
export type Step = { readonly text: string; readonly did?: string } & (
  | { readonly kind: 'again'; readonly pauseMs: number }
  | { readonly kind: Exclude<ScaleResult['kind'], 'out-of-time' | 'dry-run'> }
);

export type Decided<T extends TargetTypes> = Extract<CycleResult<T>, { kind: 'decided' }>;

/** A kind, as it is scaled by hand. */
export interface ByHand<T extends TargetTypes> {
  readonly kind: Target<T>;
  /** What the target is called where there is none of its name. */
  readonly title: string;
  /** The actions that change capacity. */
  readonly changes: (action: T['action']) => boolean;
  /** What a cycle that sent its change, or had none to send, means for the next. */
  readonly stepOf: (decided: Decided<T>, target: number) => Step;
}

/** Runs the cycles. `onStep` is told of each decision, as a sentence. Throws `PortError` as `runCycle` does. */
export async function scaleTo<T extends TargetTypes>(
  byHand: ByHand<T>,
  { name, target, who, waitMs }: ScaleRequest,
  ports: CyclePorts<T>,
  onStep: (text: string) => void,
): Promise<ScaleResult> {
  const untilMs = ports.clock.nowMs() + Math.min(waitMs, WAIT_MAX_MS);
  const did: string[] = [];
  let said = '';
  for (let look = 1; ; look += 1) {
    const request = { name, trigger: `operator: ${who}`, operatorTarget: target };
    const result = await runCycle(byHand.kind, request, ports);
    if (result.kind === 'decided' && isDryRun(result)) return { ...dryRun(result, onStep), did };
    const step = stepOf(byHand, result, target);
    if (step.text !== said) onStep(step.text);
    said = step.text;
    if (step.did !== undefined) did.push(step.did);
    if (step.kind !== 'again') return { kind: step.kind, text: step.text, did };
    if (look >= LOOKS_MAX || ports.clock.nowMs() + step.pauseMs > untilMs)
      return { kind: 'out-of-time', text: step.text, did };
    await ports.clock.sleep(step.pauseMs);
  }
}

function isDryRun({ actions }: Decided<TargetTypes>): boolean {
  return actions.some(({ outcome }) => outcome.kind === 'not-sent' && outcome.why === 'dry-run');
}

function dryRun({ plan }: Decided<TargetTypes>, onStep: (text: string) => void) {
  const text = `Nothing was sent, as spillway:mode is dry-run. ${plan.reason.text}`;
  onStep(text);
  return { kind: 'dry-run' as const, text };
}

function stepOf<T extends TargetTypes>(byHand: ByHand<T>, result: CycleResult<T>, target: number): Step {
  switch (result.kind) {
    case 'not-found':
      return { kind: 'held', text: `there is no ${byHand.title} "${result.name}"` };
    case 'not-managed': {
      const text = `${result.name} is not tagged spillway:managed = true: adopt it first`;
      return { kind: 'held', text };
    }
    case 'lease-held':
      return { kind: 'again', pauseMs: LOOK_PAUSE_MS, text: 'another cycle has the lease' };
    case 'decided':
      return unsentStep(byHand, result) ?? byHand.stepOf(result, target);
  }
}

/** A change that was not made, or may not have been. */
function unsentStep<T extends TargetTypes>(
  { changes }: ByHand<T>,
  { plan, actions }: Decided<T>,
): Step | undefined {
  const outcome = actions.find(({ action }) => changes(action))?.outcome;
  const { text } = plan.reason;
  switch (outcome?.kind) {
    case 'rejected':
      return { kind: 'held', text: `${text}. But AWS refused: ${outcome.code}: ${outcome.message}` };
    case 'unknown':
      return {
        kind: 'again',
        pauseMs: LOOK_PAUSE_MS,
        text: `${text}. Whether it was done is not known`,
      };
    case 'not-sent':
      return {
        kind: 'again',
        pauseMs: LOOK_PAUSE_MS,
        text: `${text}. But it was not sent: ${outcome.message}`,
      };
    case 'applied':
    case undefined:
      return undefined;
  }
}
