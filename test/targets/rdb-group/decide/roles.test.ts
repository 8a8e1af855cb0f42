import { describe, expect, it } from 'vitest';
import type { Node, Report } from '../../../../lib/targets/rdb-group/domain/node.ts';
import { MINUTE_MS, SECOND_MS } from '../../../../lib/core/units.ts';
import { assignRoles } from '../../../../lib/targets/rdb-group/decide/roles.ts';
import type { KnownParts, Server } from '../../../build/servers.ts';
import {
  aServer,
  booting,
  flushed,
  lastHeardOf,
  live,
  NOW_MS,
  queued,
  rolled,
  withKnown,
} from '../../../build/servers.ts';
import {
  anOpenWindow,
  aPolicy,
  aSnapshot,
  aStream,
  plan,
  type LearnedParts,
} from '../../../build/snapshot.ts';

const rolesOf = (servers: readonly Server[], parts = {}) => plan(servers, parts).assessed.roles;

/** A server of which only memory is known. */
function memoryOnly(id: string, used: number, grewAgoMs?: number): Server {
  const report: Report = {
    instanceId: id,
    source: 'cloudwatch',
    observedAtMs: NOW_MS,
    sampledFromMs: NOW_MS - MINUTE_MS,
    memory: { used, total: 100, unit: 'percent' },
  };
  return {
    ...aServer(id),
    report,
    learned: {
      launch: { firstSeenAtMs: 1 },
      last: { observedAtMs: NOW_MS },
      memory: {
        used,
        baseline: 5,
        ...(grewAgoMs !== undefined && { grewAtMs: NOW_MS - grewAgoMs }),
      },
    },
  };
}

describe('a node that reports in full', () => {
  it('has the role it claims', () => {
    expect(rolesOf([live(), queued('i-q'), rolled('i-r'), flushed('i-f'), booting('i-b')])).toEqual({
      'i-live': 'live',
      'i-q': 'queued',
      'i-r': 'rolled',
      'i-f': 'flushed',
      'i-b': 'unknown',
    });
  });

  it.each([
    [150 * SECOND_MS, 'queued'],
    [150 * SECOND_MS + 1, 'unknown'],
  ])('and was last heard of %d ms ago is %s', (agoMs, role) => {
    expect(rolesOf([live(), lastHeardOf(queued('i-q'), agoMs)])['i-q']).toBe(role);
  });

  it.each([
    [30 * SECOND_MS, 'queued'],
    [30 * SECOND_MS + 1, 'unknown'],
  ])('and was probed %d ms ago is %s', (agoMs, role) => {
    const probed = queued('i-q', { report: { source: 'probe' } });
    expect(rolesOf([live(), lastHeardOf(probed, agoMs)])['i-q']).toBe(role);
  });

  it.each([
    [5 * SECOND_MS, 'queued'],
    [5 * SECOND_MS + 1, 'unknown'],
  ])('from %d ms in the future is %s', (aheadMs, role) => {
    expect(rolesOf([live(), lastHeardOf(queued('i-q'), -aheadMs)])['i-q']).toBe(role);
  });

  it('keeps its role while it waits in a hook or is retained, and has none once it terminates', () => {
    const at = (stage: 'terminating' | 'terminating-wait' | 'retained') =>
      rolesOf([live(40, { node: { instanceId: 'i-1', stage } })])['i-1'];
    expect(at('terminating-wait')).toBe('live');
    expect(at('retained')).toBe('live');
    expect(at('terminating')).toBeUndefined();
  });
});

