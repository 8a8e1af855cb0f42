// Once faults stop, the group is back at what is wanted: by the end of the run somebody is live, the spares wanted are
// there or coming, and what the day has emptied is gone.
import { activeInstances } from '../../sim/aws/group-state.ts';
import { MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import type { FaultName } from '../options/fault-names.ts';
import { GROUP_NAME } from '../world/create-day.ts';
import type { Run } from '../world/run.ts';
import type { CreateCheck } from './check.ts';
import { presumedSpares } from '../measures/presumed-spares.ts';

/** A turn that was over so soon lay between two reports. */
const SEEN_AFTER_MS = 2 * MINUTE_MS;

/** Emptied nodes are retired one by one, each on proofs of its own. */
const DECIDED_WITHIN_MS = 8 * MINUTE_MS;

export const notRecovered: CreateCheck = (run) => {
  let decidedAtMs = run.times.startMs;
  let sparesWanted = 0;
  let isDormant = false;
  const rolledAtMs: number[] = [];
  /** The day's nodes were retired down to the minimum, which keeps the rest of them; what is launched later is another matter. */
  let wasAtLeast = false;
  const liveAtMs = new Map<string, number>();
  /** Nodes that say nothing of their queue, and whose turn nobody saw: they stay, by docs/adr/0007. */
  const unseen = new Set<string>();
  /** Nodes that filled while they said that they hold nothing: that is not believed of them again, and Attention names them. */
  const doubted = new Set<string>();
  return {
    onInvocation({ results }) {
      const live = run.tickerplant.live();
      if (live && isLying(run, live.instanceId)) doubted.add(live.instanceId);
      for (const result of results) {
        if (result.kind !== 'decided') continue;
        decidedAtMs = run.nowMs();
        wasAtLeast ||= run.group().desiredCapacity <= least(run);
        ({ sparesWanted, dormant: isDormant } = result.plan.assessed);
      }
    },
    onEvent(event) {
      const { kind } = event;
      if (kind === 'live') liveAtMs.set(event.instanceId, event.atMs);
      const isShort = (id: string) => run.nowMs() - (liveAtMs.get(id) ?? 0) < SEEN_AFTER_MS;
      if (kind === 'rolled' && run.options.group.metrics !== 'all' && isShort(event.instanceId))
        unseen.add(event.instanceId);
      if (kind === 'rolled') rolledAtMs.push(event.atMs);
      if (kind === 'flushed') wasAtLeast = false;
    },
    onEnd() {
      if (!run.isManaged()) return;
      const sinceMs = run.nowMs() - decidedAtMs;
      if (sinceMs > DECIDED_WITHIN_MS)
        run.fail('not-recovered', `no decision for ${Math.round(sinceMs / MINUTE_MS)} minutes`);
      whyNotBack(run, {
        sparesWanted,
        takenSince: rolledAtMs.filter((atMs) => atMs > decidedAtMs - toldAfterMs(run)).length,
        wasAtLeast,
        mayBeWithoutLive: isDormant && wasEndedByOthers(run, latestOf(liveAtMs)),
        stay: new Set([...unseen, ...doubted]),
      }).forEach((why) => run.fail('not-recovered', why));
    },
  };
};

/** What a node says of a moment is known so much later: the turn of a spare that the last look was not told of is for the next one. */
function toldAfterMs({ options }: Run): number {
  return MINUTE_MS + options.group.metricsDelaySeconds * SECOND_MS;
}

/** What the last decision wanted, and how many spares have had their turn since what it was told. */
interface Decided {
  readonly sparesWanted: number;
  readonly takenSince: number;
  readonly wasAtLeast: boolean;
  /** Dormant, and somebody else has ended its live node: the next ensure-capacity brings another. */
  readonly mayBeWithoutLive: boolean;
  /** Nodes that nothing may retire. */
  readonly stay: ReadonlySet<string>;
}

function isLying(run: Run, instanceId: string): boolean {
  return run.world.faults.find('lies', { groupName: GROUP_NAME, instanceId }, run.nowMs()) !== undefined;
}

function latestOf(liveAtMs: ReadonlyMap<string, number>): string | undefined {
  return [...liveAtMs].sort(([, a], [, b]) => a - b).at(-1)?.[0];
}

function wasEndedByOthers({ actors, group }: Run, instanceId: string | undefined): boolean {
  if (instanceId === undefined || group().instances.has(instanceId)) return false;
  return actors.terminationOf(instanceId)?.begunBy !== 'us';
}

function whyNotBack(
  run: Run,
  { sparesWanted, takenSince, wasAtLeast, mayBeWithoutLive, stay }: Decided,
): readonly string[] {
  const { tickerplant, options } = run;
  const group = run.group();
  const active = activeInstances(group);
  const nodesMax = Math.min(group.maxSize, Number(options.group.tags['spillway:nodes-max'] ?? group.maxSize));
  const isFull = active.length >= nodesMax;
  const whys: string[] = [];
  const coming = active.filter(
    ({ instanceId, bootTimer }) =>
      (bootTimer !== undefined && Number.isFinite(bootTimer.atMs)) ||
      // It replays the log before it joins the queue.
      tickerplant.nodes.get(instanceId)?.stage === 'starting',
  ).length;
  const have = tickerplant.queue().length + coming + takenSince + presumedSpares(run);
  if (have < sparesWanted && !isFull && knowsTheQueue(run))
    whys.push(`${sparesWanted} spares are wanted, ${have} are there or coming`);
  // Memory alone does not tell whether the node that fills is live.
  const canTell = options.group.metrics !== 'memory';
  // Where server after server has no RDB, launching stops, and Attention says so: people must look.
  const isGivenUp = presumedSpares(run) > 0;
  // The one that is coming will be: where the live one was ended minutes before the run was over.
  const nobodyComes = !tickerplant.live() && coming === 0;
  if (nobodyComes && group.minSize > 0 && !isFull && canTell && !isGivenUp && !mayBeWithoutLive)
    whys.push('nobody is live, or comes');
  const emptied = active.filter(({ instanceId }) => isEmptied(run, instanceId) && !stay.has(instanceId));
  // A group without a live node, or whose live node somebody has detached, is blind, and retires nobody.
  const isBlind = !group.instances.has(tickerplant.live()?.instanceId ?? '');
  if (mayRetire(run) && !isBlind && !wasAtLeast && emptied.length > 0 && group.desiredCapacity > least(run))
    whys.push(`${emptied.length} emptied nodes are still there, ${group.desiredCapacity} desired`);
  return whys;
}

/**
 * Where nodes say nothing of their queue, only a schedule tells that a day has ended, and so who has had its turn; memory
 * alone does not tell it at all.
 */
function knowsTheQueue({ options: { group, schedule } }: Run): boolean {
  if (group.metrics === 'memory') return false;
  return group.metrics === 'all' || schedule.atEndOfDay.startsWith('scale-in');
}

/** It was live, said so, and has been flushed since. */
function isEmptied(run: Run, instanceId: string): boolean {
  const node = run.tickerplant.nodes.get(instanceId);
  return node?.stage === 'flushed' && node.updates > 0 && node.rows === 0;
}

/**
 * A node that says nothing of its queue may have come back into it while it was silent, or nobody could hear it, and had its turn
 * unseen then, or before the group was ours: it stays, by docs/adr/0007.
 */
const HIDING: readonly FaultName[] = [
  'adopted-midday',
  'silent',
  'silent-at-first',
  'reads-refused',
  'metrics-late',
  'reports-late',
  'metrics-missing',
  'metrics-odd',
  'metrics-ahead',
  'node-restarts',
];

function mayRetire({ options }: Run): boolean {
  const { group, schedule, faults } = options;
  const saysEnough = group.metrics === 'all' || HIDING.every((name) => faults[name] === undefined);
  return (
    saysEnough &&
    schedule.atEndOfDay.startsWith('scale-in') &&
    schedule.windowMinutes >= 240 &&
    group.tags['spillway:scale-in'] !== 'never' &&
    group.metrics !== 'memory'
  );
}

function least(run: Run): number {
  return Math.max(run.group().minSize, run.options.schedule.morning?.nodeCount ?? 0);
}
