import { describe, expect, it } from 'vitest';
import { learnReport } from '../../../../../lib/targets/rdb-group/decide/learn/learn-report.ts';
import type { Report } from '../../../../../lib/targets/rdb-group/domain/node.ts';
import type { NodeLearned } from '../../../../../lib/targets/rdb-group/domain/learned/node-learned.ts';
import { MINUTE_MS, SECOND_MS } from '../../../../../lib/core/units.ts';
import { aReport, live, NOW_MS, withKnown, type Server } from '../../../../build/servers.ts';
import { CONTINUOUS, plan } from '../../../../build/snapshot.ts';

const BEFORE: NodeLearned = {
  launch: { firstSeenAtMs: NOW_MS - 600 * MINUTE_MS },
  turn: { everLive: true, everFilled: true },
  last: { rows: 0, observedAtMs: NOW_MS },
};

/** A report that says nothing of the queue. */
function after(silentMs: number, overrides: Partial<Report> = {}): Report {
  const { queued: _, ...rest } = aReport('i-1', { rows: 0, live: false, observedAtMs: NOW_MS + silentMs });
  return { ...rest, ...overrides };
}

describe('a node that was live, says nothing of its queue, and comes back empty from a silence', () => {
  const learned = learnReport(BEFORE, after(151 * SECOND_MS));

  it('may have come back into the queue', () => {
    expect(learned.queue?.mayHaveRejoined).toBe(true);
    expect(learnReport(learned, after(4 * MINUTE_MS)).queue?.mayHaveRejoined).toBe(true);
  });

  it.each([
    ['it was not silent for longer than a report counts', after(150 * SECOND_MS)],
    ['it says that it does not wait in the queue', after(10 * MINUTE_MS, { queued: false })],
    ['it still holds rows', after(10 * MINUTE_MS, { rows: 7 })],
    ['it is live', after(10 * MINUTE_MS, { live: true })],
  ])('unless %s', (_, report) => {
    expect(learnReport(BEFORE, report)).not.toHaveProperty('queue.mayHaveRejoined');
  });

  it('has had its turn once it was live again', () => {
    const liveAgain = learnReport(learned, after(4 * MINUTE_MS, { live: true }));
    expect(liveAgain).not.toHaveProperty('queue.mayHaveRejoined');
  });

  it('is neither retired nor counted as a spare: nobody knows', () => {
    const report = after(-MINUTE_MS);
    const server = (learned: NodeLearned): Server => ({
      ...live(),
      node: { ...live().node, instanceId: 'i-1' },
      report,
      learned: withKnown(learned, { last: { observedAtMs: report.observedAtMs, changedAtMs: 0 } }),
    });
    const decided = plan([live(10), server(learned)], { policy: CONTINUOUS, group: { minSize: 1 } });
    expect(decided.assessed).toMatchObject({ sparesHave: 0, roles: { 'i-1': 'flushed' } });
    expect(decided).toMatchObject({ kind: 'hold', reason: { code: 'unproved' } });
    expect(decided.reason.text).toContain('may still wait in the queue');
    // One that was there all the time is on its way out.
    const stayed = plan([live(10), server(BEFORE)], { policy: CONTINUOUS, group: { minSize: 1 } });
    expect(stayed.reason.code).not.toBe('unproved');
  });
});

describe('a node that counts its updates from the start again', () => {
  it('has begun anew: that it was live, or queued, before says nothing', () => {
    const before = withKnown(BEFORE, { queue: { everQueued: true }, last: { updates: 900 } });
    const learned = learnReport(before, after(MINUTE_MS, { updates: 3, queued: false }));
    expect(learned).not.toHaveProperty('turn.everLive');
    expect(learned).not.toHaveProperty('queue.everQueued');
    expect(learnReport(before, after(MINUTE_MS, { updates: 901 }))).toMatchObject({
      turn: { everLive: true },
    });
  });
});
