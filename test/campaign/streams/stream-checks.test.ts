// Each check of a stream's run finds what it is for, with a target that was broken by hand, and leaves a sound one alone.
import { describe, expect, it } from 'vitest';
import { KINESIS_STREAM } from '../../../lib/targets/kinesis-stream/kinesis-stream.ts';
import { NOTHING_LEARNED } from '../../../lib/targets/kinesis-stream/domain/learned.ts';
import { aStreamDay, foundWithin, IDLE, reckless } from './build-stream-run.ts';

/** Back and forth: each call is legal. */
const backAndForth = reckless((open) => (open === 8 ? 7 : 8));

describe('a sound target', () => {
  it('has nothing found, while it grows and records are refused', async () => {
    const { found, tally } = await foundWithin(
      120,
      aStreamDay({ stream: { shardsStart: 3, hasAlarm: true } }),
    );
    expect(found).toEqual([]);
    expect(tally.calls).toBeGreaterThan(0);
    expect(tally.throttledMinutes).toBeGreaterThan(0);
  });
});

describe('a call', () => {
  it('beyond double or half is found', async () => {
    for (const factor of [3, 1 / 3]) {
      const { found, tally } = await foundWithin(
        10,
        aStreamDay(),
        reckless((open) => Math.round(open * factor)),
      );
      expect(found).toContain('illegal-ratio');
      expect(tally.illegalRatios).toBeGreaterThan(0);
    }
  });

  it('of a stream that is being changed is found', async () => {
    const { found } = await foundWithin(10, aStreamDay({ stream: { reshardSeconds: 300 } }), backAndForth);
    expect(found).toContain('call-while-updating');
  });

  it.each([
    ['is in a dry run', { tags: { 'spillway:shards-max': '64', 'spillway:mode': 'dry-run' } }],
    ['is switched off', { tags: { 'spillway:shards-max': '64', 'spillway:mode': 'off' } }],
    ['has a bad tag', { tags: { 'spillway:shards-max': 'many' } }],
    ['is paused', { tags: { 'spillway:shards-max': '64', 'spillway:pause-until': '2030-01-01T00:00:00Z' } }],
    ['is on demand', { mode: 'on-demand' }],
    ['has its maximum', { tags: { 'spillway:shards-max': '8' } }],
  ] as const)('of a stream that %s is found', async (_, stream) => {
    const { found, tally } = await foundWithin(
      10,
      aStreamDay({ stream }),
      reckless((open) => open + 1),
    );
    expect(found).toContain('touched-unasked');
    expect(tally.touchedUnasked).toBeGreaterThan(0);
  });

  it('that an alarm makes twice, because it came three times, is found', async () => {
    const options = aStreamDay({
      stream: { shardsStart: 3, reshardSeconds: 5, hasAlarm: true },
      faults: { 'events-threefold': 1 },
      // With this one the alarm does come three times.
      seed: 8,
    });
    const { found } = await foundWithin(
      10,
      options,
      reckless((open) => open + 1),
    );
    expect(found).toContain('duplicate-acted');
  });

  it('for fewer shards than the last half hour filled is found', async () => {
    const { found } = await foundWithin(
      60,
      aStreamDay({ load: { peakShards: 6 } }),
      reckless((open, minute) => (minute < 45 ? open : 4)),
    );
    expect(found).toContain('shrunk-below-load');
  });

  it('for fewer shards while nobody says how far the readers are is found', async () => {
    const { found } = await foundWithin(
      60,
      aStreamDay({ stream: { readers: 'silent' } }),
      reckless(() => 7),
    );
    expect(found).toContain('shrunk-below-load');
  });
});

describe("the day's changes", () => {
  it('are found to be overspent by a target that forgets them, and the reserve with them', async () => {
    const forgetful = { ...backAndForth, remember: () => NOTHING_LEARNED };
    const { found, tally } = await foundWithin(60, aStreamDay({ stream: { reshardSeconds: 30 } }), forgetful);
    expect(found).toEqual(expect.arrayContaining(['over-budget', 'reserve-spent', 'ledger-short']));
    expect(tally.callsMaxIn24h).toBe(10);
  });

  it('are not found short by a target that remembers them', async () => {
    const { found } = await foundWithin(60, aStreamDay(), backAndForth);
    expect(found).not.toContain('ledger-short');
  });
});

describe('what nobody does', () => {
  it('is found where records are refused and shards could have been there', async () => {
    const { found, tally } = await foundWithin(60, aStreamDay({ stream: { shardsStart: 2 } }), IDLE);
    expect(found).toEqual(['not-recovered', 'throttled-avoidable']);
    expect(tally.throttledMinutesAvoidable).toBeGreaterThan(10);
  });

  it('is not found where the owner allows no more shards', async () => {
    const stream = { shardsStart: 2, tags: { 'spillway:shards-max': '2' } };
    expect((await foundWithin(60, aStreamDay({ stream }), IDLE)).found).toEqual([]);
  });

  it('is found where nobody looks', async () => {
    const blind = { ...KINESIS_STREAM, seekManaged: async function* () {} };
    const { found } = await foundWithin(30, aStreamDay(), blind);
    expect(found).toEqual(['not-recovered', 'unlooked']);
  });

  it('is found where trouble lasts and is not shown', async () => {
    const silent = { ...KINESIS_STREAM, troublesAfter: () => ({}) };
    const held = aStreamDay({ stream: { tags: {} } });
    expect((await foundWithin(60, held, silent)).found).toEqual(['attention-missing']);
    expect((await foundWithin(60, held)).found).toEqual([]);
    const full = aStreamDay({ stream: { shardsStart: 2, tags: { 'spillway:shards-max': '2' } } });
    expect((await foundWithin(60, full, silent)).found).toEqual(['attention-missing']);
    expect((await foundWithin(60, full)).found).toEqual([]);
  });
});

describe('an error', () => {
  it('that no fault explains is found', async () => {
    const broken = {
      ...KINESIS_STREAM,
      decide: () => {
        throw new TypeError('nothing to decide with');
      },
    };
    expect((await foundWithin(10, aStreamDay(), broken)).found).toContain('unexpected-error');
  });
});