describe('a node that says nothing of its queue', () => {
  const silentOfQueue = (learned: KnownParts = {}) => {
    const { report, ...server } = aServer('i-1', { learned });
    const { queued: _, ...rest } = report as Report;
    return { ...server, report: rest };
  };
  const endOfDayMs = NOW_MS - 60 * MINUTE_MS;
  const roleOf = (known: KnownParts) =>
    rolesOf([live(), silentOfQueue(known)], { intent: anOpenWindow() })['i-1'];

  it('is queued if empty, never live, and launched after the last end of day', () => {
    expect(roleOf({ launch: { launchedAtMs: endOfDayMs + 1 } })).toBe('queued');
  });

  it('is flushed if it was launched before or at the last end of day', () => {
    expect(roleOf({ launch: { launchedAtMs: endOfDayMs } })).toBe('flushed');
    expect(roleOf({ launch: { launchedAtMs: endOfDayMs - 1 } })).toBe('flushed');
  });

  it('is flushed if it was ever live', () => {
    expect(roleOf({ launch: { launchedAtMs: endOfDayMs + 1 }, turn: { everLive: true } })).toBe('flushed');
    expect(roleOf({ launch: { launchedAtMs: endOfDayMs + 1 }, turn: { unseen: true } })).toBe('flushed');
  });

  it('is flushed if it was there when a day ended of which nobody was told, where that empties the queue', () => {
    const [told, flushedAtMs] = [NOW_MS - 25 * 60 * MINUTE_MS, NOW_MS - 20 * MINUTE_MS];
    const roleAt = (launchedAtMs: number, given: { toldAtMs?: number; says?: 'end-of-day' } = {}) => {
      const { toldAtMs = told, says } = given;
      return rolesOf([live(), silentOfQueue({ launch: { launchedAtMs } })], {
        intent: { scheduledAtMs: toldAtMs, lastEndOfDayMs: toldAtMs },
        learned: { queue: { flushedAtMs } },
        ...(says && { policy: { queueEmptied: says } }),
      })['i-1'];
    };
    const tagged = { says: 'end-of-day' } as const;
    expect(roleAt(flushedAtMs - 1, tagged)).toBe('flushed');
    expect(roleAt(flushedAtMs, tagged)).toBe('queued');
    expect(roleAt(flushedAtMs - 1)).toBe('queued');
    // Of a day of which it was told, those that were launched since its end wait, whoever is flushed later.
    const today = flushedAtMs - 12 * 60 * MINUTE_MS + 1;
    expect(roleAt(flushedAtMs - 1, { ...tagged, toldAtMs: today })).toBe('queued');
    expect(roleAt(flushedAtMs - 1, { ...tagged, toldAtMs: today - 1 })).toBe('flushed');
  });

  it('is not relied upon if it came between an end of day that was told and the flush: the day may have ended later', () => {
    const [toldAtMs, flushedAtMs] = [NOW_MS - 150 * MINUTE_MS, NOW_MS - 20 * MINUTE_MS];
    const planAt = (
      launchedAtMs: number,
      usedPercent: number,
      says?: 'end-of-day',
      stage: Node['stage'] = 'in-service',
    ) => {
      const spare = silentOfQueue({ launch: { launchedAtMs } });
      return plan([live(usedPercent), { ...spare, node: { ...spare.node, stage } }], {
        intent: { scheduledAtMs: toldAtMs, lastEndOfDayMs: toldAtMs },
        learned: { queue: { flushedAtMs: NOW_MS, flushedSinceMs: flushedAtMs } },
        policy: { kind: 'threshold', sparesMin: 1, ...(says && { queueEmptied: says }) },
      });
    };
    const doubted = planAt(flushedAtMs - 1, 78, 'end-of-day');
    expect(doubted).toMatchObject({
      kind: 'scale-out',
      desiredCapacity: 3,
      reason: { code: 'scale-threshold', operands: { doubted: ['i-1'] } },
    });
    expect(doubted.reason.text).toContain('i-1 may not wait in the queue any more');
    expect(doubted.assessed.roles['i-1']).toBe('queued');
    // Not while no roll is near; nor one that came after the flush, says where it is, or is of a group that keeps its queue.
    expect(planAt(flushedAtMs - 1, 20, 'end-of-day').kind).toBe('hold');
    expect(planAt(flushedAtMs, 78, 'end-of-day').kind).toBe('hold');
    expect(planAt(flushedAtMs - 1, 78).kind).toBe('hold');
    // Nor does one that is not in service ask for more than the one that is wanted.
    const leaving = planAt(flushedAtMs - 1, 78, 'end-of-day', 'terminating-wait');
    expect(leaving).toMatchObject({ kind: 'scale-out', assessed: { sparesWanted: 1 } });
  });

  it('is not relied upon if the live node was flushed while it was there: a day may have ended that nobody saw', () => {
    const flushedAtMs = NOW_MS - 20 * MINUTE_MS;
    const planAt = (launchedAtMs: number, says?: 'end-of-day') =>
      plan([live(78), silentOfQueue({ launch: { launchedAtMs, firstSeenAtMs: launchedAtMs } })], {
        learned: { queue: { liveFlushedAtMs: flushedAtMs }, looks: { watchedSinceMs: 1 } },
        policy: { kind: 'threshold', sparesMin: 1, ...(says && { queueEmptied: says }) },
      });
    expect(planAt(flushedAtMs - 1, 'end-of-day')).toMatchObject({
      kind: 'scale-out',
      desiredCapacity: 3,
      reason: { operands: { doubted: ['i-1'] } },
      assessed: { roles: { 'i-1': 'queued' } },
    });
    expect(planAt(flushedAtMs, 'end-of-day').kind).toBe('hold');
    expect(planAt(flushedAtMs - 1).kind).toBe('hold');
  });

  it('is not relied upon if one that was launched after it had reported is live: a queue is served in order', () => {
    const reportedAtMs = NOW_MS - 40 * MINUTE_MS;
    const planAt = (liveLaunchedAtMs: number, queued?: boolean) => {
      const spare = silentOfQueue({ launch: { firstSeenAtMs: 2, firstReportAtMs: reportedAtMs } });
      const said = { ...spare, report: { ...spare.report, ...(queued !== undefined && { queued }) } };
      const young = live(78, { learned: { launch: { launchedAtMs: liveLaunchedAtMs, firstSeenAtMs: 2 } } });
      return plan([young, said], {
        learned: { looks: { watchedSinceMs: 1 } },
        policy: { kind: 'threshold', sparesMin: 1 },
      });
    };
    expect(planAt(reportedAtMs + 1)).toMatchObject({
      kind: 'scale-out',
      desiredCapacity: 3,
      reason: { operands: { doubted: ['i-1'] } },
      assessed: { roles: { 'i-1': 'queued' } },
    });
    expect(planAt(reportedAtMs).kind).toBe('hold');
    expect(planAt(reportedAtMs + 1, true).kind).toBe('hold');
  });

  it('counts from when it was first seen where its launch is not known', () => {
    expect(roleOf({ launch: { firstSeenAtMs: endOfDayMs + 1 } })).toBe('queued');
    expect(roleOf({ launch: { firstSeenAtMs: endOfDayMs } })).toBe('flushed');
  });
});

