// Whoever asks on days over the emulator asks the function itself, by Invoke; its answers are judged as those of the simulated world.
import { describe, expect, it } from 'vitest';
import { overEmulator, type OverEmulator } from './over-emulator.ts';

/** Seeds of which every third is asked. */
const ASKED = { seed: 9 };
const PROBED = { tags: { 'spillway:reports': 'probe' } };

function started({ run, onStart }: OverEmulator) {
  onStart?.({
    threads: { start: (work) => work(), park: () => Promise.resolve() },
    goOn: () => Promise.reject(new Error('nothing is handed on')),
  });
  const { ask } = run.told ?? {};
  if (!ask) throw new Error('nobody is asked');
  return ask;
}

describe('over the emulator', () => {
  it('the function tells where the data is, once a tick has looked', async () => {
    const occurred = await overEmulator(
      async (made) => {
        const { run, ports, functions } = made;
        const ask = started(made);
        await run.world.runUntil(run.nowMs() + 90_000);
        expect(await ask({})).toBeUndefined();
        await functions.tick({ ...ports, clock: run.world.clock });
        const live = run.tickerplant.live()?.instanceId;
        const asked = await ask({ table: 'trade', fromMs: run.nowMs() - 60_000, toMs: run.nowMs() });
        expect(asked?.answer.complete).toBe(true);
        expect(asked?.answer.nodes[0]).toMatchObject({ nodeId: live, role: 'live' });
        expect(asked?.route).toMatchObject({ basis: 'slices', asOfMs: run.nowMs() });
        expect(run.findings).toEqual([]);
      },
      { group: PROBED, options: ASKED },
    );
    expect(occurred.get('handler: discover')).toBe(2);
    expect(occurred.get('discover failed')).toBe(1);
  });

  it('a read of the function is throttled at times, and no answer is none; what nothing explains is found', () =>
    overEmulator(
      async (made) => {
        const { run, ports, functions } = made;
        const ask = started(made);
        await run.world.runUntil(run.nowMs() + 90_000);
        await functions.tick({ ...ports, clock: run.world.clock });
        let answers = 0;
        for (let count = 0; count < 60; count += 1) if (await ask({})) answers += 1;
        const failed = run.occurred.get('discover failed') ?? 0;
        expect(failed).toBeGreaterThan(0);
        expect(answers + failed).toBe(60);
        expect(run.findings).toEqual([]);
        // A window that ends before it begins is nobody's question.
        while ((run.occurred.get('discover failed') ?? 0) <= failed && run.findings.length === 0)
          await ask({ fromMs: 2, toMs: 1 });
        expect(run.findings.map(({ check }) => check)).toEqual(['unexpected-error']);
      },
      { group: PROBED, options: { ...ASKED, faults: { 'calls-throttled': 1 } } },
    ));
});
