// Days over the emulator: the ports are AWS's adapters, and what befalls a call comes about on the wire.
import { describe, expect, it } from 'vitest';
import type { RunPorts } from '../../lib/campaign/drive/run-ports.ts';
import { GROUP_NAME, timesOf } from '../../lib/campaign/world/create-day.ts';
import { createRun } from '../../lib/campaign/world/run.ts';
import { drawDay, drawOptions } from '../../lib/campaign/options/draw-options.ts';
import { PortError } from '../../lib/core/errors.ts';
import { runTick } from '../../lib/cycle/triggers/run-tick.ts';
import { createEmulatorPorts } from '../../scripts/campaign/emulator-ports.ts';
import type { CallFault, Strike } from '../../lib/campaign/drive/call-faults.ts';
import { aDay } from './build-run.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';

type Run = ReturnType<typeof createRun>;

async function overEmulator(
  work: (made: {
    readonly run: Run;
    readonly ports: RunPorts;
    readonly strike: Strike;
    readonly shown: (readonly string[])[];
  }) => Promise<void>,
  tags: Readonly<Record<string, string>> = {},
): Promise<void> {
  const options = aDay({ hook: 'ours', retains: true, tags });
  const run = createRun(options, timesOf(options).endOfDaysMs);
  const shown: (readonly string[])[] = [];
  const { ports, strike, stop } = await createEmulatorPorts(run, (kinds) => shown.push(kinds));
  try {
    await work({ run, ports, strike, shown });
  } finally {
    await stop?.();
  }
}

const fault = (change: Partial<CallFault>): CallFault => ({
  code: 'InternalFailure',
  message: 'An internal error has occurred',
  isUnanswered: false,
  isDone: false,
  isRefusal: false,
  ...change,
});

describe('over the emulator', () => {
  it('ticks look at the run’s own group, in our name, and tell what needs attention', () =>
    overEmulator(
      async ({ run, ports, shown }) => {
        await run.world.runUntil(run.nowMs() + 90_000);
        const all = { ...ports, clock: run.world.clock };
        const { results, failures } = await runTick(RDB_GROUP, all);
        expect(failures).toEqual([]);
        expect(results).toMatchObject([{ kind: 'decided', name: GROUP_NAME }]);
        expect(run.actors.raisedByUs()).toBe(2);
        expect(shown).toEqual([[]]);
        run.actors.as('person', () =>
          run.world.autoScaling.putTags(GROUP_NAME, { 'spillway:burst-factor': 'plenty' }),
        );
        await run.world.runUntil(run.nowMs() + 5 * 60_000);
        await runTick(RDB_GROUP, all);
        expect(shown.at(-1)).toContain('held');
      },
      { 'spillway:spares-min': '3' },
    ));

  it('a fault of a call is read as AWS’s answer to it', () =>
    overEmulator(async ({ ports, strike, run }) => {
      const read = () => ports.fleetReader.readGroup(GROUP_NAME);
      const raise = () => ports.fleetWriter.setDesiredCapacity({ groupName: GROUP_NAME, desiredCapacity: 3 });
      // One request may be struck, or all: a read gets over one.
      const outcomes = [];
      for (let i = 0; i < 8; i += 1)
        outcomes.push(await strike(fault({ isRefusal: true }), '', read).catch((error: unknown) => error));
      const errors = outcomes.filter((outcome) => outcome instanceof PortError);
      expect(errors.length).toBeGreaterThan(0);
      expect(errors.every((error) => error.failure === 'throttled')).toBe(true);

      expect(await strike(fault({ isRefusal: true }), '', raise)).toMatchObject({ kind: 'rejected' });
      expect(await strike(fault({ isUnanswered: true }), '', raise)).toMatchObject({ kind: 'unknown' });
      expect(run.group().desiredCapacity).toBe(2);
      expect(await strike(fault({ isDone: true }), '', raise)).toMatchObject({ kind: 'unknown' });
      expect(run.group().desiredCapacity).toBe(3);
      expect(await raise()).toMatchObject({ kind: 'applied' });
    }));

  it('runs are the first days of those with the same seeds', () => {
    const { dayCount, stream, ...rest } = drawDay(5);
    expect(dayCount).toBe(1);
    expect(stream.halfDay).toBeUndefined();
    expect(drawOptions(5)).toMatchObject(rest);
  });
});
