// The day that is lived through where cycles are counted and days timed: the demo's, with reports by CloudWatch.
import { createDemoWorld } from '../../cli/demo/demo-world.ts';
import { DEFAULT_TRACE } from '../../cli/demo/day-options.ts';
import { readTrace } from '../../lib/sim/read-trace.ts';
import type { World } from '../../lib/sim/world.ts';

/** Read once, as it is the same for all days. */
export const MEASURED_TRACE = readTrace(DEFAULT_TRACE);

/** The world at the day's begin. */
export function measuredDay(seed: number): World {
  return createDemoWorld(
    {
      traceFile: DEFAULT_TRACE,
      bytesPerMessage: 4096,
      nodeMemoryGib: 4,
      policy: 'lead-time',
      reports: 'cloudwatch',
      seed,
      reportFile: '',
      quiet: true,
    },
    MEASURED_TRACE,
  );
}
