// Words that belong to one kind of target, in a file that all kinds share: its comments count, too.
import type { SourceFile } from './read-imports.ts';

const WORDS = /auto ?scaling|\bkdb|\brdbs?\b|kinesis|memorydb|instanceId|\bshards?\b/gi;

/** `lib/a.ts:3 kdb`, one line for each. */
export function wordsOfKinds({ path, text }: SourceFile): readonly string[] {
  return text
    .split('\n')
    .flatMap((line, index) => [...line.matchAll(WORDS)].map(([word]) => `${path}:${index + 1} ${word}`));
}
