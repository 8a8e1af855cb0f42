// The rules that go before all others: what the owner says of the target, or says wrongly, outranks what is seen of it.
import { PASS, type Pass } from '../core/first-verdict.ts';
import { reason, type Reason } from '../core/reason.ts';
import type { ParsedTags, PolicyFrame } from '../core/tags/tag-policy.ts';

interface OwnersCase {
  readonly policy: PolicyFrame;
  readonly question: {
    readonly policy: ParsedTags<PolicyFrame>;
    /** Why nothing may be changed until the owner has mended something. */
    readonly heldFor?: Reason;
    readonly nowMs: number;
  };
}

interface Hold {
  readonly kind: 'hold';
  readonly reason: Reason;
  readonly trouble?: 'held';
}

type OwnerRule = (case_: OwnersCase) => Hold | Pass;

/** The three rules, in no order of their own; `noun` is what a reason calls the target: `stream`. */
export function ownerRules(noun: string) {
  const holdWhenHeld: OwnerRule = ({ question: { policy, heldFor } }) => {
    if (heldFor) return { kind: 'hold', reason: heldFor, trouble: 'held' };
    if (policy.ok) return PASS;
    const [first] = policy.problems;
    const text = `The tag ${first?.tag} says ${first?.given}. Allowed is ${first?.allowed}`;
    const tags = policy.problems.map(({ tag }) => tag);
    return { kind: 'hold', reason: reason('bad-tags', text, { tags }), trouble: 'held' };
  };
  const holdWhenOff: OwnerRule = ({ policy: { mode } }) =>
    mode === 'off'
      ? { kind: 'hold', reason: reason('off', `The ${noun} is switched off by its tag`, {}) }
      : PASS;
  const holdWhenPaused: OwnerRule = ({ policy: { pauseUntilMs }, question: { nowMs } }) => {
    if (pauseUntilMs === undefined || pauseUntilMs <= nowMs) return PASS;
    const until = new Date(pauseUntilMs).toISOString();
    return { kind: 'hold', reason: reason('paused', `The ${noun} is paused until ${until}`, { until }) };
  };
  return { holdWhenHeld, holdWhenOff, holdWhenPaused } as const;
}
