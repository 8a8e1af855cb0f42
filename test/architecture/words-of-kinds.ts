// Words that belong to one kind of target, in a file that all kinds share: its comments count, too. The one name that
// operators are shown of such a word, the trouble `hot-shard`, stands in the table of troubles, as all of them do.
import type { SourceFile } from './read-imports.ts';

const WORDS = /auto ?scaling|\bkdb|\brdbs?\b|kinesis|memorydb|instanceId|groupName|(?<!'hot-)\bshards?\b/gi;

/** `lib/a.ts:3 kdb`, one line for each. */
export function wordsOfKinds({ path, text }: SourceFile): readonly string[] {
  return text
    .split('\n')
    .flatMap((line, index) => [...line.matchAll(WORDS)].map(([word]) => `${path}:${index + 1} ${word}`));
}
