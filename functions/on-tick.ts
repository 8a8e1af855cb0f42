// The safety net, each minute: looks into the groups that are due, and with the probe the primary path.
import { runTick } from '../lib/cycle/run-tick.ts';
import type { Serve } from './lambda-handler.ts';
import { lambdaHandler, servedGroups } from './lambda-handler.ts';

/** The event says only that it is time; its contents do not matter. */
export const serveTick: Serve = async (_event, ports) => servedGroups(await runTick(ports));

export const handler = lambdaHandler('on-tick', serveTick);
