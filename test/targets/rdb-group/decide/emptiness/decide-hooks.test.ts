import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../../../lib/core/units.ts';
import {
  aReport,
  flushed,
  lastHeardOf,
  live,
  NOW_MS,
  provedOnce,
  queued,
  rolled,
} from '../../../../build/servers.ts';
import type { Server, ServerOverrides } from '../../../../build/servers.ts';
import type { SnapshotParts } from '../../../../build/snapshot.ts';
import { anOpenWindow, aDormancy, aStream, HOOK, LEAVING, plan } from '../../../../build/snapshot.ts';

type Builder = (id: string, overrides?: ServerOverrides) => Server;

function waiting(build: Builder, waitedMs: number, overrides: ServerOverrides = {}): Server {
  return build('i-1', {
    ...overrides,
    node: { stage: 'terminating-wait' },
    learned: {
      ...overrides.learned,
      hook: { waitingSinceMs: NOW_MS - waitedMs, ...overrides.learned?.hook },
    },
  });
}
/** One that does not say whether it is queued. */
function unsaid(server: Server): Server {
  const { queued: _, ...report } = server.report ?? aReport(server.node.instanceId);
  return { ...server, report };
}
const retained = (build: Builder, overrides: ServerOverrides = {}) =>
  build('i-1', { ...overrides, node: { stage: 'retained' } });

const stepOf = (server: Server, parts: SnapshotParts = {}) => {
  const [step] = plan([live(), server], { hook: HOOK, ...parts }).hookSteps;
  return `${step?.step} ${step?.reason.code}`;
};

/** Somebody was flushed at the end of day, a minute ago. */
const FLUSHED = { queue: { flushedAtMs: NOW_MS - MINUTE_MS } };

