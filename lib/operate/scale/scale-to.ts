// Scaling by hand: cycles with an operator's target, one after the other, until it is reached or something
// stands in the way. Each cycle takes the lease, proves and journals as every other does; nothing here
// changes AWS. The rules are lib/targets/rdb-group/decide/rules/operator-target.ts.
import type { GroupPorts } from '../../targets/rdb-group/ports/group-ports.ts';
import type { CycleResult } from '../../cycle/run-cycle.ts';
import { runCycle } from '../../cycle/run-cycle.ts';
import { SECOND_MS } from '../../core/units.ts';
import { RDB_GROUP, type RdbGroup } from '../../targets/rdb-group/rdb-group.ts';

/**
 * Between two looks. Well under a minute: each look also puts off the tick's next one, so that no other
 * cycle comes between two proofs (a cycle outside a window keeps none).
 */
export const LOOK_PAUSE_MS = 15 * SECOND_MS;

/** After a call that was sent, AWS is given this long before the next look. */
export const SETTLE_MS = 2 * SECOND_MS;

/** The longest that a command may wait for proofs. */
export const WAIT_MAX_MS = 3_600 * SECOND_MS;

/** Looks that fit into the longest wait. */
const LOOKS_MAX = WAIT_MAX_MS / SETTLE_MS;

export interface ScaleRequest {
  readonly groupName: string;
  /** Desired capacity, absolute. */
  readonly target: number;
  /** For the journal. */
  readonly who: string;
  /** How long to wait for proofs and for the lease; at most `WAIT_MAX_MS`. */
  readonly waitMs: number;
}

export interface ScaleResult {
  /** `dry-run`: decided once, and nothing sent. */
  readonly kind: 'reached' | 'held' | 'out-of-time' | 'dry-run';
  /** Why it ended, a sentence without its full stop. */
  readonly text: string;
  readonly retired: readonly string[];
}

/** Runs the cycles. `onStep` is told of each decision, as a sentence. Throws `PortError` as `runCycle` does. */
export async function scaleTo(
  request: ScaleRequest,
  ports: GroupPorts,
  onStep: (text: string) => void,
): Promise<ScaleResult> {
  const { groupName, target, who } = request;
  const untilMs = ports.clock.nowMs() + Math.min(request.waitMs, WAIT_MAX_MS);
  const retired: string[] = [];
  let said = '';
  for (let look = 1; ; look += 1) {
    const result = await runCycle(
      RDB_GROUP,
      { name: groupName, trigger: `operator: ${who}`, operatorTarget: target },
      ports,
    );
    const step = stepOf(result, target);
    if (step.text !== said) onStep(step.text);
    said = step.text;
    if (step.retiredId !== undefined) retired.push(step.retiredId);
    if (step.kind !== 'again') return { kind: step.kind, text: step.text, retired };
    if (look >= LOOKS_MAX || ports.clock.nowMs() + step.pauseMs > untilMs) {
      return { kind: 'out-of-time', text: step.text, retired };
    }
    await ports.clock.sleep(step.pauseMs);
  }
}

type Step = { readonly text: string; readonly retiredId?: string } & (
  | { readonly kind: 'again'; readonly pauseMs: number }
  | { readonly kind: Exclude<ScaleResult['kind'], 'out-of-time'> }
);

function stepOf(result: CycleResult<RdbGroup>, target: number): Step {
  switch (result.kind) {
    case 'not-found':
      return { kind: 'held', text: `there is no Auto Scaling group "${result.name}"` };
    case 'not-managed':
      return {
        kind: 'held',
        text: `${result.name} is not tagged spillway:managed = true: adopt it first`,
      };
    case 'lease-held':
      return { kind: 'again', pauseMs: LOOK_PAUSE_MS, text: 'another cycle has the lease' };
    case 'decided':
      return isDryRun(result) ? dryStep(result) : decidedStep(result, target);
  }
}

type Decided = Extract<CycleResult<RdbGroup>, { kind: 'decided' }>;

function isDryRun({ actions }: Decided): boolean {
  return actions.some(({ outcome }) => outcome.kind === 'not-sent' && outcome.why === 'dry-run');
}

function dryStep({ plan }: Decided): Step {
  return { kind: 'dry-run', text: `Nothing was sent, as spillway:mode is dry-run. ${plan.reason.text}` };
}

/**
 * Whether a later observation can end the hold by itself: a second proof, or a second look at a stream whose
 * rate is not known after one. What a node holds does not go by waiting here.
 */
function mayPass({ plan }: Decided): boolean {
  const { code, operands } = plan.reason;
  const { codes } = operands;
  return code === 'awaiting-second-proof' || (Array.isArray(codes) && codes.includes('roll-unknown'));
}

function decidedStep(result: Decided, target: number): Step {
  const { plan, actions } = result;
  const outcome = actions.find(
    ({ action: { kind } }) => kind === 'set-desired' || kind === 'retire',
  )?.outcome;
  const { text, code } = plan.reason;
  if (outcome?.kind === 'rejected') {
    return { kind: 'held', text: `${text}. But AWS refused: ${outcome.code}: ${outcome.message}` };
  }
  if (outcome?.kind === 'unknown') {
    return { kind: 'again', pauseMs: LOOK_PAUSE_MS, text: `${text}. Whether it was done is not known` };
  }
  if (outcome?.kind === 'not-sent') {
    return {
      kind: 'again',
      pauseMs: LOOK_PAUSE_MS,
      text: `${text}. But it was not sent: ${outcome.message}`,
    };
  }
  switch (plan.kind) {
    case 'scale-out':
      return plan.desiredCapacity === target
        ? { kind: 'reached', text }
        : { kind: 'again', pauseMs: SETTLE_MS, text };
    case 'retire':
      return { kind: 'again', pauseMs: SETTLE_MS, text, retiredId: plan.instanceId };
    case 'hold':
      if (code === 'operator-reached') return { kind: 'reached', text };
      return mayPass(result) ? { kind: 'again', pauseMs: LOOK_PAUSE_MS, text } : { kind: 'held', text };
  }
}
