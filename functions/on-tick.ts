// The safety net, each minute: looks into the targets that are due, of every kind; with the probe the groups' primary path.
// What one invocation has no time for goes on in another: hand-on.ts.
import { BATCH_TIME_MS } from '../lib/cycle/batch-limits.ts';
import { createListedBefore } from '../lib/cycle/triggers/listed-before.ts';
import { ALL_TARGETS } from '../lib/cycle/triggers/run-batches.ts';
import { runTick, type TickTerms } from '../lib/cycle/triggers/run-tick.ts';
import type { OpenKind } from '../lib/wiring/served-kind.ts';
import { parseLeftEvent } from './events/left-event.ts';
import { handOnLeft } from './hand-on.ts';
import type { Serve } from './lambda-handler.ts';
import { lambdaHandler } from './lambda-handler.ts';
import { createTickPorts } from './all-kinds-ports.ts';
import { RDB_GROUP } from '../lib/targets/rdb-group/rdb-group.ts';

/** The groups' field in the log, and in what is handed on; the other kinds say theirs. */
const GROUPS = 'groups';

/**
 * An event that lists what another tick has left is served to the letter; of any other the contents do not matter, it says
 * only that it is time. One target that fails does not fail the tick: it would keep the tick's alarm ringing, and the next
 * one's failure would not be heard. `Attention` names both. The tick fails where it could not do its own part, or where
 * nothing that it tried succeeded. No kind waits for another, and each publishes what needs attention by itself: one that
 * is slow or cannot be listed does not silence the others.
 */
export const serveTick: Serve = async (event, allPorts, { remainingTimeMs }) => {
  const { kinds = [], nextInvocation, listedBefore, ...ports } = allPorts;
  const given = parseLeftEvent(event, [GROUPS, ...kinds.map(({ many }) => many)]);
  const termsOf = (many: string): TickTerms => ({
    hasTime: () => remainingTimeMs() >= BATCH_TIME_MS,
    ...(given && { names: given.left[many] ?? [] }),
  });
  const isServed = ({ many }: OpenKind) => given === undefined || many in given.left;
  const [groups, ...ticked] = await Promise.all([
    runTick(RDB_GROUP, ports, { ...termsOf(GROUPS), ...(listedBefore && { listedBefore }) }),
    ...kinds
      .filter(isServed)
      .map(async (kind) => ({ kind, ...(await kind.tick(runTick, termsOf(kind.many))) })),
  ]);
  const { targetCount: groupCount, results } = groups;
  const others = ticked.map(({ kind, results: ofKind }) => ({ kind, results: ofKind }));
  const left = Object.fromEntries([
    [GROUPS, groups.left ?? []],
    ...ticked.map(({ kind, left: ofKind = [] }) => [kind.many, ofKind] as const),
  ]);
  const { handedOnCount, failures: own } = await handOnLeft({
    left,
    generation: given?.generation ?? 0,
    otherwise: 'the next tick serves them first',
    prefixOf: (many) => kinds.find((kind) => kind.many === many)?.namePrefix ?? '',
    nextInvocation,
  });
  const failures = [...[groups, ...ticked].flatMap((one) => one.failures), ...own];
  const servedCount = [groups, ...ticked].reduce((sum, one) => sum + one.results.length, 0);
  const isTicksOwn = failures.some(({ name }) => name === ALL_TARGETS);
  const hasNoneServed = failures.length > 0 && servedCount === 0;
  const served = { groupCount, results, others, handedOnCount };
  return isTicksOwn || hasNoneServed ? { ...served, failures } : { ...served, toldFailures: failures };
};

/** Of this process, from tick to tick. */
const listedBefore = createListedBefore();

export const handler = lambdaHandler('on-tick', serveTick, (invocation) => ({
  ...createTickPorts(invocation),
  listedBefore,
}));