describe('a node that waits in its terminating hook', () => {
  it.each([
    [MINUTE_MS - 1, 'heartbeat observed-too-early'],
    [MINUTE_MS, 'continue proved-in-hook'],
  ])('is let go on a report observed after its wait of %d ms began: %s', (waitedMs, step) => {
    expect(stepOf(waiting(flushed, waitedMs))).toBe(step);
  });

  it.each<[string, Builder, ServerOverrides]>([
    ['holds-rows', rolled, {}],
    ['busy', flushed, { report: { busy: true } }],
    ['live', flushed, { report: { live: true } }],
    ['still-queued', queued, {}],
  ])('is kept waiting: %s', (code, build, overrides) => {
    expect(stepOf(waiting(build, HOUR_MS, overrides))).toBe(`heartbeat ${code}`);
  });

  it('is kept waiting without a fresh report', () => {
    expect(stepOf(lastHeardOf(waiting(flushed, HOUR_MS), 3 * MINUTE_MS))).toBe('heartbeat no-fresh-report');
  });

  it('that waited in the queue is let go once it says, after the wait began, that it has left', () => {
    const said = (isQueued: boolean, waitedMs: number) =>
      stepOf(
        waiting(flushed, waitedMs, {
          report: { queued: isQueued },
          learned: { queue: { everQueued: true } },
        }),
      );
    expect(said(true, HOUR_MS)).toBe('heartbeat still-queued');
    // The period of the report began a minute ago.
    expect(said(false, MINUTE_MS - 1)).toBe('heartbeat observed-too-early');
    expect(said(false, MINUTE_MS)).toBe('continue proved-in-hook');
  });

  it('goes on waiting in the queue however quiet the stream: a roll by hand cannot be foreseen', () => {
    const servers = [live(10), waiting(queued, 3 * HOUR_MS)];
    const nodes = Object.fromEntries(servers.map((s) => [s.node.instanceId, s.learned]));
    const parts = { hook: HOOK, policy: LEAVING, learned: { nodes, stream: aStream(0) } };
    expect(plan(servers, parts).hookSteps[0]).toMatchObject({ reason: { code: 'still-queued' } });
    // Near the hook's limit it is retained, not let go.
    expect(stepOf(waiting(queued, 47 * HOUR_MS), { policy: LEAVING })).toBe('abandon retain');
  });

  it('and became live before it left the queue stays', () => {
    const nowLive = waiting(flushed, HOUR_MS, {
      report: { live: true },
      learned: { queue: { everQueued: true } },
    });
    expect(stepOf(nowLive)).toBe('heartbeat live');
  });

  it('may be live where the group is dormant, once it is idle', () => {
    const idle = waiting(flushed, 2 * HOUR_MS, {
      report: { live: true },
      learned: { last: { changedAtMs: NOW_MS - HOUR_MS }, turn: { liveSinceMs: NOW_MS - HOUR_MS } },
    });
    const stepBeside = (others: readonly Server[], minSize: number) => {
      const parts = { hook: HOOK, intent: aDormancy(), group: { minSize } };
      const [step] = plan([idle, ...others], parts).hookSteps;
      return `${step?.step} ${step?.reason.code}`;
    };
    expect(stepBeside([], 0)).toBe('continue proved-in-hook');
    // Where the minimum keeps a node for data, one live or queued node stays; and nobody may hold rows.
    expect(stepBeside([], 1)).toBe('heartbeat last-of-queue');
    expect(stepBeside([flushed('i-f')], 1)).toBe('heartbeat last-of-queue');
    expect(stepBeside([queued('i-q')], 1)).toBe('continue proved-in-hook');
    expect(stepBeside([queued('i-q'), rolled('i-r')], 1)).toBe('heartbeat live-goes-last');
  });

  it.each<[string, ServerOverrides, SnapshotParts, string]>([
    ['was never seen live', { learned: { turn: { everLive: false } } }, {}, 'heartbeat queue-unreported'],
    [
      'was seen live since its launch',
      { learned: { turn: { everLive: true } } },
      {},
      'continue proved-in-hook',
    ],
    [
      'was there at an end of day that empties the queue',
      { learned: { turn: { everLive: false } } },
      { policy: { queueEmptied: 'end-of-day' }, intent: anOpenWindow(MINUTE_MS), learned: FLUSHED },
      'continue proved-in-hook',
    ],
    [
      'was there at an end of day that has not come yet, as nobody was flushed',
      { learned: { turn: { everLive: false } } },
      { policy: { queueEmptied: 'end-of-day' }, intent: anOpenWindow(MINUTE_MS) },
      'heartbeat queue-unreported',
    ],
    [
      'came after an end of day that empties the queue',
      { learned: { turn: { everLive: false }, launch: { firstSeenAtMs: NOW_MS - MINUTE_MS } } },
      { policy: { queueEmptied: 'end-of-day' }, intent: anOpenWindow(2 * MINUTE_MS) },
      'heartbeat queue-unreported',
    ],
    [
      'was there at an end of day, of which nobody says that it empties the queue',
      { learned: { turn: { everLive: false } } },
      { intent: anOpenWindow(MINUTE_MS) },
      'heartbeat queue-unreported',
    ],
    [
      'reported before the end of day',
      { learned: { turn: { everLive: false } } },
      { policy: { queueEmptied: 'end-of-day' }, intent: anOpenWindow(MINUTE_MS - 1) },
      'heartbeat queue-unreported',
    ],
  ])('says nothing of its queue and %s', (_, overrides, parts, step) => {
    expect(stepOf(unsaid(waiting(flushed, HOUR_MS, overrides)), parts)).toBe(step);
  });

  it('is sent a heartbeat at once, and then each time half the time-out has passed', () => {
    const heartbeatAgo = (ms: number) =>
      waiting(rolled, 3 * HOUR_MS, { learned: { hook: { heartbeatAtMs: NOW_MS - ms } } });
    expect(stepOf(waiting(rolled, 0))).toContain('heartbeat');
    expect(stepOf(heartbeatAgo(HOUR_MS / 2 - 1))).toBe('wait holds-rows');
    expect(stepOf(heartbeatAgo(HOUR_MS / 2))).toBe('heartbeat holds-rows');
  });

  // A wait lasts 48 h, or 100 heartbeats' time; it is given up after nine tenths.
  it.each([
    [43.2 * HOUR_MS - 1, HOUR_MS, 'heartbeat'],
    [43.2 * HOUR_MS, HOUR_MS, 'abandon'],
    [90 * MINUTE_MS - 1, MINUTE_MS, 'heartbeat'],
    [90 * MINUTE_MS, MINUTE_MS, 'abandon'],
  ])('after %d ms with a time-out of %d ms: %s', (waitedMs, heartbeatTimeoutMs, step) => {
    const hook = { ...HOOK, heartbeatTimeoutMs };
    expect(stepOf(waiting(rolled, waitedMs), { hook })).toContain(step);
  });

  it('is never abandoned where the group does not retain: that would terminate it', () => {
    const parts = { group: { retainsOnAbandon: false } };
    expect(stepOf(waiting(rolled, 47 * HOUR_MS), parts)).toBe('heartbeat holds-rows');
  });

  it('is let go, not abandoned, if it is proved at the last moment', () => {
    expect(stepOf(waiting(flushed, 47 * HOUR_MS))).toBe('continue proved-in-hook');
  });

  it('is kept waiting while the group is paused, proved or not', () => {
    const policy = { pauseUntilMs: NOW_MS + 1 };
    expect(stepOf(waiting(flushed, HOUR_MS), { policy })).toBe('heartbeat paused');
    // Not even near the hook's limit is it given up.
    expect(stepOf(waiting(rolled, 47 * HOUR_MS), { policy })).toBe('heartbeat holds-rows');
  });

  it('waits, where its hook could not be found', () => {
    const { hookSteps } = plan([live(), waiting(rolled, HOUR_MS)]);
    expect(hookSteps).toMatchObject([{ step: 'wait' }]);
  });
});

