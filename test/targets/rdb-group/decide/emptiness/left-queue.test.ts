import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../../../lib/targets/rdb-group/domain/plan.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../../../lib/core/units.ts';
import { decide } from '../../../../../lib/targets/rdb-group/decide/decide.ts';
import type { Server } from '../../../../build/servers.ts';
import {
  aReport,
  flushed,
  lastHeardOf,
  live,
  NOW_MS,
  provedOnce,
  queued,
  withKnown,
} from '../../../../build/servers.ts';
import type { SnapshotParts } from '../../../../build/snapshot.ts';
import {
  anOpenWindow,
  aPolicy,
  aSnapshot,
  aStream,
  HOOK,
  LEAVING,
  plan,
} from '../../../../build/snapshot.ts';

/** Whether, and why not, a surplus node beside a quiet live one is retired. */
function decided(server: Server, parts: SnapshotParts = {}): Plan {
  const servers = [live(10), provedOnce(server)];
  const nodes = Object.fromEntries(servers.map((s) => [s.node.instanceId, s.learned]));
  return plan(servers, {
    policy: LEAVING,
    hook: HOOK,
    ...parts,
    learned: { nodes, stream: aStream(0), ...parts.learned },
  });
}

const said = (made: Plan) => (made.kind === 'retire' ? 'retire' : String(made.reason.operands['codes']));
const notLeaving = { ...LEAVING, leavesQueue: false };

describe('a queued node is retired', () => {
  it('where it can leave the queue: into our hook, retained, and its owner says that it leaves', () => {
    expect(decided(queued('i-q'))).toMatchObject({ kind: 'retire', instanceId: 'i-q' });
  });

  it('where nodes of its group were seen to leave the queue', () => {
    expect(
      said(decided(queued('i-q'), { policy: notLeaving, learned: { queue: { leftQueueAtMs: 1 } } })),
    ).toBe('retire');
  });

  it.each<[string, SnapshotParts]>([
    ['no-hook', { hook: undefined as never }],
    ['not-retained', { group: { retainsOnAbandon: false } }],
    ['not-retained', { hook: { ...HOOK, defaultResult: 'CONTINUE' } }],
    ['does-not-leave-queue', { policy: notLeaving }],
  ])('not elsewhere: %s', (code, parts) => {
    const made = decided(queued('i-q'), parts);
    expect(said(made)).toBe(code);
    expect(made.proved).toEqual([]);
    expect(made.assessed.heldUnproven).toEqual(['i-q']);
  });

  it('and a flushed node needs none of that', () => {
    const bare = { hook: undefined as never, group: { retainsOnAbandon: false }, policy: notLeaving };
    expect(said(decided(flushed('i-f'), bare))).toBe('retire');
  });

  it('and says, where it is kept, what to install', () => {
    expect(decided(queued('i-q'), { policy: notLeaving }).reason.text).toContain(
      'spillway:leaves-queue = true',
    );
    const { hook: _, ...noHook } = { hook: HOOK };
    expect(decided(queued('i-q'), { ...noHook, hook: undefined as never }).reason.text).toContain(
      'spillway adopt',
    );
  });
});

describe('a node that does not say whether it is queued', () => {
  const unsaid = (everLive: boolean, bornAgoMs = 4 * HOUR_MS): Server => {
    const learned = { turn: { everLive }, launch: { firstSeenAtMs: NOW_MS - bornAgoMs } };
    const server = flushed('i-f', { learned });
    const { queued: _, ...report } = server.report ?? aReport('i-f');
    return { ...server, report };
  };
  const emptied = { ...LEAVING, queueEmptied: 'end-of-day' } as const;

  it('is retired once it was seen live, with rows, since its launch: a claim to be live may be mistaken', () => {
    expect(said(decided(unsaid(true)))).toBe('retire');
    expect(said(decided(unsaid(false)))).toBe('queue-unreported');
    const claimed = unsaid(true);
    const learned = withKnown(claimed.learned, { turn: { everFilled: false } });
    expect(said(decided({ ...claimed, learned }))).toBe('queue-unreported');
  });

  it('names both ways out', () => {
    const { text } = decided(unsaid(false)).reason;
    expect(text).toContain('let it report Queued');
    expect(text).toContain('spillway:queue-emptied = end-of-day');
  });

  it.each([
    // It reports a minute after it came. One that still boots at the end of day joins the queue after it.
    [HOUR_MS + MINUTE_MS + 1, 'retire'],
    [HOUR_MS + MINUTE_MS, 'hold'],
    [HOUR_MS - 1, 'hold'],
  ])(
    'is retired if it came %d ms ago, and so was there at an end of day that empties the queue: %s',
    (agoMs, kind) => {
      const intent = anOpenWindow(HOUR_MS);
      const flushedAgo = (ms: number) => ({
        policy: emptied,
        intent,
        learned: { queue: { flushedAtMs: NOW_MS - ms } },
      });
      expect(decided(unsaid(false, agoMs), flushedAgo(HOUR_MS)).kind).toBe(kind);
      // The day has not ended: nobody was flushed since it should have.
      expect(decided(unsaid(false, agoMs), flushedAgo(HOUR_MS + 1)).kind).toBe('hold');
      expect(decided(unsaid(false, agoMs), { policy: emptied, intent }).kind).toBe('hold');
      const withoutWord = { ...flushedAgo(HOUR_MS), policy: LEAVING };
      expect(said(decided(unsaid(false, agoMs), withoutWord))).not.toBe('retire');
    },
  );
});

