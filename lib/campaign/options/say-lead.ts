// What a group's owner says of how long servers take, by the tag spillway:lead-time.
import type { GroupOptions } from './options.ts';

/** Spillway plans with this before it has seen a launch: docs/tags.md, `spillway:lead-time`. */
const LEAD_TIME_DEFAULT_SECONDS = 180;

export type Takes = Pick<GroupOptions, 'bootSeconds' | 'replaySeconds'>;

/** The tag's value. */
export function sayLead({ bootSeconds, replaySeconds }: Takes): string {
  return `${bootSeconds + replaySeconds}s`;
}

/** It is more than twice what is assumed: nobody could know before a few have been launched. */
export function mustSayLead({ bootSeconds, replaySeconds }: Takes): boolean {
  return bootSeconds + replaySeconds >= 2 * LEAD_TIME_DEFAULT_SECONDS;
}
