import { describe, expect, it } from 'vitest';
import { MIB, MINUTE_MS } from '../../../../lib/core/units.ts';
import { ifProvisioned } from '../../../../lib/targets/kinesis-stream/decide/plan/if-provisioned.ts';
import type { StreamMinute } from '../../../../lib/targets/kinesis-stream/domain/stream.ts';

const POLICY = { utilizationPercent: 50, changesReserved: 2 };

function aDay(shards: (hour: number) => number, minuteCount = 24 * 60): readonly StreamMinute[] {
  return Array.from({ length: minuteCount }, (_, i) => ({
    atMs: i * MINUTE_MS,
    bytes: shards(i / 60) * MIB * 60,
    records: 1,
    throttledRecords: 0,
  }));
}

describe('a day, were the stream provisioned', () => {
  it('is flat where its load is', () => {
    expect(
      ifProvisioned(
        aDay(() => 2),
        POLICY,
      ),
    ).toEqual({
      knownMs: 24 * 60 * MINUTE_MS,
      shardsAtPeak: 4,
      shardHoursAtPeak: 96,
      shardHoursPlanned: 96,
      changes: 0,
    });
  });

  it('takes what its busy hours need and little more', () => {
    const day = ifProvisioned(
      aDay((hour) => (hour >= 8 && hour < 12 ? 16 : 1)),
      POLICY,
    );
    expect(day).toMatchObject({ shardsAtPeak: 32, shardHoursAtPeak: 768 });
    // Four hours of 32, twenty of 2, and what AWS's doublings take.
    expect(day.shardHoursPlanned).toBeGreaterThan(168);
    expect(day.shardHoursPlanned).toBeLessThan(260);
    expect(day.changes).toBeLessThanOrEqual(8);
  });

  it('says of how much is known, and nothing of a stream of which nothing is', () => {
    expect(
      ifProvisioned(
        aDay(() => 2, 60),
        POLICY,
      ),
    ).toMatchObject({ knownMs: 60 * MINUTE_MS, shardHoursAtPeak: 4 });
    expect(ifProvisioned([], POLICY)).toMatchObject({ knownMs: 0, shardsAtPeak: 1, shardHoursPlanned: 0 });
  });
});
