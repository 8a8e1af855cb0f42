// What lasts and is not shown is found, and nothing else is: one made truth after the other.
import { describe, expect, it } from 'vitest';
import { attentionMissing } from '../../../lib/campaign/checks/attention/attention-missing.ts';
import { noCalls, type CallsMade } from '../../../lib/campaign/drive/invocation.ts';
import type { GroupOptions, RunOptions } from '../../../lib/campaign/options/options.ts';
import { GROUP_NAME } from '../../../lib/campaign/world/create-day.ts';
import type { CycleResult } from '../../../lib/cycle/run-cycle.ts';
import type { AttentionKind } from '../../../lib/core/attention.ts';
import { PortError } from '../../../lib/core/errors.ts';
import type { EndedFrame } from '../../../lib/campaign/checks/check.ts';
import { followCalls } from '../../../lib/campaign/checks/attention/call-truths.ts';
import { aDay, anInvocation, at, aWatchedRun } from '../build-run.ts';
import type { RdbGroup } from '../../../lib/targets/rdb-group/rdb-group.ts';

type Watched = ReturnType<typeof aWatchedRun>;

const DECIDED = { kind: 'decided' } as unknown as CycleResult<RdbGroup>;
const THROTTLED = new PortError('cloudwatch:GetMetricData', 'Throttling', 'slow', { failure: 'throttled' });
const FORBIDDEN = new PortError('cloudwatch:GetMetricData', 'AccessDenied', 'no');

interface Minutes {
  readonly options?: RunOptions;
  readonly fromMinute?: number;
  readonly untilMinute: number;
  readonly shown?: readonly AttentionKind[];
  /** What each tick's calls came to, and what it threw. */
  readonly calls?: Partial<CallsMade>;
  readonly errors?: readonly unknown[];
  readonly faultCount?: number;
  /** Each tick goes on with what another has left. */
  readonly goesOn?: true;
  readonly prepare?: (watched: Watched) => void;
}

/** Runs the world, with a tick in each minute, and tells what was found and what was counted. */
async function watch(minutes: Minutes) {
  const { fromMinute = 1, shown = [], calls = {}, errors = [], faultCount = 0 } = minutes;
  const watched = aWatchedRun(attentionMissing, minutes.options);
  const { run, check } = watched;
  minutes.prepare?.(watched);
  await run.world.runUntil(at(fromMinute - 1));
  for (let minute = fromMinute; minute <= minutes.untilMinute; minute += 1) {
    await run.world.runUntil(at(minute));
    check.onMinute?.();
    check.onAttention?.(shown);
    const invocation = anInvocation(run.nowMs(), {
      calls: { ...noCalls(), ...calls },
      faultCount,
      ...(minutes.goesOn && { goesOn: true }),
    });
    check.onInvocation?.({ invocation, results: errors.length === 0 ? [DECIDED] : [], errors, besides: [] });
  }
  return {
    texts: run.findings.map(({ text }) => text.replace(/^\S+ /, '')),
    occurred: [...run.occurred.keys()].filter((what) => what.startsWith('trouble')),
  };
}

/** Until the first tick that must show it, and the one before. */
async function boundOf(kind: AttentionKind, minutes: Minutes): Promise<void> {
  const before = await watch({ ...minutes, untilMinute: minutes.untilMinute - 1 });
  expect(before).toEqual({ texts: [], occurred: [] });
  const { texts, occurred } = await watch(minutes);
  expect(texts).toHaveLength(1);
  expect(texts[0]).toMatch(new RegExp(`^${kind} has lasted \\d+ minutes and is not shown$`));
  expect(occurred).toEqual([`trouble: ${kind}`]);
  expect(await watch({ ...minutes, shown: [kind] })).toEqual({ texts: [], occurred });
}

