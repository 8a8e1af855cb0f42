import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../../lib/core/units.ts';
import { ageLimitMs, isFresh, reportDelayMs } from '../../../../lib/targets/rdb-group/decide/freshness.ts';
import { NOTHING_LEARNED, type GroupLearned } from '../../../../lib/targets/rdb-group/domain/state.ts';
import { learn } from '../../../../lib/targets/rdb-group/decide/learn/learn.ts';
import {
  aNode,
  aReport,
  flushed,
  live,
  neverReported,
  NOW_MS,
  provedOnce,
  withKnown,
} from '../../../build/servers.ts';
import { aGroup, aPolicy, aSnapshot, aDormancy, CONTINUOUS, HOOK } from '../../../build/snapshot.ts';
import { decide } from '../../../../lib/targets/rdb-group/decide/decide.ts';

/** The ages, in seconds, of the newest report at each of the latest looks that brought one. */
const late = (...seconds: readonly number[]) => ({
  looks: { lastLookAtMs: NOW_MS - MINUTE_MS, reportAgesMs: seconds.map((s) => s * SECOND_MS) },
});
const delayOf = (...seconds: readonly number[]) => reportDelayMs(late(...seconds)) / SECOND_MS;

describe('how late reports come', () => {
  it('is what the newest one is older than a period, at most of the latest looks', () => {
    expect(delayOf(200, 200, 200)).toBe(140);
    expect(delayOf(59, 60, 61)).toBe(0);
    expect(delayOf(61, 61, 61)).toBe(1);
    expect(delayOf(10, 300, 10, 300, 300)).toBe(240);
    expect(delayOf(300, 10, 300, 10, 10)).toBe(0);
  });

  it('is not known from fewer than three looks: one may have found what was held up for once', () => {
    expect(delayOf()).toBe(0);
    expect(delayOf(300, 300)).toBe(0);
    expect(delayOf(300, 300, 300)).toBe(240);
  });
});

describe('a report counts', () => {
  const isFreshAt = (ageMs: number, known: ReturnType<typeof late>) =>
    isFresh(aReport('i-1', { observedAtMs: NOW_MS - ageMs }), NOW_MS, known);

  it.each([
    ['150 s, where reports come in time', late(30, 30, 30), 150],
    ['150 s and the delay', late(240, 240, 240), 330],
    ['ten minutes at the most', late(510, 510, 510), 600],
    ['ten minutes at the most, however late they come', late(900, 900, 900), 600],
  ])('for %s', (_, known, limitSeconds) => {
    const limitMs = limitSeconds * SECOND_MS;
    expect(ageLimitMs('cloudwatch', known)).toBe(limitMs);
    expect([limitMs - 1, limitMs, limitMs + 1].map((ageMs) => isFreshAt(ageMs, known))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('of the probe for half a minute, however late CloudWatch is', () => {
    expect(ageLimitMs('probe', late(300, 300, 300))).toBe(30 * SECOND_MS);
  });
});

describe('a delay is learned', () => {
  const group = aGroup({ nodes: ['i-1', 'i-2'].map((id) => aNode(id)) });
  const lookAt = (learned: GroupLearned, minute: number, delays: Readonly<Record<string, number>>) => {
    const nowMs = NOW_MS + minute * MINUTE_MS;
    const reports = Object.entries(delays)
      .map(([id, delaySeconds]) => aReport(id, { observedAtMs: nowMs - delaySeconds * SECOND_MS }))
      .sort((a, b) => a.observedAtMs - b.observedAtMs);
    return learn(learned, { group, reports }, nowMs);
  };
  const after = (looks: readonly Readonly<Record<string, number>>[]) =>
    looks.reduce((learned, delays, minute) => lookAt(learned, minute, delays), NOTHING_LEARNED);

  it('from the newest report of each look, of the latest five', () => {
    const steady = { 'i-1': 200, 'i-2': 260 };
    expect(after([steady, steady]).looks.reportAgesMs).toEqual([200, 200].map((s) => s * SECOND_MS));
    expect(after(Array.from({ length: 9 }, () => steady)).looks.reportAgesMs).toHaveLength(5);
  });

  it('from nobody who is silent: the same old report, look after look, is none that comes late', () => {
    const silent = Array.from({ length: 8 }, (_, minute) => ({ 'i-1': 30 + 60 * minute }));
    const { looks } = after(silent);
    expect(looks.reportAgesMs).toEqual([30 * SECOND_MS]);
    expect(reportDelayMs({ looks })).toBe(0);
  });

  it('never from one node that is late, while another is in time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ 'i-1': fc.integer({ min: 0, max: 60 }), 'i-2': fc.nat({ max: 900 }) }), {
          minLength: 5,
          maxLength: 12,
        }),
        (looks) => {
          expect(reportDelayMs(after(looks))).toBe(0);
        },
      ),
    );
  });

  it('and unlearned once reports come in time again', () => {
    const was = Array.from({ length: 5 }, () => ({ 'i-1': 300 }));
    const is = Array.from({ length: 3 }, () => ({ 'i-1': 30 }));
    expect(reportDelayMs(after([...was, ...is.slice(0, 2)]))).toBe(240 * SECOND_MS);
    expect(reportDelayMs(after([...was, ...is]))).toBe(0);
  });
});

