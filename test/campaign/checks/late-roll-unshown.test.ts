// A late roll that a look has seen, and that is not in Attention for a quarter of an hour, is found; and ours always is.
import { describe, expect, it } from 'vitest';
import { lateRollUnshown } from '../../../lib/campaign/checks/attention/late-roll-unshown.ts';
import { noCalls } from '../../../lib/campaign/drive/invocation.ts';
import { runOptions } from '../../../lib/campaign/run-seed.ts';
import type { CycleResult } from '../../../lib/cycle/run-cycle.ts';
import type { RdbGroup } from '../../../lib/targets/rdb-group/rdb-group.ts';
import type { Report } from '../../../lib/targets/rdb-group/domain/node.ts';
import { aReport } from '../../build/servers.ts';
import { aDay, at, aWatchedRun } from '../build-run.ts';

const DECIDED = { kind: 'decided' } as unknown as CycleResult<RdbGroup>;
const BUSY = { nodesPerDay: 20, shape: 'around-the-clock', spikeFactor: 1 } as const;
const FULL = aDay({ readyNodeCount: 1, maxSize: 1 }, { stream: BUSY });

const usedOf100 = (used: number) => ({ used, total: 100, unit: 'bytes' }) as const;

/** Runs the world until a minute after its late roll, with a tick in each minute from the roll on; what is found, and counted. */
async function watch(given: {
  readonly minutes: number;
  /** In how many of the first minutes after the look it is shown. */
  readonly shownMinutes: number;
  readonly report?: Partial<Report>;
  readonly gaveBack?: false;
}) {
  const watched = aWatchedRun(lateRollUnshown, FULL);
  const { run, check, tick } = watched;
  let minute = 0;
  while (run.tickerplant.live()?.late === undefined) await run.world.runUntil(at((minute += 1)));
  const instanceId = run.tickerplant.live()?.instanceId ?? '';
  for (let since = 2; since < 2 + given.minutes; since += 1) {
    await run.world.runUntil(at(minute + since));
    const times = { observedAtMs: run.nowMs(), sampledFromMs: run.nowMs() };
    const full = aReport(instanceId, { live: true, rows: 1, memory: usedOf100(90), ...times });
    check.onAttention?.(since < 2 + given.shownMinutes ? ['late-roll'] : []);
    tick([DECIDED], {
      calls: { ...noCalls(), gaveBack: given.gaveBack ?? true },
      reports: new Map([[instanceId, { ...full, ...given.report }]]),
    });
  }
  return { found: watched.found(), occurred: run.occurred.get('trouble: late-roll') ?? 0 };
}

const NOT_ASKED = { found: [], occurred: 0 };

describe('a late roll', () => {
  it('must show two minutes after the look that saw it', async () => {
    expect(await watch({ minutes: 2, shownMinutes: 0 })).toEqual(NOT_ASKED);
    expect(await watch({ minutes: 3, shownMinutes: 0 })).toEqual({
      found: ['attention-missing'],
      occurred: 1,
    });
  });

  it('must go on showing', async () => {
    expect(await watch({ minutes: 20, shownMinutes: 8 })).toEqual({
      found: ['attention-missing'],
      occurred: 1,
    });
    expect(await watch({ minutes: 20, shownMinutes: 15 })).toEqual({ found: [], occurred: 1 });
  });

  it('is not asked for that no look was told of, or that none could note', async () => {
    const quiet = { minutes: 10, shownMinutes: 0 };
    expect(await watch({ ...quiet, report: { memory: usedOf100(79) } })).toEqual(NOT_ASKED);
    expect(await watch({ ...quiet, report: { live: false } })).toEqual(NOT_ASKED);
    expect(await watch({ ...quiet, report: { observedAtMs: at(0) } })).toEqual(NOT_ASKED);
    expect(await watch({ ...quiet, gaveBack: false })).toEqual(NOT_ASKED);
  });

  it('of the second day shows as that of the first does, where the same server is live on both', async () => {
    const stream = { ...BUSY, nodesPerDay: 1.6 };
    const { findings, occurred } = await runOptions({ ...FULL, dayCount: 2, stream });
    expect(findings).toEqual([]);
    expect(occurred['trouble: late-roll']).toBe(2);
  });
});
