import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../../lib/core/units.ts';
import { booting, live, NOW_MS, queued } from '../../../build/servers.ts';
import { aDormancy, plan } from '../../../build/snapshot.ts';

const wanted = (...given: Parameters<typeof plan>) => plan(...given).assessed.sparesWanted;

/** Suspect after twice the lead time of three minutes. */
const pendsFor = (ms: number) => ({ ...booting('i-p'), learned: { launch: { firstSeenAtMs: NOW_MS - ms } } });

describe('a group without a node in service', () => {
  const late = pendsFor(HOUR_MS);

  it('wants another once what was launched should have come, and asks for it', () => {
    expect(wanted([pendsFor(6 * MINUTE_MS)])).toBe(0);
    expect(wanted([pendsFor(6 * MINUTE_MS + 1)])).toBe(1);
    expect(plan([late])).toMatchObject({
      kind: 'scale-out',
      desiredCapacity: 2,
      reason: { code: 'none-comes', operands: { suspects: ['i-p'] } },
    });
  });

  it('wants none while another is on its way, or capacity that was asked for', () => {
    expect(wanted([late, booting('i-y')])).toBe(0);
    expect(wanted([late], { group: { desiredCapacity: 2 } })).toBe(0);
  });

  it('wants none for it where a node is live, though it is about to go, or in service', () => {
    expect(wanted([live(40, { node: { stage: 'terminating-wait' } }), late])).toBe(0);
    expect(wanted([queued('i-q'), late])).toBe(0);
  });

  it('stays dormant if it was told to', () => {
    expect(wanted([late], { intent: aDormancy() })).toBe(0);
  });
});
