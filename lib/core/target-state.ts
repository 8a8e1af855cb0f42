// What is kept of a target between cycles, as far as all kinds share it. What was learned is each kind's own.
import type { Troubles } from './attention.ts';
import type { Intent } from './schedule.ts';

/** One item per target, two writers with attributes of their own: schedules write the intent, cycles all else. */
export interface TargetState<Learned> {
  readonly intent?: Intent;
  readonly learned: Learned;
  /** Trouble that lasts; an attribute of its own, so that the tick reads it of all targets. */
  readonly troubles?: Troubles;
  /** The state item cannot be read: a sentence that names it, and what is wrong. The target is held. */
  readonly problem?: string;
}
