// Of nodes that say nothing: what they held when last they spoke, as the route before this one has it; and of those, which EC2
// has ended meanwhile. These hold no more than that and what arrived until their end, so that only windows which that meets
// are in doubt.
//
//   last word ─────── silent ─────── its end ── a look finds it gone ── … ── its hook is let go, or times out: it leaves the group
//       └─ may have taken rows, nobody knows ─┘
import type { KnownNode, LastWord, Route } from '../../../../routing/route.ts';
import type { ServerState } from '../../domain/node.ts';
import { ANSWERED_WITHIN_MS } from '../limits.ts';

export interface Before {
  /** What was last kept of the group. */
  readonly kept: Route | undefined;
  /** What EC2 says of those that are doubted, and when at the latest, ms since the epoch; absent where it was not to be had. */
  readonly servers?: ReadonlyMap<string, ServerState>;
  readonly askedByMs: number;
}

/** Whether nothing that it says is believed, and it should speak. */
export function isDoubted({ status, role }: KnownNode): boolean {
  return role === 'unknown' && (status === 'silent' || status === 'leaving');
}

/** A node with what is known of it from before; all others as they are. Pure. */
export function withLastWord(node: KnownNode, { kept, servers, askedByMs }: Before): KnownNode {
  if (!isDoubted(node)) return node;
  const before = kept?.nodes.find(({ nodeId }) => nodeId === node.nodeId);
  const server = servers?.get(node.nodeId);
  const said = before && lastWordOf(before);
  // A server that was stopped may have been started again, and then replayed whatever there was.
  const isSince = said && (server?.startedAtMs ?? 0) > said.saidAtMs;
  const lastWord = said && !isSince && { lastWord: said };
  // EC2 forgets a server about an hour after its end.
  const isForgotten = servers !== undefined && !server && before?.status === 'gone';
  if (!server?.isEnded && !isForgotten) return { ...node, ...lastWord };
  return { ...node, status: 'gone', goneByMs: before?.goneByMs ?? askedByMs, ...lastWord };
}

/**
 * Of one that was ready; of any other it may have been a passing state. It counts from when it was asked: what it answered
 * was true at some moment since.
 */
function lastWordOf({ status, role, asOfMs, tables, lastWord }: KnownNode): LastWord | undefined {
  if (status !== 'ready' || role === 'unknown' || asOfMs === null) return lastWord;
  return { saidAtMs: asOfMs - ANSWERED_WITHIN_MS, tables };
}