describe('where reports come four minutes late', () => {
  const DELAY = 240;
  const known = late(300, 300, 300);
  const observedAtMs = NOW_MS - 300 * SECOND_MS;
  const sampledFromMs = observedAtMs - MINUTE_MS;
  const report = { observedAtMs, sampledFromMs };
  const decided = (firstProofAgoMs: number, looks = known) => {
    const empty = flushed('i-f', { report });
    const proof = { sampledFromMs: sampledFromMs - firstProofAgoMs, observedAtMs: NOW_MS };
    const servers = [
      live(40, { report }),
      { ...empty, learned: withKnown(empty.learned, { emptiness: { proof } }) },
    ];
    const nodes = Object.fromEntries(servers.map((s) => [s.node.instanceId, s.learned]));
    return decide(aSnapshot(servers, { learned: { nodes, ...looks } }), aPolicy(CONTINUOUS), NOW_MS);
  };

  it('a node proved twice is ended, where all were unknown before', () => {
    expect(decided(10 * MINUTE_MS)).toMatchObject({ kind: 'retire', instanceId: 'i-f' });
    expect(decided(10 * MINUTE_MS, late(300, 300)).assessed.blind).toBe(true);
  });

  it('a node is suspect so much later, be it silent from its launch or since it was heard of', () => {
    const suspectsAt = (sinceLaunchMs: number, looks: ReturnType<typeof late>) => {
      const silent = neverReported('i-s', sinceLaunchMs);
      const servers = [live(40, { report }), silent];
      const nodes = Object.fromEntries(servers.map((s) => [s.node.instanceId, s.learned]));
      const snapshot = aSnapshot(servers, { learned: { nodes, ...looks } });
      return decide(snapshot, aPolicy(), NOW_MS).assessed.suspects;
    };
    const twiceLeadMs = 2 * 180 * SECOND_MS;
    expect(suspectsAt(twiceLeadMs + 1, late())).toEqual(['i-s']);
    expect(suspectsAt(twiceLeadMs + DELAY * SECOND_MS, known)).toEqual([]);
    expect(suspectsAt(twiceLeadMs + DELAY * SECOND_MS + 1, known)).toEqual(['i-s']);
  });

  it.each([
    [DELAY * SECOND_MS - 1, 'hold'],
    [DELAY * SECOND_MS, 'retire'],
    [DELAY * SECOND_MS + 1, 'retire'],
  ])('its proofs are as far apart as the time that cannot be seen yet: %d ms: %s', (apartMs, kind) => {
    expect(decided(apartMs).kind).toBe(kind);
  });

  it.each([
    [DELAY * SECOND_MS + 10 * MINUTE_MS - 1, 'hold'],
    [DELAY * SECOND_MS + 10 * MINUTE_MS, 'retire'],
  ])('the live node of a dormant group has been idle for ten minutes besides: %d ms: %s', (idleMs, kind) => {
    const idle = provedOnce(
      live(5, {
        report: { ...report, rows: 0 },
        learned: { last: { changedAtMs: NOW_MS - idleMs } },
      }),
      20 * MINUTE_MS,
    );
    const snapshot = aSnapshot([idle], {
      learned: { nodes: { 'i-live': idle.learned }, ...known },
      intent: aDormancy(),
      group: { minSize: 0 },
      hook: HOOK,
    });
    expect(decide(snapshot, aPolicy(), NOW_MS).kind).toBe(kind);
  });
});
