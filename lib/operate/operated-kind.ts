// What a kind of target brings to the operator's commands, and all that they know of it. Each kind has a folder beside this
// file, and one line of the table in lib/wiring/operated-kinds.ts.
import type { ChangeOffer } from './adoption/carry-out.ts';
import type { DrillStore } from '../ports/drills.ts';
import type { OfferedDrill } from './drill/drill.ts';
import type { Diagnosis } from './doctor/diagnose.ts';
import type { ExplainRequest, Explanation } from './explain/explain-target.ts';
import type { ScaleRequest, ScaleResult } from './scale/scale-to.ts';
import type { Status } from './status/status-lines.ts';

/** What is known of a kind before anything is opened: for help, and to read what was typed. */
export interface KindWords {
  /** What a name has before it at the command line; nothing for the one kind whose names are plain. */
  readonly prefix: string;
  /** In sentences: `group`. */
  readonly noun: string;
  /** In full, as its owner calls it. */
  readonly title: string;
  /** What AWS lets a name be: the source stands with the kind. */
  readonly names: { readonly pattern: RegExp; readonly allowed: string };
  /** Tags that `adopt` sets, by their full names. */
  readonly tags: Readonly<Record<string, { readonly meaning: string }>>;
  /** What AWS bills by the hour, in sentences: `server`. Absent where `doctor` tells nothing in money. */
  readonly billedByHour?: string;
  /** Options of `adopt` besides. */
  readonly adoptFlags: readonly AdoptFlag[];
  /** What `scale --to` counts. */
  readonly capacity: string;
  /** How long `scale` waits where nothing is said, such as `5m`, and for what. */
  readonly wait: { readonly duration: string; readonly why: string };
}

/** `--<name>` and `--no-<name>`. */
export interface AdoptFlag {
  readonly name: string;
  readonly on: string;
  readonly off: string;
}

/** What was said to `doctor` besides the name. */
export interface DiagnosisWishes {
  /** What one of those costs that are billed by the hour (`KindWords.billedByHour`): what is told in their hours is then told in money. */
  readonly pricePerHourUsd?: number;
}

/** What was asked of `adopt`. */
export interface AdoptWishes {
  /** Values of tags, by full name, as they were typed. */
  readonly tags: Readonly<Record<string, string>>;
  /** By their names; absent: not said. */
  readonly flags: Readonly<Record<string, boolean>>;
}

/**
 * A kind with its ports. Names are AWS's, without the prefix; `undefined` answers that there is no target of that name.
 * Every call throws `PortError` if a read that it cannot do without gave no answer.
 */
export interface OperatedKind extends KindWords {
  /** All managed targets, page by page. */
  managedNames(): AsyncIterable<readonly string[]>;
  /** Of one target, or of all that are managed. */
  status(name: string): Promise<Status | undefined>;
  managedStatus(): AsyncIterable<Status>;
  explain(request: ExplainRequest): Promise<Explanation>;
  /** As JSON, with the target's name in it. */
  diagnose(name: string, wishes?: DiagnosisWishes): Promise<Diagnosis | undefined>;
  adoption(name: string, wishes: AdoptWishes): Promise<Adoption | undefined>;
  release(name: string): Promise<ChangeOffer | undefined>;
  exists(name: string): Promise<boolean>;
  /** `onStep` is told of each decision, as a sentence. */
  scale(request: ScaleRequest, onStep: (text: string) => void): Promise<Scaled>;
  /** What may be broken on purpose, and where it is kept what that has shown. Absent: nothing may. */
  readonly drilling?: { readonly drills: readonly OfferedDrill[]; readonly store: DrillStore };
}

export interface Adoption {
  readonly offer: ChangeOffer;
  /** Shown below the changes. */
  readonly appendix?: string;
}

export interface Scaled extends Omit<ScaleResult, 'did'> {
  /** What was done on the way, in one phrase. */
  readonly did: string;
}
