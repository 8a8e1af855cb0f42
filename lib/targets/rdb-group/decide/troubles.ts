// Which troubles a cycle leaves behind: said from what it saw, decided and was answered. Since when each has lasted is
// kept in the state item; when it is shown, and to whom, is lib/core/attention.ts.
import { ATTENTION, type AttentionKind, continueTroubles, type Troubles } from '../../../core/attention.ts';
import { activeNodes } from '../domain/group.ts';
import type { Outcome } from '../../../core/outcome.ts';
import type { Plan } from '../domain/plan.ts';
import type { Reason } from '../../../core/reason.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** The troubles of a group after a cycle. None of a group that is off: its owner has taken it over. */
export function troublesAfter(given: {
  readonly known: Troubles;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly plan: Plan;
  /** What the owner must put right; a pause beside it hides nothing. */
  readonly heldFor?: Reason | undefined;
  readonly outcomes: readonly Outcome[];
  /** The nodes' message numbers leave a gap, or overlap. */
  readonly slicesMisfit?: boolean;
  /** Gateways were not told where the data is. */
  readonly gatewaysMissed?: boolean;
  readonly nowMs: number;
}): Troubles {
  const { known, snapshot, policy, plan, heldFor, outcomes, nowMs } = given;
  const { slicesMisfit = false, gatewaysMissed = false } = given;
  if (policy.mode === 'off') return {};
  const { assessed } = plan;
  const { group } = snapshot;
  const isAnyAt = (stage: string) => group.nodes.some((node) => node.stage === stage);
  const lasts: Readonly<Partial<Record<AttentionKind, boolean>>> = {
    held: heldFor !== undefined || group.hasWeightedCapacity,
    refused: outcomes.some(({ kind }) => kind === 'rejected' || kind === 'unknown'),
    'late-roll': nowMs - (known['late-roll'] ?? 0) < ATTENTION['late-roll'].shownMs,
    'at-maximum': assessed.atMaximum,
    'capacity-missing': group.desiredCapacity > activeNodes(group).length,
    suspects: assessed.suspects.length + assessed.missingSuspectCount > 0,
    unproved: assessed.heldUnproven.length > 0,
    'waiting-in-hook': isAnyAt('terminating-wait'),
    retained: isAnyAt('retained'),
    'two-live': assessed.twoLive,
    blind: assessed.blind && !assessed.dormant,
    gap: slicesMisfit,
    gateways: gatewaysMissed,
  };
  const present = new Set((Object.keys(lasts) as AttentionKind[]).filter((kind) => lasts[kind]));
  const troubles = continueTroubles(known, present, nowMs);
  // A late roll shows from its own moment, also where the one before it still does.
  return assessed.lateRoll === undefined ? troubles : { ...troubles, 'late-roll': nowMs };
}