describe('two nodes that claim to be live', () => {
  const old = live(81, {
    node: { instanceId: 'i-old' },
    learned: { turn: { liveSinceMs: NOW_MS - 60 * MINUTE_MS } },
  });
  const young = live(6, { node: { instanceId: 'i-new' }, learned: { turn: { liveSinceMs: NOW_MS } } });

  it('are a roll at first: the later one is live, the other rolled', () => {
    const { assessed } = plan([old, young]);
    expect(assessed.twoLive).toBe(false);
    expect(assessed.roles).toMatchObject({ 'i-new': 'live', 'i-old': 'rolled' });
  });

  it.each([
    [MINUTE_MS - 1, false],
    [MINUTE_MS, true],
    [MINUTE_MS + 1, true],
  ])('whose claims were first seen together %d ms before their reports contradict: %s', (agoMs, twoLive) => {
    const since = { claims: { twoLiveSinceMs: NOW_MS - agoMs } };
    expect(plan([old, young], { learned: withNodes([old, young], since) }).assessed.twoLive).toBe(twoLive);
  });

  it('for longer than a roll are both live, and the fuller one decides', () => {
    const learned = withNodes([old, young], { claims: { twoLiveSinceMs: NOW_MS - 2 * MINUTE_MS } });
    const made = plan([old, young], { learned });
    expect(made.assessed.roles).toEqual({ 'i-old': 'live', 'i-new': 'live' });
    expect(made).toMatchObject({ kind: 'scale-out', reason: { operands: { usedPercent: 81 } } });
  });

  it('do not contradict by one old report: both must have claimed it since', () => {
    const stale = lastHeardOf(old, 2 * MINUTE_MS);
    const learned = withNodes([stale, young], { claims: { twoLiveSinceMs: NOW_MS - 2 * MINUTE_MS } });
    expect(plan([stale, young], { learned }).assessed.twoLive).toBe(false);
  });

  it('are refused as a basis for scale-in', () => {
    const servers = [old, young, flushed('i-f')];
    const learned = withNodes(servers, { claims: { twoLiveSinceMs: NOW_MS - 2 * MINUTE_MS } });
    const made = plan(servers, { learned, policy: { scaleIn: 'continuous' }, group: { maxSize: 3 } });
    expect(made.considered.map((r) => r.code)).toContain('two-live');
  });

  function withNodes(servers: readonly Server[], known: LearnedParts) {
    return { nodes: Object.fromEntries(servers.map((s) => [s.node.instanceId, s.learned])), ...known };
  }
});

