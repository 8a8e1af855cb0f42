import { describe, expect, it } from 'vitest';
import type { Report } from '../../../lib/domain/node.ts';
import type { GroupMemory } from '../../../lib/domain/state.ts';
import { EMPTY_MEMORY } from '../../../lib/domain/state.ts';
import { MINUTE_MS } from '../../../lib/domain/units.ts';
import { learn } from '../../../lib/decide/memory/learn.ts';
import { aNode, aReport, NOW_MS } from '../../build/servers.ts';
import { aGroup } from '../../build/snapshot.ts';

const at = (minutes: number) => NOW_MS + minutes * MINUTE_MS;

/** One look at a node that is in service, or waits in its hook, and what it says. */
function look(
  memory: GroupMemory,
  minutes: number,
  stage: 'in-service' | 'terminating-wait',
  said: Partial<Report>,
): GroupMemory {
  const group = aGroup({ nodes: [aNode('a', { stage })] });
  return learn(
    memory,
    { group, reports: [aReport('a', { observedAtMs: at(minutes), ...said })] },
    at(minutes),
  );
}

const queuedBefore = look(EMPTY_MEMORY, 0, 'in-service', { queued: true });
/** It begins to wait at minute 1; a report's period begins a minute before it is observed. */
const waits = look(queuedBefore, 1, 'terminating-wait', { queued: true });

describe('that nodes leave the queue before they are ended', () => {
  it('is learned of one that waited in the queue, and in its hook says that it does no more', () => {
    expect(waits.leftQueueAtMs).toBeUndefined();
    const left = look(waits, 2, 'terminating-wait', { queued: false });
    expect(left.leftQueueAtMs).toBe(at(2));
    // Kept, once the node is gone.
    expect(learn(left, { group: aGroup(), reports: [] }, at(3)).leftQueueAtMs).toBe(at(2));
  });

  it('is not learned of one that was not queued, has been live, or is in service', () => {
    const never = look(EMPTY_MEMORY, 0, 'in-service', { queued: false });
    const began = look(never, 1, 'terminating-wait', { queued: false });
    expect(look(began, 3, 'terminating-wait', { queued: false }).leftQueueAtMs).toBeUndefined();
    const nowLive = look(waits, 2, 'terminating-wait', { live: true, rows: 3 });
    expect(look(nowLive, 3, 'terminating-wait', { queued: false }).leftQueueAtMs).toBeUndefined();
    expect(look(queuedBefore, 2, 'in-service', { queued: false }).leftQueueAtMs).toBeUndefined();
  });

  it('is not learned from an observation that began before its wait', () => {
    const early = look(waits, 2, 'terminating-wait', { queued: false, sampledFromMs: at(1) - 1 });
    expect(early.leftQueueAtMs).toBeUndefined();
  });

  it.each([
    [61, true],
    [62, false],
  ])(
    'is unlearned when one still stands in the queue after an hour: at minute %d, kept %s',
    (minutes, kept) => {
      const known = { ...waits, leftQueueAtMs: 7 };
      expect(look(known, minutes, 'terminating-wait', { queued: true }).leftQueueAtMs).toBe(
        kept ? 7 : undefined,
      );
    },
  );
});

describe('what an empty node uses', () => {
  const said = (fields: Partial<Report>) =>
    look(EMPTY_MEMORY, 0, 'in-service', {
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
    const once = look(EMPTY_MEMORY, 0, 'in-service', { live: true, rows: 5 });
    expect(look(once, 1, 'in-service', { rows: 0, live: false }).emptyNode).toBeUndefined();
  });
});

describe('capacity that is missing', () => {
  const missing = (memory: GroupMemory, minutes: number, desiredCapacity: number) =>
    learn(memory, { group: aGroup({ nodes: [aNode('a')], desiredCapacity }), reports: [] }, at(minutes));

  it('is remembered since when, each; what comes is what was asked for first', () => {
    let memory = missing(EMPTY_MEMORY, 0, 2);
    memory = missing(memory, 5, 3);
    expect(memory.missingSinceMs).toEqual([at(0), at(5)]);
    expect(missing(memory, 6, 2).missingSinceMs).toEqual([at(5)]);
    expect(missing(memory, 6, 1).missingSinceMs).toEqual([]);
  });
});
