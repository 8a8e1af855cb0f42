// Why a target is held until its owner has mended something. It is still looked at, and what must be kept up still is;
// nothing else is changed, and everybody is told what is wrong.
import { reason, type Reason } from '../core/reason.ts';
import type { ParsedTags, TagProblem } from '../core/tags/tag-policy.ts';

/** `undefined` for a target whose tags and state item can be read. */
export function whyHeld(
  name: string,
  parsed: ParsedTags<unknown>,
  { problem }: { readonly problem?: string },
): Reason | undefined {
  if (!parsed.ok) return badTags(name, parsed.problems);
  if (problem === undefined) return undefined;
  return reason('bad-item', `${name} is held: ${problem}`, { problem });
}

/** One sentence for all problems: target, tag, value, and what is allowed. */
function badTags(name: string, problems: readonly TagProblem[]): Reason {
  const texts = problems.map((p) => `tag ${p.tag} is "${p.given}", allowed is ${p.allowed}`);
  return reason('bad-tag', `${name} is held: ${texts.join('; ')}`, {
    tags: problems.map((p) => p.tag),
    given: problems.map((p) => p.given),
  });
}
