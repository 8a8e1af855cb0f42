// Quoting: what reaches user data is one word of a POSIX shell, whatever is in it.

/** Safe as it is; anything else is put in single quotes. */
const PLAIN = /^[A-Za-z0-9_./:=,@%+-]+$/;

/**
 * The text as one word of a POSIX shell. In single quotes nothing is special but the single quote itself, which is written
 * `'\''` (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_02_02).
 */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
