// Tags that only drills read. They stand apart from a kind's own table, whose bad values hold the target: a slip in what is for
// a quiet evening must not keep a busy day from being scaled.
import * as z from 'zod';
import { nameTag, oneOf } from '../core/tags/frame-tags.ts';
import { readTags, type TagProblem } from '../core/tags/tag-policy.ts';
import { parseDrillWindow, type DrillWindow } from './drill-window.ts';

const WINDOW_ALLOWED =
  "a time of each day or week on the calendar's clock, such as 18:00-21:00 or sat:08:00-sat:20:00";

const windowTag = z.string().transform((text, context) => {
  const window = parseDrillWindow(text);
  if (window) return window;
  context.addIssue({ code: 'custom', message: WINDOW_ALLOWED });
  return z.NEVER;
});

/** `meaning` is a line of help. */
export const DRILL_TAGS = {
  'spillway:drills': { admits: oneOf('allowed'), meaning: 'allowed: drills may break it on purpose' },
  'spillway:drill-window': { admits: windowTag, meaning: 'drills only then, such as 18:00-21:00' },
  'spillway:replay': {
    admits: oneOf('tested'),
    meaning: 'tested: the log has been replayed before, and nothing was missing',
  },
  'spillway:tickerplant': {
    admits: nameTag,
    meaning: "the Auto Scaling group, of one server, in which the group's tickerplant runs",
  },
} as const;

export interface DrillTags {
  readonly areAllowed: boolean;
  readonly window?: DrillWindow;
  readonly isReplayTested: boolean;
  /** The tickerplant's own group. */
  readonly tickerplantGroup?: string;
  readonly problems: readonly TagProblem[];
}

/** Pure. What cannot be read allows nothing. */
export function parseDrillTags(tags: Readonly<Record<string, string>>): DrillTags {
  const { values, problems } = readTags(DRILL_TAGS, tags);
  const window = values['spillway:drill-window'] as DrillWindow | undefined;
  const tickerplantGroup = values['spillway:tickerplant'];
  return {
    areAllowed: values['spillway:drills'] === 'allowed',
    isReplayTested: values['spillway:replay'] === 'tested',
    ...(window && { window }),
    ...(typeof tickerplantGroup === 'string' && { tickerplantGroup }),
    problems,
  };
}
