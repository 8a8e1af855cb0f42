// Files that import each other in a circle: whichever is loaded first sees the other half made, and neither can be
// read, tried or moved alone. Types count: they are read alone as well.
import type { Import } from './read-imports.ts';

/** Each circle found, once, as the files on it in order. None is returned only if there is none. */
export function importCircles(imports: readonly Import[]): readonly (readonly string[])[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports) {
    if (to !== undefined) targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const path: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): void => {
    if (done.has(file)) return;
    const start = path.indexOf(file);
    if (start >= 0) {
      circles.push(path.slice(start));
      return;
    }
    path.push(file);
    for (const target of targets.get(file) ?? []) visit(target);
    path.pop();
    done.add(file);
  };
  for (const file of targets.keys()) visit(file);
  return circles;
}
