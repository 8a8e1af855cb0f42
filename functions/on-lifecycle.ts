// A node waits in its terminating hook, or a launch failed: one cycle for its group.
import { runCycle } from '../lib/cycle/run-cycle.ts';
import { parseLifecycleEvent } from './events/lifecycle-event.ts';
import type { Serve } from './lambda-handler.ts';
import { lambdaHandler } from './lambda-handler.ts';
import { RDB_GROUP } from '../lib/targets/rdb-group/rdb-group.ts';

/** The cycle proves the node empty and continues, or keeps it; see lib/targets/rdb-group/decide/emptiness/decide-hooks.ts. */
export const serveLifecycle: Serve = async (event, ports) => {
  const { groupName, waiting } = parseLifecycleEvent(event);
  const result = await runCycle(
    RDB_GROUP,
    {
      name: groupName,
      trigger: 'lifecycle',
      ...(waiting && { clue: { waitingSince: new Map([[waiting.instanceId, waiting.sinceMs]]) } }),
    },
    ports,
  );
  return { results: [result] };
};

export const handler = lambdaHandler('on-lifecycle', serveLifecycle);
