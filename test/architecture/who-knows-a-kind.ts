// Who knows a kind of target: what imports out of its own folders, from outside of them.
import type { Import } from './read-imports.ts';

/** A kind's own folders have its name: `lib/targets/<kind>`, `lib/aws/<kind>`, `lib/wiring/<kind>`. */
export function knownFrom(kind: string, imports: readonly Import[]): readonly Import[] {
  const isOwn = (path: string | undefined) => path?.split('/').includes(kind) ?? false;
  return imports.filter(({ from, to }) => isOwn(to) && !isOwn(from));
}
