// Truths of the world: what is so of the group, its servers and the stream, whatever our functions make of it. Each asks
// only for what somebody could know: by a report that arrives, or by what EC2 and Auto Scaling tell.
import { MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import { activeInstances } from '../../../sim/aws/group-state.ts';
import { isUp, usedBytes, type RdbNode } from '../../../sim/rdb/rdb-node.ts';
import { presumedSpares } from '../../measures/presumed-spares.ts';
import type { Run } from '../../world/run.ts';
import { claimsLive, isHeard, isStruck, nodesInService, saysAll, struck } from './told-truly.ts';
import type { Known, WorldTruths } from './truth.ts';

export const WORLD_TRUTHS: WorldTruths<Run> = {
  held: (run) => run.group().tags.get('spillway:burst-factor') === 'plenty',
  'at-maximum': isShortAtMaximum,
  'capacity-missing': (run) => run.group().desiredCapacity > activeInstances(run.group()).length,
  suspects: hasNodeThatNeverCame,
  unproved: hasRowsThatStay,
  'waiting-in-hook': (run) => states(run).includes('Terminating:Wait'),
  retained: (run) => states(run).includes('Terminating:Retained'),
  'two-live': saysTwoLive,
  blind: isBlind,
};

/**
 * The live node says that it is full. A group that falls dormant at the end of day wants no spare, however full it is; and where
 * servers come without an RDB, one after the other, it is the suspects that keep the spare away.
 */
function isShortAtMaximum(run: Run, { ours }: Known): boolean {
  const live = run.tickerplant.live();
  if (goesDormant(run) || live?.late === undefined || !isHeard(run, live) || presumedSpares(run) > 0)
    return false;
  if (run.options.group.metrics === 'memory' && (isOutgrown(run, live) || hadTurnsUnseen(run, ours.sinceMs)))
    return false;
  return activeInstances(run.group()).length >= run.group().maxSize && !isAnyComing(run);
}

/**
 * Memory alone tells who is live by whose memory grew last: that of a full one grows no more, and that of one whose process
 * was started anew did, when it read its log back.
 */
function isOutgrown({ tickerplant }: Run, live: RdbNode): boolean {
  const { memory } = tickerplant;
  const hasReadBack = ({ rows, updates }: RdbNode) => rows > 0 && updates === 0;
  const isFull = usedBytes(memory, live) >= (live.memory ?? memory).totalBytes;
  return isFull && [...tickerplant.nodes.values()].some(hasReadBack);
}

/** Rolled by hand before the group was ours, most of it empty: by its memory alone it may be a spare. */
function hadTurnsUnseen({ tickerplant }: Run, oursSinceMs: number): boolean {
  const { memory } = tickerplant;
  return [...tickerplant.nodes.values()].some(
    (node) =>
      node.stage === 'rolled' &&
      (node.liveSinceMs ?? Number.POSITIVE_INFINITY) < oursSinceMs &&
      usedBytes(memory, node) < (node.memory ?? memory).totalBytes / 2,
  );
}

/** One that took the place of another may be the spare that is wanted. */
function isAnyComing(run: Run): boolean {
  return activeInstances(run.group()).some(
    ({ instance }) => run.nowMs() - instance.launchedAtMs < COMES_WITHIN_MS,
  );
}

const COMES_WITHIN_MS = 15 * MINUTE_MS;

/** Longer than any launch takes, twice, learned or not: docs/tags.md, `spillway:lead-time`. */
const NEVER_COMES_MS = 65 * MINUTE_MS;

/** A server stays pending, or its RDB has never run. */
function hasNodeThatNeverCame(run: Run, { ours }: Known): boolean {
  return activeInstances(run.group()).some(({ instanceId, instance }) => {
    const sinceMs = Math.max(instance.launchedAtMs, ours.sinceMs);
    const node = run.tickerplant.nodes.get(instanceId);
    return run.nowMs() - sinceMs > NEVER_COMES_MS && node !== undefined && !isUp(node) && node.updates === 0;
  });
}

/** A roll makes two live ones for a period. */
const ROLLED_MS = 5 * MINUTE_MS;

/** While the end-of-day window is open, a rolled node says that it holds rows, and the live one that it is live. */
function hasRowsThatStay(run: Run, { intent }: Known): boolean {
  const nowMs = run.nowMs();
  const live = run.tickerplant.live();
  if (run.options.group.tags['spillway:scale-in'] === 'never' || goesDormant(run)) return false;
  if (intent === 'unknown' || !intent?.window || !live) return false;
  const { endOfDayMs, untilMs } = intent.window;
  if (nowMs < endOfDayMs || nowMs >= untilMs || nowMs - (live.liveSinceMs ?? 0) < ROLLED_MS) return false;
  const nodes = nodesInService(run).filter(isUp);
  // One that says too little, or what is not so, makes it unknown who is live.
  return (
    nodes.includes(live) &&
    nodes.every((node) => saysAll(run, node)) &&
    nodes.some((node) => node.stage === 'rolled' && node.rows > 0)
  );
}

/** A node that is not live says that it is, and so does the one that is. */
function saysTwoLive(run: Run): boolean {
  const live = run.tickerplant.live();
  // The probe asks the RDB itself.
  if (run.options.group.tags['spillway:reports'] === 'probe' || !live || !saysAll(run, live)) return false;
  return nodesInService(run).some((node) => node !== live && isUp(node) && saysAll(run, node, 'claims-live'));
}

/** Nodes are in service, and the live one has been silent, or there is none. Dormant groups aside. */
function isBlind(run: Run): boolean {
  // Memory alone does not say who is live: another node is then taken for it.
  if (run.options.group.metrics === 'memory' || goesDormant(run)) return false;
  const live = run.tickerplant.live();
  if (!states(run).includes('InService')) return false;
  // One whose metrics went ahead has said beforehand what it seems to say while it is silent.
  if (live && run.options.faults['metrics-ahead'] !== undefined) return false;
  // One that claims to be live is taken for it, as long as nobody else says so; also while it waits in its hook. And so may be
  // one that was next in the queue, and of which it is not told whether it is.
  const nodes = [...run.group().instances.keys()].flatMap((id) => run.tickerplant.nodes.get(id) ?? []);
  if (nodes.some((node) => claimsLive(run, node) || isStruck(run, node, 'metrics-missing'))) return false;
  return !live || isSilent(run, live);
}

/** Where reports come late, a silent node's last is believed for as much longer: docs/kdb.md. */
const BELIEVED_LONGER_MAX_MS = 450 * SECOND_MS;

/** It says nothing, and what it said before is believed no more than in a group whose reports come in time. */
function isSilent(run: Run, node: RdbNode): boolean {
  const { faults } = run.options;
  const areLate = faults['reports-late'] !== undefined || faults['metrics-late'] !== undefined;
  const sinceMs = run.nowMs() - (areLate ? BELIEVED_LONGER_MAX_MS : 0);
  return (
    isStruck(run, node, 'metrics-stop') &&
    run.world.faults.find('metrics-stop', struck(node), sinceMs) !== undefined
  );
}

function states(run: Run): readonly string[] {
  return [...run.group().instances.values()].map(({ lifecycleState }) => lifecycleState);
}

function goesDormant({ options }: Run): boolean {
  return options.schedule.atEndOfDay.endsWith('zero');
}
