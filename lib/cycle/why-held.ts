// Why a group is held until its owner has mended something. It is still looked at, and what waits in a hook is still
// kept waiting; nothing else is changed, and everybody is told what is wrong.
import { reason, type Reason } from '../core/reason.ts';
import type { Group } from '../targets/rdb-group/domain/group.ts';
import type { ParsedPolicy, TagProblem } from '../targets/rdb-group/domain/policy.ts';
import type { GroupState } from '../targets/rdb-group/domain/state.ts';

/** `undefined` for a group whose tags and state item can be read. */
export function whyHeld({ name }: Group, parsed: ParsedPolicy, { problem }: GroupState): Reason | undefined {
  if (!parsed.ok) return badTags(name, parsed.problems);
  if (problem === undefined) return undefined;
  return reason('bad-item', `${name} is held: ${problem}`, { problem });
}

/** One sentence for all problems: group, tag, value, and what is allowed. */
function badTags(groupName: string, problems: readonly TagProblem[]): Reason {
  const texts = problems.map((p) => `tag ${p.tag} is "${p.given}", allowed is ${p.allowed}`);
  return reason('bad-tag', `${groupName} is held: ${texts.join('; ')}`, {
    tags: problems.map((p) => p.tag),
    given: problems.map((p) => p.given),
  });
}
