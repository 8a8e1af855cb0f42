// Several things done side by side, of which each may fail by itself: how many at once, and what became of each. One's
// failure takes no other with it, and none is lost.

/** The value, or the error that it alone met. */
export type Settled<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: unknown };

/** What `work` came to. Rejects never. */
export async function settle<Value>(work: () => Promise<Value>): Promise<Settled<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error };
  }
}

/** The same of what is there at once. */
export function settleNow<Value>(work: () => Value): Settled<Value> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return { ok: false, error };
  }
}

/** The value. Throws the error. */
export function valueOf<Value>(settled: Settled<Value>): Value {
  if (settled.ok) return settled.value;
  throw settled.error;
}

/** Does `work` for each, at most `atOnceMax` at once, begun in their order. What became of each, in their order. */
export async function eachSettled<Item, Value>(
  items: readonly Item[],
  atOnceMax: number,
  work: (item: Item, index: number) => Promise<Value>,
): Promise<readonly Settled<Value>[]> {
  const [only] = items;
  // As is usual: one alone needs no queue.
  if (only !== undefined && items.length === 1) return [await settle(() => work(only, 0))];
  const settled: Settled<Value>[] = [];
  const left = items.entries();
  const serve = async () => {
    for (const [index, item] of left) settled[index] = await settle(() => work(item, index));
  };
  await Promise.all(Array.from({ length: Math.min(atOnceMax, items.length) }, serve));
  return settled;
}

/** The same, each as soon as it is known: who waits for one waits for no other. None of them rejects. */
export function eachAsItSettles<Item, Value>(
  items: readonly Item[],
  atOnceMax: number,
  work: (item: Item, index: number) => Promise<Value>,
): readonly Promise<Settled<Value>>[] {
  const [only] = items;
  if (only !== undefined && items.length === 1) return [settle(() => work(only, 0))];
  const tell: ((settled: Settled<Value>) => void)[] = [];
  const settling = items.map((_, index) => new Promise<Settled<Value>>((resolve) => (tell[index] = resolve)));
  const left = items.entries();
  const serve = async () => {
    for (const [index, item] of left) tell[index]?.(await settle(() => work(item, index)));
  };
  for (let atOnce = 0; atOnce < Math.min(atOnceMax, items.length); atOnce += 1) void serve();
  return settling;
}

/**
 * What one call said of each of so many; a call that failed has failed for each. A call that says nothing of one of them
 * is a mistake of whoever made it.
 */
export async function settledOfEach<Value>(
  count: number,
  work: () => Promise<readonly Settled<Value>[]>,
): Promise<readonly Settled<Value>[]> {
  const answered = await settle(work);
  const each: Settled<Value>[] = [];
  for (let index = 0; index < count; index += 1)
    each.push(answered.ok ? (answered.value[index] ?? unanswered()) : answered);
  return each;
}

function unanswered(): Settled<never> {
  return { ok: false, error: new Error('one of several was not answered') };
}
