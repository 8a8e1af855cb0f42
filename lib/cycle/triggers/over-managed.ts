// All managed targets, page by page. A page that fails stops no other; what was found besides is told.
import { settle } from '../../ports/settled.ts';
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
export async function overManaged<Listed, Made>(
  list: () => AsyncIterable<readonly Listed[]>,
  nameOf: (listed: Listed) => string,
  make: (page: readonly Listed[]) => Promise<Made>,
): Promise<Managed<Made>> {
  const making: Promise<Awaited<ReturnType<typeof settle<Made>>>>[] = [];
  const named = new Set<string>();
  const listing = await settle(async () => {
    for await (const page of list()) {
      // A listing that goes on while targets come and go may show one on two pages.
      const unseen = page.filter((listed) => !named.has(nameOf(listed)));
      for (const listed of unseen) named.add(nameOf(listed));
      making.push(settle(() => make(unseen)));
    }
  });
  const made = await Promise.all(making);
  return {
    targetCount: named.size,
    made: made.flatMap((page) => (page.ok ? [page.value] : [])),
    failures: [...made, listing].flatMap((one) => (one.ok ? [] : [{ name: ALL_TARGETS, error: one.error }])),
  };
}
