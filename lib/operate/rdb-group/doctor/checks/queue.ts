// The tickerplant's queue: whether spares can leave it before they are ended, and whose place in it is not known. A node
// that may be next is never ended, so a group that cannot tell keeps such nodes for good.
import type { Report } from '../../../../targets/rdb-group/domain/node.ts';
import type { NodeLearned } from '../../../../targets/rdb-group/domain/learned/node-learned.ts';
import { someIds } from '../../../adoption/planned-change.ts';
import type { Finding } from '../../../doctor/check.ts';
import type { GroupCheck, Examined, Look } from '../group-check.ts';
import { answered, note } from '../../../doctor/check.ts';
import { tagFix } from '../group-check.ts';

export const queueChecks: GroupCheck = {
  title: 'queue',
  findings: (examined) => {
    const look = answered(examined.look);
    if (!look || !examined.policy.ok || examined.policy.policy.scaleIn === 'never') return [];
    return [...leaving(examined, look), ...unreported(examined, look)];
  },
};

/** Queued nodes are retired only where a node was seen to leave the queue, or its owner says that they do. */
function leaving(examined: Examined, { snapshot }: Look): readonly Finding[] {
  const { policy } = examined.policy;
  const queued = idsOf(snapshot, ({ queued: isQueued }) => isQueued === true);
  if (queued.length === 0 || policy.leavesQueue || snapshot.learned.queue.leftQueueAtMs !== undefined)
    return [];
  const text =
    `nodes wait in the queue (${someIds(queued)}), and none was seen to leave it when it is to be terminated: spares ` +
    'are not scaled in. Install what docs/kdb.md describes under "Leaving the queue", then set the tag';
  return [note('does-not-leave-queue', text, tagFix(examined, 'spillway:leaves-queue', 'true'))];
}

/** Empty, never live, and they do not say whether they wait in the queue. */
function unreported(examined: Examined, { snapshot }: Look): readonly Finding[] {
  if (examined.policy.policy.queueEmptied !== undefined) return [];
  const ids = idsOf(
    snapshot,
    ({ queued, rows, live }, known) =>
      queued === undefined &&
      rows === 0 &&
      live === false &&
      (known?.turn?.everLive !== true || !known.turn.everFilled || known.queue?.mayHaveRejoined === true),
  );
  if (ids.length === 0) return [];
  const text =
    `empty nodes do not report whether they wait in the queue: ${someIds(ids)}. They stay. Let them report Queued, or, ` +
    'if nobody waits any more after an end of day, set the tag';
  return [note('queue-unreported', text, tagFix(examined, 'spillway:queue-emptied', 'end-of-day'))];
}

function idsOf(
  { group, reports, learned }: Look['snapshot'],
  isMeant: (report: Report, known: NodeLearned | undefined) => boolean,
): readonly string[] {
  return group.nodes
    .filter((node) => node.stage === 'in-service')
    .map((node) => node.instanceId)
    .filter((id) => {
      const report = reports.get(id);
      return report !== undefined && isMeant(report, learned.nodes[id]);
    });
}
