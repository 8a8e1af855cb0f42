// docs/commands.md's table of what each command needs to be allowed, as it is read by tests that hold it to the calls made.
import { readFileSync } from 'node:fs';

/** Rows of the table: by their first cell the actions in the second; one without a service has that of the one before. */
export function documentedActions(): ReadonlyMap<string, ReadonlySet<string>> {
  const page = readFileSync(new URL('../../docs/commands.md', import.meta.url), 'utf8');
  const [, chapter = ''] = page.split('\n## What they need to be allowed\n');
  const rows = chapter.split('\n').flatMap((line) => {
    const [, name = '', cell = ''] = /^\| ([^|]+) \| ([^|]+) \|$/.exec(line) ?? [];
    let service = '';
    const actions = [...cell.matchAll(/`(?:([a-z\d]+):)?([A-Z]\w+)`/g)].map(([, given, action = '']) => {
      service = given ?? service;
      return `${service}:${action}`;
    });
    return actions.length > 0 ? [[name.replaceAll('`', ''), new Set(actions)] as const] : [];
  });
  return new Map(rows);
}