describe('a retained node', () => {
  it('is ended on two proofs', () => {
    expect(stepOf(retained(flushed))).toBe('wait awaiting-second-proof');
    expect(stepOf(provedOnce(retained(flushed)))).toBe('end-retained retained-empty');
  });

  it('is not ended by the same observation twice', () => {
    expect(stepOf(provedOnce(retained(flushed), 0))).toBe('wait awaiting-second-proof');
  });

  it.each<[string, Builder, ServerOverrides]>([
    ['holds-rows', rolled, {}],
    ['busy', flushed, { report: { busy: true } }],
    ['live', flushed, { report: { live: true } }],
    ['still-queued', queued, {}],
  ])('stays, and leaves no proof: %s', (code, build, overrides) => {
    const server = provedOnce(retained(build, overrides));
    expect(stepOf(server)).toBe(`wait ${code}`);
    expect(plan([live(), server]).proved).toEqual([]);
  });

  it('is ended only once it has left the queue, however long it is retained', () => {
    const old = {
      learned: { queue: { everQueued: true }, launch: { firstSeenAtMs: NOW_MS - 90 * 24 * HOUR_MS } },
    };
    expect(stepOf(provedOnce(retained(queued, old)))).toBe('wait still-queued');
    expect(stepOf(provedOnce(unsaid(retained(flushed, { learned: { turn: { everLive: false } } }))))).toBe(
      'wait queue-unreported',
    );
    expect(stepOf(provedOnce(retained(flushed, old)))).toBe('end-retained retained-empty');
  });

  it('stays while the group is paused', () => {
    expect(stepOf(provedOnce(retained(flushed)), { policy: { pauseUntilMs: NOW_MS + 1 } })).toContain('wait');
  });

  it('is named, counts neither as active nor as a spare, and may still be live', () => {
    const { assessed } = plan([live(90, { node: { instanceId: 'i-1', stage: 'retained' } })]);
    expect(assessed).toMatchObject({
      retained: ['i-1'],
      roles: { 'i-1': 'live' },
      sparesHave: 0,
      sparesWanted: 1,
    });
  });
});
