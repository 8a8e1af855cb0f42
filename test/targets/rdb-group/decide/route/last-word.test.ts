import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../../../lib/core/units.ts';
import type { KnownNode, Route } from '../../../../../lib/routing/route.ts';
import { withLastWord, type Before } from '../../../../../lib/targets/rdb-group/decide/route/last-word.ts';
import { NOW_MS } from '../../../../build/servers.ts';

const TABLES = { trade: { rows: 9, fromMs: NOW_MS - 9 * MINUTE_MS, toMs: NOW_MS - 8 * MINUTE_MS } };
const SAID_AT_MS = NOW_MS - 2 * MINUTE_MS;
/** An answer takes half a minute at the most: what it says may be from so much earlier. */
const LAST_WORD = { saidAtMs: SAID_AT_MS - 30 * SECOND_MS, tables: TABLES };

function knownNode(nodeId: string, changes: Partial<KnownNode>): KnownNode {
  const place = { azId: null, launchedAtMs: null, address: null, port: 5010, processes: 1 };
  return { nodeId, status: 'ready', role: 'rolled', ...place, asOfMs: NOW_MS, tables: {}, ...changes };
}

function routeOf(node: KnownNode): Route {
  return { group: 'rdb-fx', asOfMs: NOW_MS, version: 7, basis: 'slices', lateDataMs: 0, nodes: [node] };
}

const silent = knownNode('i', { status: 'silent', role: 'unknown' });
const spoke = knownNode('i', { tables: TABLES, asOfMs: SAID_AT_MS });
const RUNS = { isEnded: false, startedAtMs: 0 };
const ENDED = { isEnded: true, startedAtMs: 0 };

function known(node: KnownNode, kept: KnownNode | undefined, server?: Before['servers'] | typeof RUNS) {
  const servers = server instanceof Map ? server : new Map(server ? [['i', server as typeof RUNS]] : []);
  return withLastWord(node, { kept: kept && routeOf(kept), servers, askedByMs: NOW_MS });
}

describe('a node that says nothing that is believed', () => {
  it('keeps what it last said, while it is silent and while it leaves', () => {
    for (const node of [silent, { ...silent, status: 'leaving' } as const]) {
      const first = known(node, spoke, RUNS);
      expect(first).toEqual({ ...node, lastWord: LAST_WORD });
      expect(known(node, first, RUNS)).toEqual(first);
    }
  });

  it('is gone once EC2 has ended it; by when, is what the first look that found it so says', () => {
    const gone = known(silent, spoke, ENDED);
    expect(gone).toEqual({ ...silent, status: 'gone', goneByMs: NOW_MS, lastWord: LAST_WORD });
    const later = { kept: routeOf(gone), servers: new Map([['i', ENDED]]), askedByMs: NOW_MS + MINUTE_MS };
    expect(withLastWord(silent, later)).toEqual(gone);
  });

  it('stays gone when EC2 has forgotten it, and not where EC2 does not answer', () => {
    const gone = known(silent, spoke, ENDED);
    expect(known(silent, gone)).toEqual(gone);
    expect(known(silent, spoke)).toEqual({ ...silent, lastWord: LAST_WORD });
    expect(withLastWord(silent, { kept: routeOf(gone), askedByMs: NOW_MS }).status).toBe('silent');
  });

  it('is not known by its last word once it was started since: it may have replayed whatever there was', () => {
    const started = (startedAtMs: number) => known(silent, spoke, { isEnded: true, startedAtMs });
    expect(started(LAST_WORD.saidAtMs)).toHaveProperty('lastWord');
    expect(started(LAST_WORD.saidAtMs + 1)).not.toHaveProperty('lastWord');
    expect(started(LAST_WORD.saidAtMs + 1).status).toBe('gone');
  });

  it.each<[string, KnownNode | undefined]>([
    ['nothing was kept', undefined],
    ['it was busy', { ...spoke, status: 'busy' }],
    ['it was leaving', { ...spoke, status: 'leaving' }],
    ['its role was not known', { ...spoke, role: 'unknown' }],
    ['it had never spoken', { ...spoke, asOfMs: null }],
  ])('has no last word where %s', (_, kept) => {
    expect(known(silent, kept, ENDED)).toEqual({ ...silent, status: 'gone', goneByMs: NOW_MS });
  });
});

it('a node that is believed, that launches, or that was let go with nothing is what it was', () => {
  const launching = knownNode('i', { status: 'launching', role: 'unknown' });
  const letGo = knownNode('i', { status: 'leaving', role: 'flushed' });
  for (const node of [spoke, launching, letGo]) expect(known(node, spoke, ENDED)).toBe(node);
});
