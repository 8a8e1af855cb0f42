import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../../lib/core/units.ts';
import type { Server } from '../../../build/servers.ts';
import {
  aReport,
  booting,
  flushed,
  lastHeardOf,
  live,
  neverReported,
  NOW_MS,
  queued,
  rolled,
} from '../../../build/servers.ts';
import type { SnapshotParts } from '../../../build/snapshot.ts';
import { aFloor, anOpenWindow, aDormancy, aStream, plan } from '../../../build/snapshot.ts';

/** With which tick from now the look comes, where this one is a tick's. */
function minutesAhead(
  servers: readonly Server[],
  percentPerMinute: number,
  parts: SnapshotParts = {},
): number {
  const nodes = Object.fromEntries(servers.map((s) => [s.node.instanceId, s.learned]));
  const learned = { nodes, stream: aStream(percentPerMinute), ...parts.learned };
  return Math.ceil((plan(servers, { ...parts, learned }).nextLookAtMs - NOW_MS) / MINUTE_MS);
}

describe('a quiet group is looked at again', () => {
  it('after five minutes', () => {
    expect(minutesAhead([live(40)], 0)).toBe(5);
    expect(minutesAhead([live(40), queued('i-q')], 1)).toBe(5);
  });

  it('as soon beside a spare that nobody relies upon as beside none', () => {
    const toldAtMs = NOW_MS - 6 * HOUR_MS;
    const { report, ...server } = queued('i-q', {
      learned: { launch: { launchedAtMs: toldAtMs + MINUTE_MS } },
    });
    const { queued: _, ...rest } = report ?? aReport('i-q');
    const ahead = (spares: readonly Server[], flushedSinceMs: number) =>
      minutesAhead([live(60), ...spares], 1, {
        policy: { queueEmptied: 'end-of-day' },
        intent: { scheduledAtMs: toldAtMs, lastEndOfDayMs: toldAtMs },
        learned: { queue: { flushedAtMs: flushedSinceMs, flushedSinceMs } },
      });
    const doubted = { ...server, report: rest };
    expect(ahead([doubted], toldAtMs + 20 * MINUTE_MS)).toBe(ahead([], toldAtMs));
    expect(ahead([doubted], toldAtMs)).toBeGreaterThan(ahead([], toldAtMs));
  });

  it('sooner, the sooner its live node could need a spare at burst rate', () => {
    const ahead = [0, 1, 1.5, 1.8, 2.2].map((rate) => minutesAhead([live(40)], rate));
    expect(ahead).toEqual([...ahead].sort((a, b) => b - a));
    expect(ahead.at(0)).toBe(5);
    expect(ahead.at(-1)).toBe(1);
  });

  it('before its live node can reach the scale threshold, with the threshold policy', () => {
    const policy = { kind: 'threshold', scaleThresholdPercent: 60 } as const;
    // 20 % of room at 3 × 2 % a minute lasts 3.3 minutes; the look after next must not be later.
    expect(minutesAhead([live(40)], 2, { policy })).toBe(3);
  });

  it('before its memory can double past the scale threshold, where it grows in jumps', () => {
    const policy = { kind: 'threshold', scaleThresholdPercent: 60 } as const;
    const ahead = (usedPercent: number, growsInJumps: boolean) =>
      minutesAhead([live(usedPercent)], 0.1, {
        policy,
        learned: { stream: { ...aStream(0.1), growsInJumps } },
      });
    expect([ahead(32, false), ahead(32, true), ahead(20, true)]).toEqual([5, 1, 5]);
  });

  it('at the next tick, as long as no rate is known', () => {
    expect(plan([live(40)]).nextLookAtMs).toBe(NOW_MS + 20 * SECOND_MS);
  });
});

describe('the next tick looks into a group', () => {
  const quiet = [live(40), queued('i-q')];

  it.each<[string, readonly Server[], SnapshotParts]>([
    ['in a window', quiet, { intent: anOpenWindow() }],
    ['with a floor', quiet, { intent: aFloor(1) }],
    [
      'with two nodes that say they are live',
      [live(40), live(20, { node: { instanceId: 'i-too' }, report: { instanceId: 'i-too' } })],
      {},
    ],
    ['that the probe reads', quiet, { policy: { reports: 'probe' } }],
    ['that the probe reads first', quiet, { policy: { reports: 'probe-then-cloudwatch' } }],
    ['with a node on its way', [...quiet, booting('i-b')], {}],
    ['with a suspect', [...quiet, neverReported('i-s', HOUR_MS)], {}],
    ['with a retained node', [...quiet, rolled('i-r', { node: { stage: 'retained' } })], {}],
    ['with a waiting node', [...quiet, rolled('i-r', { node: { stage: 'terminating-wait' } })], {}],
    ['that is blind', [lastHeardOf(live(), 4 * MINUTE_MS), queued('i-q')], {}],
    ['at its maximum, a spare short', [live(75)], { group: { maxSize: 1 } }],
    [
      'with an odd report',
      quiet,
      { odd: [{ instanceId: 'i-q', metric: 'Rows', value: -1, why: 'negative' }] },
    ],
    ['that may still shrink while dormant', [flushed('i-f'), flushed('i-g')], { intent: aDormancy() }],
  ])('%s', (_, servers, parts) => {
    expect(minutesAhead(servers, 0, parts)).toBe(1);
  });

  it('not for one that is dormant at its minimum', () => {
    expect(minutesAhead([flushed('i-f')], 0, { intent: aDormancy() })).toBe(5);
  });

  it('not for a floor that has ended', () => {
    expect(minutesAhead(quiet, 0, { intent: aFloor(1, 0) })).toBe(5);
  });
});
