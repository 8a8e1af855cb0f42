// Texts with IAM's wildcards: `*` for any characters, `?` for one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html

/** Whether the pattern takes the text. A `*` in the text is a character like another, so that one pattern may take all of another. */
export function covers(pattern: string, text: string): boolean {
  const plain = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${plain.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}

/** Whether there is a text that both take. A policy's variables may stand for any text. */
export function meet(one: string, other: string): boolean {
  const [left, right] = [one, other].map((pattern) => pattern.replaceAll(/\$\{[^}]*\}/g, '*')) as [
    string,
    string,
  ];
  const seen = new Map<number, boolean>();
  const from = (at: number, atOther: number): boolean => {
    const key = at * (right.length + 1) + atOther;
    const known = seen.get(key);
    if (known !== undefined) return known;
    const found = answer(at, atOther);
    seen.set(key, found);
    return found;
  };
  const answer = (at: number, atOther: number): boolean => {
    const [a, b] = [left[at], right[atOther]];
    if (a === undefined && b === undefined) return true;
    if (a === '*') return from(at + 1, atOther) || (b !== undefined && from(at, atOther + 1));
    if (b === '*') return from(at, atOther + 1) || (a !== undefined && from(at + 1, atOther));
    if (a === undefined || b === undefined) return false;
    return (a === b || a === '?' || b === '?') && from(at + 1, atOther + 1);
  };
  return from(0, 0);
}
