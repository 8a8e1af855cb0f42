// Learns which presumed spares are none. Of a node that says nothing of the queue it is presumed that it waits there; a
// live node that stands at its roll threshold and does not roll shows that nobody does.
//
//   live at its roll threshold ──rolls within moments──▶ whoever waited is live: they do wait
//        └──still live minutes later──▶ those that were presumed to wait are passed over: no spares, until their process
//                                       begins anew, or one of them is live all the same (it rolls at a higher threshold)
import type { Plan } from '../../domain/plan.ts';
import type { Report } from '../../domain/node.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { NodeLearned, TurnLearned } from '../../domain/learned/node-learned.ts';
import { OUT_OF_MEMORY_SHARE, ROLLS_WITHIN_MS } from '../limits.ts';
import { withoutEmptyGroups } from '../../domain/without-empty-groups.ts';

type Nodes = Readonly<Record<string, NodeLearned>>;

/** What is known of each node: since when the live one is due to roll, and who was passed over meanwhile. Pure. */
export function learnPassedOver(nodes: Nodes, { reports }: Snapshot, { assessed }: Plan): Nodes {
  const { rollDue, roles } = assessed;
  const due = rollDue === undefined ? undefined : reports.get(rollDue);
  const isAnyKnown = Object.values(nodes).some(
    (n) => n.queue?.passedOver || n.turn?.rollDueSinceMs !== undefined,
  );
  if (!due && !isAnyKnown) return nodes;
  const sinceMs = due && (nodes[due.instanceId]?.turn?.rollDueSinceMs ?? due.observedAtMs);
  const isOverdue = due && sinceMs !== undefined && liveUntilMs(due, nodes) - sinceMs >= ROLLS_WITHIN_MS;
  const doWait = Object.entries(nodes).some(([id, { queue }]) => queue?.passedOver && roles[id] === 'live');
  // One that reports for the first time while the live one is due has had no chance to be passed over.
  const wasThere = ({ launch: { firstReportAtMs = Number.POSITIVE_INFINITY } }: NodeLearned) =>
    isOverdue === true && firstReportAtMs < sinceMs;
  const isPresumed = (id: string) => roles[id] === 'queued' && reports.get(id)?.queued === undefined;
  return mapNodes(nodes, (id, node) => {
    const { rollDueSinceMs: _, ...turn } = node.turn ?? {};
    const { passedOver, ...queue } = node.queue ?? {};
    const isPassedOver = !doWait && (passedOver === true || (wasThere(node) && isPresumed(id)));
    return withoutEmptyGroups({
      ...node,
      turn: {
        ...turn,
        ...(id === rollDue && sinceMs !== undefined && { rollDueSinceMs: sinceMs }),
        ...(id === rollDue && rollDueRowsOf(node, due)),
      },
      queue: { ...queue, ...(isPassedOver && { passedOver: true }) },
    });
  });
}

/** With how many rows it came to its threshold: what arrives there until somebody takes its turn says nothing of others. */
function rollDueRowsOf({ turn }: NodeLearned, due: Report | undefined): Pick<TurnLearned, 'rollDueRows'> {
  if (turn?.rollDueSinceMs !== undefined || due?.rows === undefined) return {};
  return { rollDueRows: due.rows };
}

/**
 * It says that it is live; or, where memory alone is told, it has grown, or can grow no more: one that has rolled stands at its
 * threshold too, and seldom at the end of its memory.
 */
function liveUntilMs({ instanceId, live, memory, observedAtMs }: Report, nodes: Nodes): number {
  const isFull = memory !== undefined && memory.used >= OUT_OF_MEMORY_SHARE * memory.total;
  return live === true || isFull ? observedAtMs : (nodes[instanceId]?.memory?.grewAtMs ?? 0);
}

function mapNodes(nodes: Nodes, change: (id: string, node: NodeLearned) => NodeLearned): Nodes {
  return Object.fromEntries(Object.entries(nodes).map(([id, node]) => [id, change(id, node)]));
}
