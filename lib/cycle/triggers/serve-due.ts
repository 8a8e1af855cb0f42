// The cycles of a tick: of those that are due among all managed targets, or of those that an earlier tick has left. What comes
// after them: run-tick.ts.
//
//   process knows no names   list all, page after page; what is due of each page ──▶ batches, longest due first
//   names from its last tick list all, page after page ─────────────────────────────────▶ who is due besides
//                            what is due of the names ──▶ full batches, longest due first ──▶ the others
import { eachSettled } from '../../ports/settled.ts';
import type { DueTime } from '../../ports/state-store.ts';
import type { Sought, Target, TargetTypes } from '../../targets/target.ts';
import { CYCLES_AT_ONCE, TARGETS_PER_BATCH_MAX } from '../batch-limits.ts';
import type { CyclePorts } from '../ports.ts';
import { isDue } from './due.ts';
import { inFullBatches } from './in-full-batches.ts';
import type { ListedBefore } from './listed-before.ts';
import { overManaged } from './over-managed.ts';
import { runBatches, type Batches, type BatchTerms } from './run-batches.ts';
import { stillDue, type DueTimes } from './still-due.ts';

/** As the journal says what a cycle was for. */
const TICK = 'tick';

/** A target, with what its item says of its next look. */
type Known<T extends TargetTypes> = Sought<T> & { readonly due: DueTime | undefined };

export interface ServedDue<T extends TargetTypes> extends Batches<T> {
  readonly targetCount: number;
  /** Of the targets that are there and whose items were read. */
  readonly dueTimes: ReadonlyMap<string, DueTime | undefined>;
}

/** Those that an earlier tick has left, in their order, as far as they are still due. Nothing is listed. */
export async function serveLeft<T extends TargetTypes>(
  target: Target<T>,
  names: readonly string[],
  ports: CyclePorts<T>,
  terms: BatchTerms,
): Promise<ServedDue<T>> {
  const asked: DueTimes = new Map();
  const requests = names.map((name) => ({ name, trigger: TICK }));
  const stillWanted = stillDue(asked, ports);
  const batches = await runBatches(target, requests, ports, { ...terms, stillWanted });
  return { ...batches, targetCount: names.length, dueTimes: asked };
}

interface ManagedTerms extends BatchTerms {
  /** Absent where no process goes on from tick to tick. */
  readonly listedBefore?: ListedBefore;
}

/**
 * All managed targets that are due, those due for longest first. Before each batch but the first it is asked once more which
 * are due: another tick may have come to them. Throws nothing: a listing that breaks off, or due
 * times that cannot be read, are among the failures, under the name `*`.
 */
export async function serveManaged<T extends TargetTypes>(
  target: Target<T>,
  ports: CyclePorts<T>,
  { hasTime = () => true, listedBefore }: ManagedTerms,
): Promise<ServedDue<T>> {
  const asked: DueTimes = new Map();
  const batches = dueBatches(target, ports, { hasTime, stillWanted: allAtFirst(stillDue(asked, ports)) });
  const names = listedBefore?.names(ports.clock.nowMs()) ?? [];
  const begun = beginWith<T>(names, ports, batches.add);
  const { targetCount, made, failures } = await overManaged(
    () => target.seekManaged(ports),
    nameOf,
    async (page) => {
      const before = await begun;
      const unread = page.flatMap(({ name }) => (before.dueTimes.has(name) ? [] : [name]));
      const read = unread.length > 0 ? await ports.stateStore.readDueTimes(unread) : undefined;
      const dueOf = (name: string) => before.dueTimes.get(name) ?? read?.get(name);
      return page.map((one): Known<T> => ({ due: dueOf(one.name), ...one }));
    },
  );
  const listed = made.flat();
  const nowMs = ports.clock.nowMs();
  listedBefore?.keep(failures.length > 0 ? [] : listed.map(nameOf), nowMs);
  const { addedNames } = await begun;
  batches.add(listed.filter(({ name, due }) => !addedNames.has(name) && isDue(due, nowMs)));
  const ended = await batches.end();
  const left = ended.flatMap((one) => one.left ?? []);
  return {
    results: ended.flatMap(({ results }) => results),
    failures: [...failures, ...ended.flatMap((one) => one.failures)],
    ...(left.length > 0 && { left }),
    targetCount,
    dueTimes: new Map(listed.map(({ name, due }) => [name, asked.has(name) ? asked.get(name) : due])),
  };
}

function dueBatches<T extends TargetTypes>(
  target: Target<T>,
  ports: CyclePorts<T>,
  { hasTime, stillWanted }: Required<Pick<BatchTerms, 'hasTime' | 'stillWanted'>>,
) {
  const serve = (due: readonly Known<T>[], terms: BatchTerms) => {
    const requests = due.map(({ due: _due, ...one }) => ({ trigger: TICK, ...one }));
    return runBatches(target, requests, ports, { stillWanted, ...terms });
  };
  return inFullBatches<Known<T>, Batches<T>>({
    hasTime,
    serveFull: (batch) => serve(batch, {}),
    serveOthers: (others) => serve(others, { hasTime }),
  });
}

/** Of the first batch it was read a moment ago. */
function allAtFirst(
  stillWanted: NonNullable<BatchTerms['stillWanted']>,
): NonNullable<BatchTerms['stillWanted']> {
  let isFirst = true;
  return async (names) => {
    if (!isFirst) return stillWanted(names);
    isFirst = false;
    return new Set(names);
  };
}

interface Begun {
  readonly dueTimes: ReadonlyMap<string, DueTime | undefined>;
  readonly addedNames: ReadonlySet<string>;
}

/**
 * Of the names that the last listing found, those that are due are added together, so that those due for longest come first. Fewer than
 * a batch wait for this tick's listing anyway. What could not be read here is read with its page.
 */
async function beginWith<T extends TargetTypes>(
  names: readonly string[],
  { stateStore, clock }: CyclePorts<T>,
  add: (due: readonly Known<T>[]) => void,
): Promise<Begun> {
  if (names.length <= TARGETS_PER_BATCH_MAX) return { dueTimes: new Map(), addedNames: new Set() };
  const pageCount = Math.ceil(names.length / TARGETS_PER_BATCH_MAX);
  const pages = Array.from({ length: pageCount }, (_, page) =>
    names.slice(page * TARGETS_PER_BATCH_MAX, (page + 1) * TARGETS_PER_BATCH_MAX),
  );
  const read = await eachSettled(pages, CYCLES_AT_ONCE, (page) => stateStore.readDueTimes(page));
  const known = pages.flatMap((page, index) => {
    const dueTimes = read[index];
    return dueTimes?.ok ? page.map((name) => ({ due: dueTimes.value.get(name), name })) : [];
  });
  const nowMs = clock.nowMs();
  const due = known.filter((one) => isDue(one.due, nowMs));
  add(due);
  return {
    dueTimes: new Map(known.map((one) => [one.name, one.due])),
    addedNames: new Set(due.map(nameOf)),
  };
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}
