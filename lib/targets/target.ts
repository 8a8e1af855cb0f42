// What a kind of target brings, and all that the cycle knows of it. A target is one thing that is scaled; a kind is a
// folder beside this file, and one line of the registry. How to add one: CONTRIBUTING.md.
import type { Troubles } from '../core/attention.ts';
import type { NotSent, Outcome } from '../core/outcome.ts';
import type { ActionFrame, Done, Effect, PlanFrame, PlannedAction } from '../core/plan.ts';
import type { Reason } from '../core/reason.ts';
import type { Settled } from '../ports/settled.ts';
import type { ParsedTags, PolicyFrame } from '../core/tags/tag-policy.ts';
import type { TargetState } from '../core/target-state.ts';
import type { LearnedFrame } from '../learning/learned-frame.ts';

/** A kind's own types. The cycle hands them on, and looks no deeper than the frames that they extend. */
export interface TargetTypes {
  /** A target as AWS lists it: its settings and tags. */
  readonly found: object;
  readonly policy: PolicyFrame;
  readonly learned: LearnedFrame;
  /** What a look brought, beside what was known before it. */
  readonly observed: object;
  /** The same, taken in: all that the decision may look at. */
  readonly seen: object;
  readonly plan: PlanFrame;
  readonly action: ActionFrame;
  /** What an event, or a listing, tells of the target besides its name. */
  readonly clue: unknown;
  /** What was found out after the plan was carried out. */
  readonly aftermath: Aftermath;
  /** What a journal entry has besides what all have. */
  readonly details: object;
  /** What the kind works through, besides the cycle's own ports. */
  readonly ports: object;
}

export interface Aftermath {
  /** Why it could not all be found out, or told: thrown once the cycle is recorded, never swallowed. */
  readonly problem?: unknown;
}

/** A target that is sought by its name. */
export interface Sought<T extends TargetTypes> {
  readonly name: string;
  readonly clue?: T['clue'];
}

/** What a look begins from. */
export interface Look<T extends TargetTypes> {
  readonly found: T['found'];
  readonly policy: T['policy'];
  readonly state: TargetState<T['learned']>;
  readonly clue?: T['clue'];
  /** Capacity that an operator asks for, absolute. */
  readonly operatorTarget?: number;
}

/** What a decision is made of. */
export interface Question<T extends TargetTypes> {
  readonly seen: T['seen'];
  readonly policy: T['policy'];
  readonly nowMs: number;
  /** Capacity that an operator asks for, absolute; absent in every cycle that no operator started. */
  readonly operatorTarget?: number;
  /** Why nothing may be changed until the owner has mended something. */
  readonly heldFor?: Reason;
}

/** A plan, and what it was made of: what an action is checked against, and sent with. */
export interface Case<T extends TargetTypes> {
  readonly plan: T['plan'];
  readonly seen: T['seen'];
}

/** A cycle that has carried its plan out. */
export interface Carried<T extends TargetTypes> extends Case<T> {
  readonly policy: T['policy'];
  readonly done: readonly Done<T['action']>[];
  readonly aftermath: T['aftermath'];
  readonly nowMs: number;
}

/**
 * One kind of target. Stateless: whatever it reads or sends goes through the ports that it is given. What is said to
 * be pure depends on nothing but what is given, and changes none of it.
 */
export interface Target<T extends TargetTypes = TargetTypes> {
  /** All managed targets, page by page. Throws `PortError`. */
  listManaged(ports: T['ports']): AsyncIterable<readonly T['found'][]>;
  /**
   * The names of the same, page by page, as cheaply as AWS tells them: a tick lists all, and looks at those alone that are due.
   * What the listing has told besides, a look a moment later need not ask for again. Throws `PortError`.
   */
  seekManaged(ports: T['ports']): AsyncIterable<readonly Sought<T>[]>;
  /**
   * Targets by their names, `TARGETS_PER_BATCH_MAX` at most, in as few calls as there can be: each in its order, `undefined`
   * for one that is not there, its own `PortError` for one of which no complete answer was given. A `PortError` thrown is
   * the failure of each.
   */
  findEach(
    sought: readonly Sought<T>[],
    ports: T['ports'],
  ): Promise<readonly Settled<T['found'] | undefined>[]>;
  nameOf(found: T['found']): string;
  /** Without `spillway:managed` = `true` nothing is touched. */
  isManaged(found: T['found']): boolean;
  policyOf(found: T['found']): ParsedTags<T['policy']>;

