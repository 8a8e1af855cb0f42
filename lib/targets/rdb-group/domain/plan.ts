// What `decide` returns: what to do, and why, with the numbers compared. Data; lib/cycle/apply-plan.ts has it carried out.
import type { PlanFrame } from '../../../core/plan.ts';
import type { Reason } from '../../../core/reason.ts';

/** What a node is to the group; see the glossary in ARCHITECTURE.md. */
export type Role = 'live' | 'queued' | 'rolled' | 'flushed' | 'unknown';

/**
 * What is done about a node that Auto Scaling is terminating or has retained.
 *
 * - `continue`: proved empty and out of the queue, let it go.
 * - `heartbeat`: keep it waiting.
 * - `wait`: nothing to send yet.
 * - `abandon`: give the wait up; the group's policy retains the instance.
 * - `end-retained`: terminate a retained instance that is proved empty, without decrement.
 */
export type HookStepKind = 'continue' | 'heartbeat' | 'wait' | 'abandon' | 'end-retained';

export interface HookStep {
  readonly instanceId: string;
  readonly step: HookStepKind;
  readonly reason: Reason;
}

/** One change in AWS, as it is sent: absolute, or about one instance by its id. */
export type Action =
  /** Protects nodes in service from scale-in, before a change of capacity lets AWS choose among them. */
  | { readonly kind: 'protect'; readonly instanceIds: readonly string[] }
  | { readonly kind: 'set-desired'; readonly desiredCapacity: number }
  /** Terminates; and lowers the desired capacity with it, but in a group above its maximum. */
  | { readonly kind: 'retire'; readonly instanceId: string }
  | { readonly kind: Exclude<HookStepKind, 'wait'>; readonly instanceId: string };

/** The numbers behind a decision, published as the group metrics. */
export interface Assessed {
  readonly roles: Readonly<Record<string, Role>>;
  readonly sparesHave: number;
  readonly sparesWanted: number;
  /** Until the live node reaches its roll threshold at the stream's rate; `null` if it is not filling. */
  readonly timeToRollMs: number | null;
  readonly suspects: readonly string[];
  readonly retained: readonly string[];
  /** Capacity asked for so long ago that it should have come; counted among the suspects. */
  readonly missingSuspectCount: number;
  readonly atMaximum: boolean;
  readonly twoLive: boolean;
  /** Nodes are in service, and none has a fresh report that it is live. */
  readonly blind: boolean;
  /** The group is dormant: scale-to-zero holds, and nothing has woken it. */
  readonly dormant: boolean;
  /** Nodes that scale-in would have retired, had they been proved empty. */
  readonly heldUnproven: readonly string[];
  /** Observations refused because they cannot be true, in words; absent if there were none. */
  readonly oddReports?: readonly string[];
  /** The live node, where it has reached its roll threshold. */
  readonly rollDue?: string;
  /** The live node that reached its roll threshold with no spare ready, first seen now. */
  readonly lateRoll?: string;
}

interface PlanBase extends PlanFrame {
  readonly hookSteps: readonly HookStep[];
  /** Nodes in service that nothing protects from scale-in; protected before capacity is changed. */
  readonly unprotected: readonly string[];
  readonly assessed: Assessed;
  /** Nodes proved empty by this snapshot; with the proof kept, the next one can retire them. */
  readonly proved: readonly string[];
}

/** Set the desired capacity, absolutely; always above what it was. */
export interface ScaleOutPlan extends PlanBase {
  readonly kind: 'scale-out';
  readonly desiredCapacity: number;
}

/**
 * Terminate one node, proved empty twice. One plan ends one node: whoever goes next is decided on a look made after it was
 * ended, by all rules.
 */
export interface RetirePlan extends PlanBase {
  readonly kind: 'retire';
  readonly instanceId: string;
  /** Lower the desired capacity with it; not where more nodes are active than the group's maximum. */
  readonly decrement: boolean;
  /** Others that are proved twice, and could go next: a tick looks again for them at once. */
  readonly alsoProved: readonly string[];
}

export interface HoldPlan extends PlanBase {
  readonly kind: 'hold';
}

export type Plan = ScaleOutPlan | RetirePlan | HoldPlan;
