// A question as it is typed or sent: a table's name, and times in ISO 8601. What is wrong with one is a sentence.
import * as z from 'zod';
import type { Question } from './route.ts';

/** As it came; what is absent is not bounded. */
export interface QuestionText {
  readonly table?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export type ParsedQuestion =
  { readonly ok: true; readonly question: Question } | { readonly ok: false; readonly problem: string };

const TIME_ALLOWED = 'an ISO 8601 time with offset, such as 2026-11-21T18:00:00Z';
const time = z.iso.datetime({ offset: true });

/** Pure. Parts of a millisecond are cut off, of both ends alike: slices are in whole ones, outwards. */
export function parseQuestion({ table, from, to }: QuestionText): ParsedQuestion {
  for (const [name, text] of Object.entries({ from, to })) {
    if (text !== undefined && !time.safeParse(text).success)
      return { ok: false, problem: `${name} is "${text}", allowed is ${TIME_ALLOWED}` };
  }
  const fromMs = from === undefined ? undefined : Date.parse(from);
  const toMs = to === undefined ? undefined : Date.parse(to);
  if (fromMs !== undefined && toMs !== undefined && fromMs > toMs)
    return {
      ok: false,
      problem: `the window ends before it begins: it is from ${String(from)} to ${String(to)}`,
    };
  return {
    ok: true,
    question: {
      ...(table !== undefined && { table }),
      ...(fromMs !== undefined && { fromMs }),
      ...(toMs !== undefined && { toMs }),
    },
  };
}
