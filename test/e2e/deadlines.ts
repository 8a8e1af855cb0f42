// Deadlines without a clock, for days on which RDBs say nothing: they pass once nothing else is left to wait
// for. So no day waits in real time, and a busy machine makes no healthy RDB late.
import type { RdbServerEvent } from '../../lib/emulator/rdbs/rdb-server.ts';
import type { StartDeadline } from '../../lib/kdb/deadline.ts';

/** For one probe at a time, as `deliveries: 'in-turn'` has it. */
export function createDeadlines(): {
  readonly start: StartDeadline;
  readonly onRdbEvent: (event: RdbServerEvent) => void;
} {
  const open = new Set<AbortController>();
  let stalledCount = 0;
  const passIfNothingElse = (): void => {
    if (open.size === 0) stalledCount = 0;
    if (open.size > stalledCount) return;
    for (const controller of open) controller.abort();
  };
  return {
    start: () => {
      const controller = new AbortController();
      open.add(controller);
      return {
        signal: controller.signal,
        cancel: () => {
          open.delete(controller);
          passIfNothingElse();
        },
      };
    },
    onRdbEvent: (event) => {
      if (event !== 'stalled') return;
      stalledCount += 1;
      passIfNothingElse();
    },
  };
}
