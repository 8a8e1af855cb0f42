// What the demo can be told besides its day, and its defaults: one real trading day at which four nodes are needed.
import { oneOf } from '../number-option.ts';
import { parseDayOptions, type DayOptions, type DayWords } from './day-options.ts';

export interface DemoOptions extends DayOptions {
  readonly policy: 'lead-time' | 'threshold';
  readonly jsonFile?: string;
  readonly reportFile: string;
  readonly quiet: boolean;
  /** In place of the whole day. */
  readonly drill?: 'live-rdb';
}

/** The command line's words; numbers still text. */
export interface DemoWords extends DayWords {
  readonly policy: string;
  readonly json?: string;
  readonly report: string;
  readonly quiet?: boolean;
  readonly drill?: string;
}

/** Throws `CommandError` that names the option, what was given and what is allowed. */
export function parseDemoOptions(words: DemoWords): DemoOptions {
  return {
    ...parseDayOptions(words),
    policy: oneOf('--policy', words.policy, ['lead-time', 'threshold']),
    quiet: words.quiet === true,
    ...(words.json !== undefined && { jsonFile: words.json }),
    reportFile: words.report,
    ...(words.drill !== undefined && { drill: oneOf('--drill', words.drill, ['live-rdb']) }),
  };
}