  /**
   * Looks at as many: what all of them need is read together. Reads only. Each in its order, or the `PortError` of a read
   * that gave no complete answer: what fails for one is no other's failure, and what is slow keeps no other waiting, unless
   * they shared the call. None of them rejects.
   */
  observe(looks: readonly Look<T>[], ports: T['ports']): readonly Promise<Settled<T['observed']>>[];
  /** What the look teaches, taken in. Pure. */
  learn(observed: T['observed']): T['seen'];
  /** Pure, total. */
  decide(question: Question<T>): T['plan'];
  /** In the order in which they are to be sent. Pure. */
  actionsOf(case_: Case<T>): readonly PlannedAction<T['action']>[];
  effectOf(action: T['action']): Effect;
  /**
   * The rule that the action would break, for want of what must hold whatever was decided; `undefined` where none. Asked
   * before the first action is sent; written apart from the decision. Pure.
   */
  whyUnsafe(action: T['action'], case_: Case<T>): string | undefined;
  /**
   * What must be known should the cycle end between a call and its record: kept before the first action is sent, and
   * replaced by what `remember` says. Pure. Absent where the next look shows whatever was done.
   */
  foresee?(carried: Case<T> & { readonly nowMs: number }): T['learned'];
  /**
   * A last look before the action is sent, where it rests on what others may have changed meanwhile: what stands in its way.
   * Absent where it would show nothing new. Reads only; throws nothing that AWS can answer.
   */
  lastLook?(action: T['action'], case_: Case<T>, ports: T['ports']): Promise<NotSent | undefined>;
  /** Sends it once. What AWS answers is an outcome; a time-out is `unknown`. */
  send(action: T['action'], case_: Case<T>, ports: T['ports']): Promise<Outcome>;
  /**
   * Whether the plan, once carried out like this, leaves capacity that could go at once: a tick then runs another cycle.
   * Absent: never. Pure.
   */
  mayTakeMore?(plan: T['plan'], done: readonly Done<T['action']>[]): boolean;
  /** What to send in place of an action that AWS refused. Pure. */
  insteadOf?(done: Done<T['action']>): PlannedAction<T['action']> | undefined;
  /**
   * The look failed: what must be kept up all the same, and what is then known. `carryOut` checks and sends as for any
   * plan.
   */
  keepUp(
    look: Look<T>,
    carryOut: (case_: Case<T>) => Promise<readonly Done<T['action']>[]>,
    ports: T['ports'],
  ): Promise<T['learned']>;
  /** Finds out what is still worth knowing after the plan was carried out. Throws nothing. */
  followUp(case_: Case<T>, ports: T['ports']): Promise<T['aftermath']>;

  /** The troubles after a cycle, each with its beginning. Pure. */
  troublesAfter(
    carried: Carried<T> & { readonly known: Troubles; readonly heldFor?: Reason | undefined },
  ): Troubles;
  /** What is known after a cycle; the cycle itself adds what it keeps. Pure. */
  remember(carried: Carried<T>): T['learned'];
  /** What a journal entry has besides; of a schedule's entry, without a plan. Pure. */
  detailsOf(plan?: T['plan']): T['details'];
  /** What a log line has besides. Pure. */
  remarksOf(plan: T['plan']): object;
  /** Publishes the cycle's metrics. Costs no call. */
  publish(
    carried: Carried<T> & { readonly name: string; readonly startedAtMs: number },
    ports: T['ports'],
  ): void;
}
