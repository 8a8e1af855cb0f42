import { describe, expect, it } from 'vitest';
import { ATTENTION, attentionOf, continueTroubles, type AttentionKind } from '../../lib/core/attention.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';

const NOW_MS = Date.UTC(2026, 2, 2, 12);

/** How long each kind must have lasted, as operators were told: docs/operations.md. */
const DELAYS: Readonly<Record<AttentionKind, number>> = {
  held: 0,
  failing: 3 * MINUTE_MS,
  refused: 5 * MINUTE_MS,
  'late-roll': 0,
  'at-maximum': 0,
  'capacity-missing': 10 * MINUTE_MS,
  suspects: 10 * MINUTE_MS,
  unproved: HOUR_MS,
  'waiting-in-hook': HOUR_MS,
  retained: 0,
  'two-live': 0,
  blind: 5 * MINUTE_MS,
  gap: 3 * MINUTE_MS,
  gateways: 5 * MINUTE_MS,
  'lease-taken': 5 * MINUTE_MS,
  throttled: 5 * MINUTE_MS,
  'hot-shard': 5 * MINUTE_MS,
  'budget-spent': 0,
  'cannot-grow': 0,
};

describe('a trouble', () => {
  it.each(Object.entries(DELAYS) as [AttentionKind, number][])('%s shows after %d ms', (kind, delayMs) => {
    expect(attentionOf({ [kind]: NOW_MS - delayMs }, NOW_MS)).toEqual([kind]);
    if (delayMs > 0) expect(attentionOf({ [kind]: NOW_MS - delayMs + 1 }, NOW_MS)).toEqual([]);
  });

  it.each(Object.keys(ATTENTION).filter((kind) => kind !== 'late-roll') as AttentionKind[])(
    '%s shows for as long as it is there',
    (kind) => {
      expect(attentionOf({ [kind]: NOW_MS - 48 * HOUR_MS }, NOW_MS)).toEqual([kind]);
    },
  );

  it('of a late roll shows for a quarter of an hour', () => {
    expect(attentionOf({ 'late-roll': NOW_MS - 15 * MINUTE_MS + 1 }, NOW_MS)).toEqual(['late-roll']);
    expect(attentionOf({ 'late-roll': NOW_MS - 15 * MINUTE_MS }, NOW_MS)).toEqual([]);
  });

  it('that goes on keeps its beginning, and one that is over is forgotten', () => {
    const known = { blind: NOW_MS - HOUR_MS, suspects: NOW_MS - HOUR_MS };
    const present = new Set(['blind', 'refused'] as const);
    expect(continueTroubles(known, present, NOW_MS)).toEqual({ blind: NOW_MS - HOUR_MS, refused: NOW_MS });
  });
});