describe('of our own calls', () => {
  const noted = { triedToGiveBack: true, gaveBack: true };
  const isFailing = { ...noted, failedToLook: true, faultCount: 1 };

  it('cycles that fail show after three minutes', () =>
    boundOf('failing', { untilMinute: 6, calls: isFailing, errors: [FORBIDDEN], faultCount: 1 }));

  it('cycles that are throttled show as both', async () => {
    const given = { untilMinute: 8, calls: isFailing, errors: [THROTTLED], faultCount: 1 };
    expect((await watch(given)).occurred).toEqual(['trouble: failing', 'trouble: throttled']);
    expect((await watch({ ...given, shown: ['failing'] })).texts).toHaveLength(1);
  });

  it('changes that are refused show after five minutes', () =>
    boundOf('refused', {
      untilMinute: 8,
      calls: { ...noted, refusedCount: 1, faultCount: 1 },
      faultCount: 1,
    }));

  it('a lease that nobody gives back shows after five minutes', () =>
    boundOf('lease-taken', { untilMinute: 8, calls: { toldOfLease: true } }));

  it('nothing is asked of a tick that goes on with what another has left, and shown', async () => {
    const lasting = { untilMinute: 20, calls: { toldOfLease: true } };
    expect((await watch(lasting)).texts).toHaveLength(1);
    expect(await watch({ ...lasting, goesOn: true })).toEqual({ texts: [], occurred: [] });
  });

  it('a refusal is over with a change that was applied, though the look that followed it failed', () => {
    const endedBy = (results: EndedFrame['results'], hasLooked = false) => {
      const over: AttentionKind[] = [];
      const stretches = {
        sinceMs: new Map(),
        begin: () => undefined,
        end: (kind: AttentionKind) => void over.push(kind),
      };
      const calls = { ...noCalls(), ...(hasLooked ? { refusedCount: 1 } : isFailing), triedToGiveBack: true };
      const invocation = anInvocation(at(1), { calls, faultCount: 1 });
      followCalls(stretches, { invocation, results, errors: [THROTTLED], besides: [] });
      return over;
    };
    expect(endedBy([DECIDED])).toContain('refused');
    expect(endedBy([])).not.toContain('refused');
    // The one that followed may have looked, and come to no end.
    const after = (kind: 'applied' | 'unknown') => {
      const actions = [{ outcome: { kind: 'applied' } }, { outcome: { kind } }];
      return { kind: 'decided', actions } as EndedFrame['results'][number];
    };
    expect(endedBy([after('applied')], true)).toContain('refused');
    expect(endedBy([after('unknown')], true)).not.toContain('refused');
  });

  it('nothing is asked for that could not be noted, or of a tick that came to no end', async () => {
    const failing = { untilMinute: 30, errors: [FORBIDDEN], faultCount: 1 };
    const quiet = { texts: [], occurred: [] };
    expect(await watch({ ...failing, calls: { ...isFailing, gaveBack: false } })).toEqual(quiet);
    expect(await watch({ ...failing, calls: { ...isFailing, faultCount: 0 } })).toEqual(quiet);
  });
});

