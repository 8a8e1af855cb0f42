// Why no drill of a target may be run now, for what all kinds ask of one. Sentences, each with what would mend it. Pure.
import type { Calendar } from '../core/calendar.ts';
import type { TagProblem } from '../core/tags/tag-policy.ts';
import { isWithinWindow } from './drill-window.ts';
import type { DrillTags } from './drill-tags.ts';

export interface OwnersWord {
  readonly tags: DrillTags;
  readonly calendar: Calendar;
  readonly nowMs: number;
}

/** That the owner allows drills, and now. */
export function whyOwnerForbids({ tags, calendar, nowMs }: OwnersWord): readonly string[] {
  const { window } = tags;
  return [
    ...(tags.areAllowed
      ? []
      : ['its tag spillway:drills is not "allowed": its owner lets nothing be broken']),
    ...tags.problems.map(sentenceOf),
    ...(window && !isWithinWindow(window, nowMs, calendar.timeZone)
      ? [`it is outside spillway:drill-window, ${window.text} in ${calendar.timeZone}`]
      : []),
  ];
}

/** Whether the owner has named hours, and they are now. */
export function isInOwnersWindow({ tags: { window }, calendar, nowMs }: OwnersWord): boolean {
  return window !== undefined && isWithinWindow(window, nowMs, calendar.timeZone);
}

/** A tag whose value is not allowed. */
export function sentenceOf({ tag, given, allowed }: TagProblem): string {
  return `its tag ${tag} is "${given}", allowed is ${allowed}`;
}
