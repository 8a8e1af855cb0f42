// A group's policy as its tags have it. Parsed once for as long as the tags stay the same: every cycle reads them, and they
// hardly ever change. What the tags mean is lib/targets/rdb-group/domain/policy.ts's.
import type { Group } from './group.ts';
import { parsePolicy, type ParsedPolicy } from './policy.ts';

/** Parsed of late, by the tags' text. More, and all are forgotten and parsed again. */
const PARSED = new Map<string, ParsedPolicy>();
const PARSED_KEPT_MAX = 1_000;

/** Of tags that were read once, and are asked about several times in a cycle. */
const PARSED_OF_READ = new WeakMap<Group['tags'], ParsedPolicy>();

/** As `parsePolicy`, of whose answers nothing depends but on the tags. */
export function policyOf({ tags }: Pick<Group, 'tags'>): ParsedPolicy {
  const ofRead = PARSED_OF_READ.get(tags);
  if (ofRead) return ofRead;
  const parsed = policyOfText(tags);
  PARSED_OF_READ.set(tags, parsed);
  return parsed;
}

function policyOfText(tags: Group['tags']): ParsedPolicy {
  const text = JSON.stringify(tags);
  const known = PARSED.get(text);
  if (known) return known;
  if (PARSED.size >= PARSED_KEPT_MAX) PARSED.clear();
  const parsed = parsePolicy(tags);
  PARSED.set(text, parsed);
  return parsed;
}
