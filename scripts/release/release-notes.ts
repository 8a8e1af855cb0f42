// The notes of a release: what the changelog says of its version. Pure.
import { PackageError } from '../package/bundle-function.ts';

/**
 * The version's chapter of the changelog, under a title of its own; links into the repository stay as they are.
 * @throws PackageError when there is no such chapter.
 */
export function releaseNotes(changelog: string, version: string): string {
  const chapters = changelog.split(/^## /m).slice(1);
  const chapter = chapters.find((text) => /^\S+/.exec(text)?.[0] === version);
  if (chapter === undefined)
    throw new PackageError(`CHANGELOG.md: there is no chapter "## ${version}", the version of package.json`);
  const [, ...lines] = chapter.split('\n');
  return `# Spillway ${version}\n\n${lines.join('\n').trim()}\n`;
}
