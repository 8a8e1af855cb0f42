// Whether two texts are the same, told by a few characters of each: FNV-1a, twice, from two bases. It guards against nobody;
// the chance that two different texts look alike is about one in 2^50.
// Source: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv

const FNV_PRIME = 0x01000193;
const [FIRST_BASIS, SECOND_BASIS] = [0x811c9dc5, 0x9e3779b9];

/** Pure. */
export function fingerprintOf(text: string): string {
  let [first, second] = [FIRST_BASIS, SECOND_BASIS];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    first = Math.imul(first ^ code, FNV_PRIME);
    second = Math.imul(second ^ code, FNV_PRIME);
  }
  return `${(first >>> 0).toString(36)}-${(second >>> 0).toString(36)}`;
}