describe('a node that says it is not queued', () => {
  // The lead time in these tests is three minutes, so a node may take six to join.
  it.each([
    [6 * MINUTE_MS, 'joining'],
    [6 * MINUTE_MS + 1, 'retire'],
  ])('and never was may still be about to join, %d ms after it came: %s', (agoMs, outcome) => {
    const learned = { turn: { everLive: false }, launch: { firstSeenAtMs: NOW_MS - agoMs } };
    // Retained and waiting nodes are judged alike, and need no surplus.
    const waiting = { stage: 'terminating-wait' } as const;
    const server = flushed('i-f', {
      node: waiting,
      learned: { ...learned, hook: { waitingSinceMs: NOW_MS - agoMs } },
    });
    const { hookSteps } = decided(server);
    expect(hookSteps[0]?.reason.code).toBe(outcome === 'retire' ? 'proved-in-hook' : outcome);
  });

  it.each([{ turn: { everLive: true } }, { turn: { everLive: false }, queue: { everQueued: true } }])(
    'and was %j has left it, however young',
    (known) => {
      const learned = {
        launch: { firstSeenAtMs: NOW_MS - MINUTE_MS },
        hook: { waitingSinceMs: NOW_MS - MINUTE_MS },
        ...known,
      };
      const server = flushed('i-f', { node: { stage: 'terminating-wait' }, learned });
      expect(decided(server).hookSteps[0]?.reason.code).toBe('proved-in-hook');
    },
  );
});

describe('the turn is not spent on a node that is to go', () => {
  /** An operator asks for one node: the rest of an hour after a scale-out is another rule's. */
  const asked = (percentPerMinute: number | undefined, reportAgeMs = 0, hook = HOOK) => {
    const servers = [live(40), lastHeardOf(provedOnce(queued('i-q'), 10 * MINUTE_MS), reportAgeMs)];
    const nodes = Object.fromEntries(servers.map((s) => [s.node.instanceId, s.learned]));
    const stream = percentPerMinute !== undefined && { stream: aStream(percentPerMinute) };
    const policy = aPolicy({ ...LEAVING, kind: 'threshold', scaleThresholdPercent: 79 });
    const snapshot = aSnapshot(servers, { hook, learned: { nodes, ...stream } });
    return said(decide(snapshot, policy, NOW_MS, { operatorTarget: 1 }));
  };

  it.each([
    // 40 % of room at three times the rate, within two minutes and the report's age.
    [(40 / 2 / 3) * 0.999, 0, 'retire'],
    [(40 / 2 / 3) * 1.001, 0, 'roll-near'],
    [(40 / 3 / 3) * 1.001, MINUTE_MS, 'roll-near'],
    [(40 / 3 / 3) * 0.999, MINUTE_MS, 'retire'],
  ])('at %d %% a minute and a report %d ms old: %s', (rate, ageMs, outcome) => {
    expect(asked(rate, ageMs)).toBe(outcome);
  });

  it('while nothing arrives it may go, and where the rate is not known it stays', () => {
    expect(asked(0)).toBe('retire');
    expect(asked(undefined)).toBe('roll-unknown');
  });

  it('with a report that is too old it is not proved at all', () => {
    expect(asked(0, 151 * SECOND_MS)).not.toBe('retire');
  });
});