describe('nodes that report memory alone', () => {
  it('are live by the latest growth, queued near the baseline, else rolled', () => {
    const servers = [
      memoryOnly('i-full', 80, 60 * MINUTE_MS),
      memoryOnly('i-live', 30, MINUTE_MS),
      memoryOnly('i-spare', 6),
    ];
    expect(rolesOf(servers)).toEqual({ 'i-full': 'rolled', 'i-live': 'live', 'i-spare': 'queued' });
  });

  it('are live from their first report on where they came while we watched, and not empty: they read the log of a lost one', () => {
    const others = [memoryOnly('i-full', 80, 60 * MINUTE_MS), memoryOnly('i-empty', 5)];
    const cameFull = (agoMs: number, baseline: number, firstSeenAtMs = 10) => {
      const server = memoryOnly('i-new', 100);
      const firstReportAtMs = NOW_MS - agoMs;
      const known = { launch: { firstSeenAtMs, firstReportAtMs }, memory: { baseline } };
      return { ...server, learned: withKnown(server.learned, known) };
    };
    const roleOf = (server: Server) =>
      rolesOf([...others, server], { learned: { looks: { watchedSinceMs: 9 } } })['i-new'];
    expect(roleOf(cameFull(59 * MINUTE_MS, 100))).toBe('live');
    expect(roleOf(cameFull(59 * MINUTE_MS, 10.1))).toBe('live');
    expect(roleOf(cameFull(59 * MINUTE_MS, 10))).toBe('rolled');
    // Another has grown since; or it was there before we watched, and may have rolled long ago.
    expect(roleOf(cameFull(61 * MINUTE_MS, 100))).toBe('rolled');
    expect(roleOf(cameFull(59 * MINUTE_MS, 100, 9))).toBe('rolled');
  });

  it.each([
    [10, 'queued'],
    [10.1, 'rolled'],
  ])('at %d %% with a baseline of 5 %% are %s', (used, role) => {
    expect(rolesOf([memoryOnly('i-live', 50, 0), memoryOnly('i-1', used)])['i-1']).toBe(role);
  });

  it('count as spares only if they came while we watched: others may have had their turn, and be flushed', () => {
    const roleSeenAt = (watchedSinceMs: number) =>
      rolesOf([memoryOnly('i-live', 50, 0), memoryOnly('i-1', 5)], {
        learned: { looks: { watchedSinceMs } },
      })['i-1'];
    expect(roleSeenAt(0)).toBe('queued');
    expect(roleSeenAt(1)).toBe('flushed');
  });

  it('never count as spares at half the scale threshold, however high the baseline', () => {
    const high = (id: string, used: number, grew?: number) => {
      const server = memoryOnly(id, used, grew);
      return { ...server, learned: withKnown(server.learned, { memory: { baseline: 36 } }) };
    };
    expect(rolesOf([high('i-live', 70, 0), high('i-1', 37.4)])['i-1']).toBe('queued');
    expect(rolesOf([high('i-live', 70, 0), high('i-1', 37.5)])['i-1']).toBe('rolled');
  });

  it('tell what an empty one uses only where one may be empty: full ones leave no less room', () => {
    const wantedBeside = (used: number) => {
      const other = memoryOnly('i-1', used, 60 * MINUTE_MS);
      const full = { ...other, learned: withKnown(other.learned, { memory: { baseline: used } }) };
      const stream = { ...aStream(1), basis: 'memory' } as const;
      return plan([memoryOnly('i-live', 60, 0), full], { learned: { stream } }).assessed.sparesWanted;
    };
    expect(wantedBeside(10)).toBe(1);
    expect(wantedBeside(80)).toBe(1);
  });

  it('scale out, and never in', () => {
    const servers = [memoryOnly('i-live', 75, 0), memoryOnly('i-full', 80, MINUTE_MS)];
    expect(plan(servers)).toMatchObject({ kind: 'scale-out', desiredCapacity: 3 });
    const idle = [memoryOnly('i-live', 20, 0), memoryOnly('i-1', 5), memoryOnly('i-2', 5)];
    const made = plan(idle, { policy: { scaleIn: 'continuous' } });
    expect(made.kind).toBe('hold');
    expect(made.considered.map((r) => r.code)).toContain('roles-unreported');
  });

  it('are not presumed to be live where another node says what it is', () => {
    expect(rolesOf([memoryOnly('i-1', 50, 0), queued('i-q')])).toEqual({ 'i-1': 'rolled', 'i-q': 'queued' });
  });
});

describe('roles', () => {
  it('are the same whatever the order of the nodes', () => {
    const servers = [live(), queued('i-q'), rolled('i-r'), flushed('i-f')];
    const sorted = (list: readonly Server[]) =>
      assignRoles(aSnapshot(list), aPolicy(), NOW_MS)
        .nodes.map((n) => `${n.node.instanceId} ${n.role}`)
        .sort();
    expect(sorted([...servers].reverse())).toEqual(sorted(servers));
  });
});
