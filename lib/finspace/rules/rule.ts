// What a rule is: how one published field of FinSpace becomes a parameter, a tag, or a sentence for a person. The rules
// are beside it, by matter; all of them are joined in rules.ts.
import type * as z from 'zod';
import type { Cluster } from '../cluster.ts';
import type { ParameterName, Write } from '../parameters.ts';
import { parameter, placeOf } from '../parameters.ts';
import type { Outcome } from '../report-entry.ts';

/** What the user adds to what FinSpace knew. */
export interface Terms {
  /** Memory that a day's data takes in an RDB, GiB. */
  readonly dailyGib?: number | undefined;
  /** Servers that the user's own kdb+ licence covers. */
  readonly licenceCount?: number | undefined;
}

export interface Asked<Value = unknown> {
  readonly value: Value;
  readonly path: string;
  readonly cluster: Cluster;
  readonly terms: Terms;
}

export interface Verdict {
  readonly outcome: Outcome;
  readonly to?: string;
  readonly why: string;
  readonly writes?: readonly Write[];
}

export interface Rule {
  /** What FinSpace admitted; a value beyond it is given to a person, and written nowhere. */
  readonly admits: z.ZodType;
  readonly decide: (asked: Asked) => Verdict;
}

export type Rules = Readonly<Record<string, Rule>>;

/** Joins what is admitted with what is decided, so that `decide` knows the value's type. */
export function rule<T extends z.ZodType>(admits: T, decide: (asked: Asked<z.output<T>>) => Verdict): Rule {
  return { admits, decide: decide as (asked: Asked) => Verdict };
}

export function mapped(name: ParameterName, value: string | number, why: string): Verdict {
  return { outcome: 'mapped', to: placeOf(name), why, writes: [parameter(name, value)] };
}

export function approximated(name: ParameterName, value: string | number, why: string): Verdict {
  return { ...mapped(name, value, why), outcome: 'approximated' };
}

export function dropped(why: string): Verdict {
  return { outcome: 'dropped', why };
}

export function needsYou(why: string, to?: string): Verdict {
  return { outcome: 'needs-you', why, ...(to !== undefined && { to }) };
}
