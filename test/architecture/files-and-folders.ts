// How large files and folders grow, and how they are named.
import { basename, dirname } from 'node:path';
import type { SourceFile } from './read-imports.ts';

/** Folders that show more files than `countMax`, with their number. */
export function crowdedFolders(
  paths: readonly string[],
  countMax: number,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > countMax);
}

/** Files of more than `lineCountMax` lines. */
export function longFiles(files: readonly SourceFile[], lineCountMax: number): readonly string[] {
  return files.filter(({ text }) => text.split('\n').length > lineCountMax).map(({ path }) => path);
}

/** Files whose first line, after that of an interpreter, does not say what they own. */
export function silentFiles(files: readonly SourceFile[]): readonly string[] {
  const first = (text: string) => text.split('\n').find((line) => !line.startsWith('#!')) ?? '';
  return files.filter(({ text }) => !/^(\/\/ \S|\/\*\*)/.test(first(text))).map(({ path }) => path);
}

/** Paths of which a part is not in kebab-case, or says nothing. */
export function badNames(paths: readonly string[]): readonly string[] {
  const isBad = (part: string) =>
    !/^[a-z0-9]+(-[a-z0-9]+)*(\.(config|contract|property|test))*(\.(ts|mjs))?$/.test(part) ||
    /^(utils?|helpers?|common|misc|index|manager|service)(\.|$)/.test(basename(part));
  return paths.filter((path) => path.split('/').some(isBad));
}
