import { expect, it } from 'vitest';
import { SECOND_MS } from '../../../lib/core/units.ts';
import type { Drill, Seen } from '../../../lib/operate/drill/drill.ts';
import { prepareDrill } from '../../../lib/operate/drill/run-drill.ts';

const START_MS = Date.parse('2026-11-20T18:00:00Z');

it('tells a step at the moment at which it was seen, however long the rest of that look took', async () => {
  let nowMs = START_MS;
  const clock = { nowMs: () => nowMs, sleep: async (durationMs: number) => void (nowMs += durationMs) };
  const drill: Drill<Seen> = {
    look: () => Promise.resolve({ atMs: nowMs }),
    plan: () => ({
      ...{ drill: 'memorydb-shard', target: 'memorydb:cache', breaks: ['breaks it'], whyNot: [] },
      ...{ expected: [], limits: { detected: 60 * SECOND_MS } },
    }),
    inject: () => Promise.resolve({ kind: 'applied' }),
    glance: async () => {
      const atMs = nowMs;
      nowMs += 33 * SECOND_MS;
      return { atMs };
    },
    follow: () => ({
      ...{ come: { detected: 'it is seen' }, notes: ['and this'] },
      count: { expected: 3, found: 3 },
    }),
    everyMs: SECOND_MS,
  };
  const told: (readonly [number, string])[] = [];
  const prepared = await prepareDrill(drill, clock);
  const done = await prepared.execute({ onStep: (atMs, text) => void told.push([atMs, text]) });
  expect(told).toEqual([
    [START_MS, 'breaks it'],
    [START_MS, 'detected: it is seen'],
    [START_MS, 'and this'],
  ]);
  expect(done).toMatchObject({
    kind: 'run',
    result: { detectedAt: new Date(START_MS).toISOString(), pass: true },
    missed: [],
  });
});
