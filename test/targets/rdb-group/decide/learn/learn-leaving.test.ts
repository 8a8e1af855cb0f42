import { describe, expect, it } from 'vitest';
import type { Report } from '../../../../../lib/targets/rdb-group/domain/node.ts';
import type { GroupLearned } from '../../../../../lib/targets/rdb-group/domain/state.ts';
import { NOTHING_LEARNED } from '../../../../../lib/targets/rdb-group/domain/state.ts';
import { MINUTE_MS } from '../../../../../lib/core/units.ts';
import { learn } from '../../../../../lib/targets/rdb-group/decide/learn/learn.ts';
import { aNode, aReport, NOW_MS } from '../../../../build/servers.ts';
import { aGroup } from '../../../../build/snapshot.ts';

const at = (minutes: number) => NOW_MS + minutes * MINUTE_MS;

/** One look at a node that is in service, or waits in its hook, and what it says. */
function look(
  learned: GroupLearned,
  minutes: number,
  stage: 'in-service' | 'terminating-wait',
  said: Partial<Report>,
): GroupLearned {
  const group = aGroup({ nodes: [aNode('a', { stage })] });
  return learn(
    learned,
    { group, reports: [aReport('a', { observedAtMs: at(minutes), ...said })] },
    at(minutes),
  );
}

const queuedBefore = look(NOTHING_LEARNED, 0, 'in-service', { queued: true });
/** It begins to wait at minute 1; a report's period begins a minute before it is observed. */
const waits = look(queuedBefore, 1, 'terminating-wait', { queued: true });

describe('that nodes leave the queue before they are ended', () => {
  it('is learned of one that waited in the queue, and in its hook says that it does no more', () => {
    expect(waits.queue.leftQueueAtMs).toBeUndefined();
    const left = look(waits, 2, 'terminating-wait', { queued: false });
    expect(left.queue.leftQueueAtMs).toBe(at(2));
    // Kept, once the node is gone.
    expect(learn(left, { group: aGroup(), reports: [] }, at(3)).queue.leftQueueAtMs).toBe(at(2));
  });

  it('is not learned of one that was not queued, has been live, or is in service', () => {
    const never = look(NOTHING_LEARNED, 0, 'in-service', { queued: false });
    const began = look(never, 1, 'terminating-wait', { queued: false });
    expect(look(began, 3, 'terminating-wait', { queued: false }).queue.leftQueueAtMs).toBeUndefined();
    const nowLive = look(waits, 2, 'terminating-wait', { live: true, rows: 3 });
    expect(look(nowLive, 3, 'terminating-wait', { queued: false }).queue.leftQueueAtMs).toBeUndefined();
    expect(look(queuedBefore, 2, 'in-service', { queued: false }).queue.leftQueueAtMs).toBeUndefined();
  });

  it('is not learned from an observation that began before its wait', () => {
    const early = look(waits, 2, 'terminating-wait', { queued: false, sampledFromMs: at(1) - 1 });
    expect(early.queue.leftQueueAtMs).toBeUndefined();
  });

  it.each([
    [61, true],
    [62, false],
  ])(
    'is unlearned when one still stands in the queue after an hour: at minute %d, kept %s',
    (minutes, kept) => {
      const known = { ...waits, queue: { ...waits.queue, leftQueueAtMs: 7 } };
      expect(look(known, minutes, 'terminating-wait', { queued: true }).queue.leftQueueAtMs).toBe(
        kept ? 7 : undefined,
      );
    },
  );
});

describe('what an empty node uses', () => {
  const said = (fields: Partial<Report>) =>
    look(NOTHING_LEARNED, 0, 'in-service', {
      queued: true,
      memory: { used: 9, total: 100, unit: 'bytes' },
      ...fields,
    }).emptyNode;

  it('is learned of one that holds nothing and never has, with its size', () => {
    expect(said({})).toEqual({ used: 9, total: 100 });
  });

  it('is not learned of a live, a full, a busy or a flushed one', () => {
    expect(said({ live: true })).toBeUndefined();
    expect(said({ rows: 1 })).toBeUndefined();
    expect(said({ busy: true })).toBeUndefined();
    const once = look(NOTHING_LEARNED, 0, 'in-service', { live: true, rows: 5 });
    expect(look(once, 1, 'in-service', { rows: 0, live: false }).emptyNode).toBeUndefined();
  });
});

describe('capacity that is missing', () => {
  const missing = (learned: GroupLearned, minutes: number, desiredCapacity: number) =>
    learn(learned, { group: aGroup({ nodes: [aNode('a')], desiredCapacity }), reports: [] }, at(minutes));

  it('is remembered since when, each; what comes is what was asked for first', () => {
    let learned = missing(NOTHING_LEARNED, 0, 2);
    learned = missing(learned, 5, 3);
    expect(learned.launches.missingSinceMs).toEqual([at(0), at(5)]);
    expect(missing(learned, 6, 2).launches.missingSinceMs).toEqual([at(5)]);
    expect(missing(learned, 6, 1).launches.missingSinceMs).toEqual([]);
  });
});
