import { PROOFS_APART_MIN_MS } from '../../../../../lib/targets/rdb-group/decide/limits.ts';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../../../lib/targets/rdb-group/domain/node.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../../../lib/core/units.ts';
import type { Server } from '../../../../build/servers.ts';
import { flushed, lastHeardOf, live, NOW_MS, provedOnce, withKnown } from '../../../../build/servers.ts';
import type { SnapshotParts } from '../../../../build/snapshot.ts';
import { anOpenWindow, aStream, plan } from '../../../../build/snapshot.ts';

const inWindow = { intent: anOpenWindow() };

function decided(server: Server, parts: SnapshotParts = inWindow) {
  return plan([live(), server], parts);
}

/** Why a node beside a live one is not proved empty, or `proved`. */
function proofOf(server: Server, parts: SnapshotParts = inWindow): string {
  const made = decided(server, parts);
  const { codes } = made.reason.operands;
  return made.proved.includes(server.node.instanceId) ? 'proved' : String(codes);
}

function without(server: Server, ...fields: readonly (keyof Report)[]): Server {
  const report = Object.fromEntries(
    Object.entries(server.report ?? {}).filter(([name]) => !fields.includes(name as keyof Report)),
  );
  return { ...server, report: report as unknown as Report };
}

describe('an empty node', () => {
  it('is retired on two proofs', () => {
    expect(proofOf(flushed('i-1'))).toBe('proved');
    expect(decided(provedOnce(flushed('i-1')))).toMatchObject({ kind: 'retire', instanceId: 'i-1' });
  });

  it.each<[string, Server, SnapshotParts]>([
    ['observed-too-early', lastHeardOf(flushed('i-1'), 0), { intent: anOpenWindow(MINUTE_MS - 1) }],
    ['holds-rows', flushed('i-1', { report: { rows: 1 } }), inWindow],
    ['holds-rows', flushed('i-1', { report: { rows: Number.NaN } }), inWindow],
    ['holds-rows', flushed('i-1', { report: { rows: -1 } }), inWindow],
    ['busy', flushed('i-1', { report: { busy: true } }), inWindow],
    ['no-fresh-report', lastHeardOf(flushed('i-1'), 150 * SECOND_MS + 1), inWindow],
    ['rows-unreported', without(flushed('i-1'), 'rows'), inWindow],
    ['role-unreported', without(flushed('i-1'), 'live'), inWindow],
    [
      'odd-report',
      flushed('i-1'),
      { ...inWindow, odd: [{ instanceId: 'i-1', metric: 'Rows', value: -4, why: 'negative' }] },
    ],
    ['disputed', flushed('i-1'), { ...inWindow, disputed: new Set(['i-1']) }],
    [
      'rows-doubted',
      flushed('i-1', { learned: { emptiness: { rowsDoubtedSinceMs: NOW_MS - HOUR_MS } } }),
      inWindow,
    ],
  ])('stays for one condition that is not met: %s', (code, server, parts) => {
    const made = decided(provedOnce(server), parts);
    expect(made.kind).toBe('hold');
    expect(made.proved).toEqual([]);
    if (server.report?.rows !== undefined && server.report.live !== undefined)
      expect(proofOf(server, parts)).toBe(code);
  });

  it('is never proved by its memory: rows unknown is not rows none', () => {
    const server = without(
      flushed('i-1', { report: { memory: { used: 0, total: 100, unit: 'bytes' } } }),
      'rows',
    );
    expect(proofOf(server)).toBe('rows-unreported');
  });

  it('is proved with its busy and queue unsaid: these two are optional', () => {
    const server = without(flushed('i-1'), 'busy', 'queued');
    const servers = [live(), server];
    const nodes = Object.fromEntries(servers.map((s) => [s.node.instanceId, s.learned]));
    expect(plan(servers, { ...inWindow, learned: { nodes, stream: aStream(0) } }).proved).toEqual(['i-1']);
  });

  it.each([
    [MINUTE_MS - 1, 'observed-too-early'],
    [MINUTE_MS, 'proved'],
    [MINUTE_MS + 1, 'proved'],
  ])('whose period began %d ms before the end of day less a minute: %s', (openedAgoMs, outcome) => {
    expect(proofOf(flushed('i-1'), { intent: anOpenWindow(openedAgoMs) })).toBe(outcome);
  });

  it('is not in doubt for the odd report of another', () => {
    const odd = [{ instanceId: 'i-live', metric: 'Rows', value: -4, why: 'negative' }];
    const made = decided(provedOnce(flushed('i-1')), { ...inWindow, odd });
    expect(made.kind).toBe('retire');
    expect(made.assessed.oddReports).toEqual(['i-live: Rows was -4: negative']);
  });
});

describe('the second proof', () => {
  const firstFrom = (sampledFromMs: number): Server => {
    const server = flushed('i-1');
    const proof = { sampledFromMs, observedAtMs: sampledFromMs + MINUTE_MS };
    return { ...server, learned: withKnown(server.learned, { emptiness: { proof } }) };
  };
  /** The default report's period began a minute ago. */
  const secondFromMs = NOW_MS - MINUTE_MS;

  it.each([
    [secondFromMs - PROOFS_APART_MIN_MS - 1, 'retire'],
    [secondFromMs - PROOFS_APART_MIN_MS, 'retire'],
    [secondFromMs - PROOFS_APART_MIN_MS + 1, 'hold'],
    [secondFromMs, 'hold'],
    [secondFromMs + 1, 'hold'],
  ])('must be of an observation half a minute later than the first, of %d: %s', (firstMs, kind) => {
    expect(decided(firstFrom(firstMs)).kind).toBe(kind);
  });

  it('does not count from a first one of before the end of day', () => {
    const endOfDayMs = NOW_MS - 10 * MINUTE_MS;
    const intent = anOpenWindow(10 * MINUTE_MS);
    expect(decided(firstFrom(endOfDayMs), { intent }).kind).toBe('retire');
    expect(decided(firstFrom(endOfDayMs - 1), { intent }).kind).toBe('hold');
  });
});
