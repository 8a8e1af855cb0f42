// A failure that needs the fault `surge` alone, for tests of shrinking: nothing else of the options is to be left.
import { EMPTY_TALLY } from '../../lib/campaign/checks/check.ts';
import type { RunResult } from '../../lib/campaign/run-seed.ts';
import type { CheckName } from '../../lib/campaign/world/finding.ts';

/** A run that fails the check on days with surges, and on no others. */
export function failingUnderSurge(check: CheckName) {
  return ({ faults }: { readonly faults: { readonly surge?: number } }): Promise<RunResult> =>
    Promise.resolve({
      seed: 1,
      dayCount: 1,
      cycleCount: 0,
      findings: faults.surge === undefined ? [] : [{ check, text: 'made up', atMs: 0 }],
      excused: [],
      tally: EMPTY_TALLY,
      occurred: {},
    });
}
