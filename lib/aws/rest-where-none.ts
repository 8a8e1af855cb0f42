// Whether targets of a kind are listed again: where there was none, an account is not asked each minute. Kept by a process, so that a
// command, which begins one of its own, always asks.
import { MINUTE_MS } from '../core/units.ts';
import type { Clock } from '../ports/clock.ts';

/**
 * So long after a listing that found none. The first of an account is then found as soon as by the slowest tick that
 * the settings allow (lib/settings/settings.ts); whoever has one is asked each time.
 */
export const REST_WHERE_NONE_MS = 5 * MINUTE_MS;

export interface RestWhereNone {
  isResting(): boolean;
  /** The pages, as they come; once all were there, it is known whether there were any. */
  watch<Entry>(pages: AsyncIterable<readonly Entry[]>): AsyncIterable<readonly Entry[]>;
}

export function createRestWhereNone({ nowMs }: Pick<Clock, 'nowMs'>): RestWhereNone {
  let restsUntilMs = Number.NEGATIVE_INFINITY;
  return {
    isResting: () => nowMs() < restsUntilMs,
    async *watch(pages) {
      let count = 0;
      for await (const page of pages) {
        count += page.length;
        yield page;
      }
      restsUntilMs = count === 0 ? nowMs() + REST_WHERE_NONE_MS : Number.NEGATIVE_INFINITY;
    },
  };
}
