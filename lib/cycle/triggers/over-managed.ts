// All managed targets, page by page. A page that fails stops no other; what was found besides is told.
import { settle } from '../../ports/settled.ts';
import type { Target, TargetTypes } from '../../targets/target.ts';
import type { CyclePorts } from '../ports.ts';
import { ALL_TARGETS, type TargetFailure } from './run-batches.ts';

export interface Managed<Made> {
  readonly targetCount: number;
  /** What was made of each page, in their order. */
  readonly made: readonly Made[];
  readonly failures: readonly TargetFailure[];
}

/**
 * What `make` makes of each page of managed targets, each once, while the pages after it are listed. Throws nothing: a listing that
 * breaks off, and a page of which nothing could be made, are failures under the name `*`.
 */
export async function overManaged<T extends TargetTypes, Made>(
  target: Target<T>,
  ports: CyclePorts<T>,
  make: (page: readonly T['found'][]) => Promise<Made>,
): Promise<Managed<Made>> {
  const making: Promise<Awaited<ReturnType<typeof settle<Made>>>>[] = [];
  const named = new Set<string>();
  const listing = await settle(async () => {
    for await (const page of target.listManaged(ports)) {
      // A listing that goes on while targets come and go may show one on two pages.
      const managed = page.filter((found) => target.isManaged(found) && !named.has(target.nameOf(found)));
      for (const found of managed) named.add(target.nameOf(found));
      making.push(settle(() => make(managed)));
    }
  });
  const pages = await Promise.all(making);
  return {
    targetCount: named.size,
    made: pages.flatMap((page) => (page.ok ? [page.value] : [])),
    failures: [...pages, listing].flatMap((one) => (one.ok ? [] : [{ name: ALL_TARGETS, error: one.error }])),
  };
}
