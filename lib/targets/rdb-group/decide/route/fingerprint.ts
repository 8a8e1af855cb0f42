// Whether two texts are the same, told by a few characters of each: FNV-1a, twice, from two bases. It guards against nobody;
// the chance that two different texts look alike is about one in 2^50.
// Source: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv

const FNV_PRIME = 0x01000193;
const BASES = [0x811c9dc5, 0x9e3779b9];

/** Pure. */
export function fingerprintOf(text: string): string {
  return BASES.map((basis) => {
    let hash = basis;
    for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
    return (hash >>> 0).toString(36);
  }).join('-');
}
