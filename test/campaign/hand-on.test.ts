// What one invocation leaves to the next on days over the emulator: by Invoke over the wire, through Lambda's own queue.
import { describe, expect, it } from 'vitest';
import type { Done } from '../../lib/campaign/drive/wake.ts';
import type { HandOnOptions } from '../../lib/campaign/options/options.ts';
import { GROUP_NAME } from '../../lib/campaign/world/create-day.ts';
import type { EndedInvocation } from '../../lib/campaign/checks/check.ts';
import { MINUTE_MS } from '../../lib/core/units.ts';
import { GENERATIONS_MAX } from '../../lib/ports/next-invocation.ts';
import { overEmulator, type OverEmulator } from './over-emulator.ts';

const NONE: HandOnOptions = { noTime: 0, lost: 0, late: 0, threefold: 0 };
const LEFT = { left: { groups: [GROUP_NAME] }, generation: 1 };

const SENT = 40;

type Ended = Done<EndedInvocation>;

/** What goes on is carried out at once, on the ports that there are, or by nobody; the first `failing` of them fail. */
async function whereHandedOn(
  handOn: Partial<HandOnOptions>,
  work: (
    made: OverEmulator & { readonly wentOn: Ended[]; readonly pass: (ms: number) => Promise<void> },
  ) => Promise<void>,
  { failing = 0, servedBy = 'handlers' }: { failing?: number; servedBy?: 'handlers' | 'nobody' } = {},
) {
  const options = { handOn: { ...NONE, ...handOn } };
  return overEmulator(
    async (made) => {
      const { run, ports, onStart } = made;
      const wentOn: Ended[] = [];
      onStart?.({
        threads: { start: (begun) => begun(), park: () => Promise.resolve() },
        async goOn(_trigger, goOn) {
          const ended = async (): Promise<Ended> => {
            if (wentOn.length < failing)
              return { results: [], errors: [new Error('it failed')], failed: true };
            if (servedBy === 'nobody') return { results: [], errors: [] };
            return goOn({ ...ports, clock: run.world.clock });
          };
          const done = await ended();
          wentOn.push(done);
          return done;
        },
      });
      const pass = (ms: number) => run.world.runUntil(run.nowMs() + ms);
      await pass(90_000);
      await work({ ...made, wentOn, pass });
    },
    { options },
  );
}

describe('what an invocation has no time for', () => {
  it('is handed on until one has the time, and served by that', async () => {
    const occurred = await whereHandedOn({ noTime: 1 }, async ({ run, ports, functions, wentOn, pass }) => {
      const ended = await functions.tick({ ...ports, clock: run.world.clock });
      expect(ended).toEqual({ results: [], errors: [] });
      await pass(MINUTE_MS);
      expect(wentOn).toHaveLength(GENERATIONS_MAX);
      expect(wentOn.at(-1)?.results).toMatchObject([{ kind: 'decided', name: GROUP_NAME }]);
      expect(wentOn.slice(0, -1).every(({ results }) => results.length === 0)).toBe(true);
    });
    expect(occurred.get('handed on by on-tick')).toBe(GENERATIONS_MAX);
    expect(occurred.get('handed on again')).toBe(GENERATIONS_MAX - 1);
  });

  it('of a schedule is served as if it had been first', () =>
    whereHandedOn({ noTime: 1 }, async ({ run, ports, functions, wentOn, pass }) => {
      const all = { ...ports, clock: run.world.clock };
      const scheduledTime = new Date(run.nowMs()).toISOString();
      const payload = { action: 'ensure-capacity', scheduledTime, nodeCount: 3, holdMinutes: 60 } as const;
      expect((await functions.schedule({ atMs: run.nowMs(), payload })(all)).results).toEqual([]);
      expect(run.group().desiredCapacity).toBe(2);
      await pass(MINUTE_MS);
      expect(wentOn.at(-1)?.results).toMatchObject([{ kind: 'decided' }]);
      expect(run.group().desiredCapacity).toBe(3);
    }));

  it('is lost, comes three times, or late, and too late is a dead letter', async () => {
    const arrivals = async (fate: Partial<HandOnOptions>) => {
      let arrived = 0;
      const occurred = await whereHandedOn(
        fate,
        async ({ ports, wentOn, pass }) => {
          for (let count = 0; count < SENT; count += 1)
            expect(await ports.handOn?.('on-tick', LEFT)).toBe(Object.keys(fate).length === 0);
          await pass(2 * MINUTE_MS);
          arrived = wentOn.length;
        },
        { servedBy: 'nobody' },
      );
      return { arrived, dead: occurred.get('dead letter of on-tick') ?? 0 };
    };
    expect(await arrivals({})).toEqual({ arrived: SENT, dead: 0 });
    expect(await arrivals({ lost: 1 })).toEqual({ arrived: 0, dead: 0 });
    expect(await arrivals({ threefold: 1 })).toEqual({ arrived: 3 * SENT, dead: 0 });
    const late = await arrivals({ late: 1 });
    expect(late.arrived + late.dead).toBe(SENT);
    expect(late.dead).toBeGreaterThan(0);
    expect(late.arrived).toBeGreaterThan(late.dead);
  });

  it('of a schedule is tried again where its function failed, of a tick never', async () => {
    const handedTo = (functionName: 'on-tick' | 'on-schedule') =>
      whereHandedOn(
        {},
        async ({ ports, pass }) => {
          await ports.handOn?.(functionName, LEFT);
          await pass(4 * MINUTE_MS);
        },
        { failing: 2, servedBy: 'nobody' },
      );
    const ofSchedule = await handedTo('on-schedule');
    expect(ofSchedule.get('taken up by on-schedule')).toBe(3);
    expect(ofSchedule.get('tried again: on-schedule')).toBe(2);
    const ofTick = await handedTo('on-tick');
    expect(ofTick.get('taken up by on-tick')).toBe(1);
    expect(ofTick.get('dead letter of on-tick')).toBe(1);
  });
});
