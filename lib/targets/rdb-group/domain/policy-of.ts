// A group's policy as its tags have it. Parsed once for as long as the tags stay the same: every cycle reads them, and they
// hardly ever change. What the tags mean is lib/targets/rdb-group/domain/policy.ts's.
import type { Group } from './group.ts';
import { parsePolicy, type ParsedPolicy } from './policy.ts';

/** Parsed of late, by the tags' text. More, and all are forgotten and parsed again. */
const PARSED = new Map<string, ParsedPolicy>();
const PARSED_KEPT_MAX = 1_000;

/** As `parsePolicy`, of whose answers nothing depends but on the tags. */
export function policyOf({ tags }: Pick<Group, 'tags'>): ParsedPolicy {
  const text = JSON.stringify(tags);
  const known = PARSED.get(text);
  if (known) return known;
  if (PARSED.size >= PARSED_KEPT_MAX) PARSED.clear();
  const parsed = parsePolicy(tags);
  PARSED.set(text, parsed);
  return parsed;
}
