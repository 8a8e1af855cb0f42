// Protects nodes in service that nothing protects from scale-in, before capacity is changed. Nodes are launched
// protected; a group adopted in the middle of the day, a node that came back from Standby, or a person leaves some bare.
import { reason } from '../core/reason.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Plan } from '../targets/rdb-group/domain/plan.ts';
import type { Snapshot } from '../targets/rdb-group/domain/snapshot.ts';
import { PROTECTION_IDS_MAX } from '../targets/rdb-group/ports/group-settings.ts';
import type { ApplyTerms, Done } from './apply-terms.ts';

/** A batch is sent again without the nodes that were refused, so many times at the most. */
const TRIES_MAX = 3;

/** One action for each call that was sent. A refusal is an outcome: it never keeps capacity from being raised. */
export async function protectNodes(
  { unprotected }: Plan,
  { group }: Snapshot,
  { writer, whyNotSent }: ApplyTerms,
): Promise<readonly Done[]> {
  const done: Done[] = [];
  for (let start = 0; start < unprotected.length; start += PROTECTION_IDS_MAX) {
    let instanceIds: readonly string[] = unprotected.slice(start, start + PROTECTION_IDS_MAX);
    for (let attempt = 1; attempt <= TRIES_MAX && instanceIds.length > 0; attempt += 1) {
      const action = { kind: 'protect', instanceIds } as const;
      const text = `${instanceIds.length} nodes in service had no protection from scale-in: ${instanceIds.join(', ')}`;
      const why = reason('unprotected', text, { instanceIds });
      const held = whyNotSent(action);
      const outcome: Outcome = held
        ? { kind: 'not-sent', ...held }
        : await writer.protectNodes({ groupName: group.name, instanceIds });
      done.push({ action, reason: why, outcome });
      const left = withoutRefused(instanceIds, outcome);
      if (left.length === instanceIds.length) break;
      instanceIds = left;
    }
  }
  return done;
}

/** AWS refuses a call as a whole for one node that is in another stage meanwhile, or gone, and names it. */
function withoutRefused(instanceIds: readonly string[], outcome: Outcome): readonly string[] {
  if (outcome.kind !== 'rejected') return instanceIds;
  return instanceIds.filter((id) => !outcome.message.includes(id));
}
