// How the stack's functions are deployed to take events that wait for them: infra/functions.yml has the same, and why.
import { MINUTE_MS } from '../../core/units.ts';
import type { AsyncSettings } from '../triggers/deliver-event.ts';

const EVENTS: AsyncSettings = { retriesMax: 2, eventAgeMaxMs: 15 * MINUTE_MS };

/** By a function's own name. */
export const ASYNC_SETTINGS: Readonly<Record<string, AsyncSettings>> = {
  'on-alarm': EVENTS,
  'on-schedule': EVENTS,
  'on-lifecycle': EVENTS,
  'on-tick': { retriesMax: 0, eventAgeMaxMs: MINUTE_MS },
};
