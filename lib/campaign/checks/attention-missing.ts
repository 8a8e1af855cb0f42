// Every trouble that lasts is in Attention: what is truly so for well beyond its kind's delay, against what the tick shows.
import { ATTENTION, type AttentionKind } from '../../domain/attention.ts';
import { MINUTE_MS } from '../../domain/units.ts';
import { activeInstances } from '../../sim/aws/group-state.ts';
import { createSimAnnouncer } from '../../sim/ports/sim-announcer.ts';
import { GROUP_NAME } from '../world/create-day.ts';
import type { Run } from '../world/run.ts';
import type { CreateCheck } from './check.ts';
import { createTicks } from './ticks.ts';

/** A look finds it within five minutes, the next tick shows it; metrics are a little late besides. */
const SLACK_MS = 10 * MINUTE_MS;

type Truth = (run: Run) => boolean;

const TRUTHS: { readonly [Kind in AttentionKind]?: Truth } = {
  held: (run) => run.group().tags.get('spillway:burst-factor') === 'plenty',
  // A group that sleeps at the end of day wants no spare, however full its live node.
  'at-maximum': (run) =>
    !run.options.schedule.atEndOfDay.endsWith('sleep') &&
    run.tickerplant.live()?.late !== undefined &&
    activeInstances(run.group()).length >= run.group().maxSize,
  'capacity-missing': (run) => run.group().desiredCapacity > activeInstances(run.group()).length,
  blind: isBlind,
  'waiting-in-hook': (run) => states(run).includes('Terminating:Wait'),
  retained: (run) => states(run).includes('Terminating:Retained'),
};

export const attentionMissing: CreateCheck = (run) => {
  // A version of the announcer that knows no Attention shows none.
  if (!('publishAttention' in createSimAnnouncer(run.world))) return {};
  const ticks = createTicks(run);
  const sinceMs = new Map<AttentionKind, number>();
  const failed = new Set<AttentionKind>();
  let shown: readonly string[] = [];
  let cleanTicks = 0;
  return {
    onAttention: (kinds) => void (shown = kinds),
    onMinute() {
      const isOurs = run.isManaged();
      for (const [kind, isTrue] of Object.entries(TRUTHS) as [AttentionKind, Truth][]) {
        if (!isOurs || !isTrue(run)) {
          sinceMs.delete(kind);
          failed.delete(kind);
        } else if (!sinceMs.has(kind)) sinceMs.set(kind, run.nowMs());
      }
    },
    onInvocation(ended) {
      if (ended.invocation.trigger !== 'tick') return;
      cleanTicks = ticks.isClean(ended) ? cleanTicks + 1 : 0;
      if (cleanTicks * MINUTE_MS < SLACK_MS) return;
      for (const [kind, since] of sinceMs) {
        const lastedMs = run.nowMs() - since;
        if (lastedMs < ATTENTION[kind].delayMs + SLACK_MS || shown.includes(kind) || failed.has(kind))
          continue;
        failed.add(kind);
        run.fail(
          'attention-missing',
          `${kind} has lasted ${Math.round(lastedMs / MINUTE_MS)} minutes and is not shown`,
        );
      }
    },
  };
};

function states(run: Run): readonly string[] {
  return [...run.group().instances.values()].map(({ lifecycleState }) => lifecycleState);
}

/** Nodes are in service, and the live one has been silent, or there is none. Sleeping groups aside. */
function isBlind(run: Run): boolean {
  // Memory alone does not say who is live: another node is then taken for it.
  if (run.options.group.metrics === 'memory') return false;
  if (run.options.schedule.atEndOfDay.endsWith('sleep')) return false;
  const live = run.tickerplant.live();
  if (!states(run).includes('InService')) return false;
  if (!live) return true;
  const struck = { groupName: GROUP_NAME, instanceId: live.instanceId };
  return run.world.faults.find('metrics-stop', struck, run.nowMs()) !== undefined;
}
