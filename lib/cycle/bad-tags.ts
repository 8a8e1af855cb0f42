// A group whose tags cannot be read is held: nothing is changed, and everybody is told which tag.
import { reason } from '../decide/reason.ts';
import { TICK_MS } from '../decide/limits.ts';
import type { Group } from '../domain/group.ts';
import type { Reason } from '../domain/plan.ts';
import type { TagProblem } from '../domain/policy.ts';
import type { GroupState } from '../domain/state.ts';
import type { Lease } from '../ports/state-store.ts';
import type { CyclePorts } from './ports.ts';

/** One sentence for all problems: group, tag, value, and what is allowed. */
export function badTagsReason(groupName: string, problems: readonly TagProblem[]): Reason {
  const texts = problems.map((p) => `tag ${p.tag} is "${p.given}", allowed is ${p.allowed}`);
  return reason('bad-tag', `${groupName} is held: ${texts.join('; ')}`, {
    tags: problems.map((p) => p.tag),
    given: problems.map((p) => p.given),
  });
}

/** Journals the hold once per set of problems, and gives the lease back. */
export async function holdForBadTags(
  held: {
    request: { groupName: string; trigger: string; cycleId: string };
    group: Group;
    problems: readonly TagProblem[];
    lease: Lease;
    state: GroupState;
  },
  { stateStore, clock }: CyclePorts,
): Promise<void> {
  const { request, group, problems, lease, state } = held;
  const nowMs = clock.nowMs();
  const why = badTagsReason(group.name, problems);
  if (state.memory.lastPlan?.reason.text !== why.text) {
    await stateStore.writeJournal({
      groupName: group.name,
      atMs: nowMs,
      cycleId: request.cycleId,
      trigger: request.trigger,
      kind: 'hold',
      reason: why,
      considered: [],
      hookSteps: [],
    });
  }
  const lastPlan = { atMs: nowMs, kind: 'hold', reason: why };
  await stateStore.giveBack(lease, { memory: { ...state.memory, lastPlan }, nextLookAtMs: nowMs + TICK_MS });
}