describe('of the world', () => {
  const span = { fromMs: at(0), untilMs: at(1_440) };
  const calm = (stream = { nodesPerDay: 0.2, shape: 'flat' as const, spikeFactor: 1 }) =>
    aDay({ readyNodeCount: 2, replaySeconds: 0 }, { stream });

  it('a node that claims to be live beside the live one shows within minutes', () =>
    boundOf('two-live', {
      options: calm(),
      untilMinute: 11,
      prepare: ({ run, nodeIds }) => {
        const instanceId = nodeIds()[1] ?? '';
        run.world.inject({ kind: 'metrics-odd', instanceId, ...span, odd: 'claims-live' });
      },
    }));

  it('a server whose RDB never comes shows, long after any launch would have ended', async () => {
    const given: Minutes = {
      options: calm(),
      untilMinute: 100,
      prepare: ({ run }) => {
        run.world.inject({ kind: 'never-reports', groupName: GROUP_NAME });
        run.world.autoScaling.setDesiredCapacity({ groupName: GROUP_NAME, desiredCapacity: 3 });
      },
    };
    expect((await watch(given)).texts).toHaveLength(1);
    expect((await watch(given)).texts[0]).toContain('suspects');
    expect((await watch({ ...given, untilMinute: 80 })).texts).toEqual([]);
  });

  describe('a full live node in a group at its maximum', () => {
    const busy = { nodesPerDay: 20, shape: 'around-the-clock', spikeFactor: 1 } as const;
    const full = (group: Partial<GroupOptions> = {}): Minutes => ({
      options: aDay({ readyNodeCount: 1, maxSize: 1, replaySeconds: 0, ...group }, { stream: busy }),
      fromMinute: 300,
      untilMinute: 312,
    });
    const isAskedFor = async (minutes: Minutes) => (await watch(minutes)).occurred.length > 0;

    it('shows within minutes', async () => {
      expect((await watch(full())).texts).toEqual(['at-maximum has lasted 10 minutes and is not shown']);
      expect((await watch({ ...full(), shown: ['at-maximum'] })).texts).toEqual([]);
    });

    it('is not asked for where the others have no RDB: suspects show that', async () => {
      const prepare = ({ run }: Watched) => {
        run.world.inject({ kind: 'never-reports', groupName: GROUP_NAME });
        run.world.autoScaling.setDesiredCapacity({ groupName: GROUP_NAME, desiredCapacity: 3 });
      };
      const given = { ...full({ maxSize: 3 }), prepare };
      const { occurred } = await watch(given);
      expect(occurred).not.toContain('trouble: at-maximum');
    });

    it('is not asked for where memory alone tells, of another whose process read its log back', async () => {
      // The first of two is full, rolled and started anew; then the second is full to the last byte.
      const restarts = ({ run }: Watched) =>
        run.world.clock.schedule(at(250), () => {
          const instanceId = [...run.group().instances.keys()][0] ?? '';
          const restart = { kind: 'node-restarts', groupName: GROUP_NAME, node: { instanceId } } as const;
          run.world.inject({ ...restart, downMs: 1_000, atMs: at(250) });
        });
      const two = (metrics: 'memory' | 'all') => full({ metrics, readyNodeCount: 2, maxSize: 2 });
      expect(await isAskedFor({ ...two('all'), prepare: restarts })).toBe(true);
      expect(await isAskedFor(two('memory'))).toBe(true);
      expect(await isAskedFor({ ...two('memory'), prepare: restarts })).toBe(false);
    });
  });

  it('rows that stay after the end of day show after an hour of the window', async () => {
    const endOfDayMs = at(60);
    const intent = { scheduledAtMs: endOfDayMs, window: { endOfDayMs, untilMs: at(300) } };
    const given: Minutes = {
      options: calm(),
      fromMinute: 70,
      untilMinute: 145,
      calls: { intent },
      prepare: ({ run }) => void run.world.clock.schedule(at(50), () => void run.tickerplant.rollNow()),
    };
    expect((await watch(given)).occurred).toEqual(['trouble: unproved']);
    expect((await watch({ ...given, shown: ['unproved'] })).texts).toEqual([]);
    expect((await watch({ ...given, untilMinute: 139 })).occurred).toEqual([]);
    // Nobody knows of a window whose schedule was not answered.
    expect((await watch({ ...given, calls: { intent: 'unknown' } })).occurred).toEqual([]);
  });

  it('what nobody looked at is not asked for', async () => {
    const given = {
      options: calm(),
      untilMinute: 40,
      errors: [FORBIDDEN],
      prepare: ({ run }: Watched) =>
        run.world.inject({ kind: 'metrics-stop', groupName: GROUP_NAME, ...span }),
    };
    expect((await watch(given)).occurred).toEqual([]);
    expect((await watch({ ...given, errors: [] })).texts).toEqual([
      'blind has lasted 15 minutes and is not shown',
    ]);
  });
});
