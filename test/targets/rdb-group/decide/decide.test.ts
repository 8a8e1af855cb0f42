import { describe, expect, it } from 'vitest';
import { booting, live, NOW_MS, queued, rolled } from '../../../build/servers.ts';
import { aStream, plan } from '../../../build/snapshot.ts';

describe('a late roll', () => {
  it.each([
    [79.9, undefined],
    [80, 'i-live'],
    [95, 'i-live'],
  ])('at %d %% without a spare ready: %s', (usedPercent, lateRoll) => {
    expect(plan([live(usedPercent)]).assessed.lateRoll).toBe(lateRoll);
  });

  it('is one although a spare is booting, and none with one in the queue', () => {
    expect(plan([live(80), booting('i-b')]).assessed.lateRoll).toBe('i-live');
    expect(plan([live(80), queued('i-q')]).assessed.lateRoll).toBeUndefined();
  });

  it('is said once', () => {
    expect(plan([live(80, { learned: { turn: { rolledLate: true } } })]).assessed.lateRoll).toBeUndefined();
  });
});

describe('what was assessed', () => {
  it('tells the time until the live node rolls at the stream’s own rate', () => {
    const server = live(40);
    const learned = (percentPerMinute: number) => ({
      nodes: { 'i-live': server.learned },
      stream: aStream(percentPerMinute),
    });
    expect(plan([server], { learned: learned(2) }).assessed.timeToRollMs).toBe(20 * 60_000);
    expect(plan([server], { learned: learned(0) }).assessed.timeToRollMs).toBeNull();
    expect(plan([server]).assessed.timeToRollMs).toBeNull();
  });

  it('is there for a group without any node', () => {
    expect(plan([])).toMatchObject({ kind: 'hold', assessed: { roles: {}, sparesHave: 0, sparesWanted: 0 } });
    expect(plan([]).nextLookAtMs).toBe(NOW_MS + 20_000);
  });

  it('holds where the live node says nothing of its memory', () => {
    const server = live(40);
    const { memory: _, ...report } = server.report ?? {};
    const made = plan([{ ...server, report: report as never }, rolled('i-r')]);
    expect(made.kind).toBe('hold');
  });
});
