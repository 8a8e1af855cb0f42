// How many spares we ask for at once is bounded by what the stream could fill before they are there: a day's bound lets a storm pass
// where the day had many rolls. Only where nothing hides from us what nodes are, hold and take: else some are asked for twice.
import { activeInstances } from '../../../sim/aws/group-state.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../core/units.ts';
import { assumedLeadMs, LOOK_MARGIN_MS, PAST_FACTOR } from '../../measures/assumed-lead.ts';
import { createArrivals } from '../../measures/arrivals.ts';
import type { FaultName } from '../../options/fault-names.ts';
import { rollRowsOf } from '../../world/create-day.ts';
import type { Run } from '../../world/run.ts';
import type { CreateCheck } from '../check.ts';

/** What is seen of nodes, or comes of a launch, is not what is. */
const HIDING: readonly FaultName[] = [
  'metrics-late',
  'reports-late',
  'metrics-missing',
  'metrics-odd',
  'metrics-ahead',
  'claims-live',
  'silent',
  'lies',
  'reads-refused',
  'no-capacity',
  'launch-suspended',
  'stays-pending',
  'slow-boot',
  'never-reports',
  'never-empties',
  'resized',
  'node-restarts',
  'standby',
  'detach',
];
/** One is there whatever comes; another one for what is counted in whole nodes. */
const SPARES = 2;
/** Memory that doubles says less of rows. */
const ROUGHLY = 1.5;

export const tooManyAtOnce: CreateCheck = (run, tally) => {
  const { group, faults } = run.options;
  const isWatched = group.metrics === 'all' && HIDING.every((name) => faults[name] === undefined);
  const ahead = createAhead(run);
  const heard = new Set<string>();
  return {
    onMinute: ahead.sample,
    onReports(reports) {
      for (const { instanceId } of reports) heard.add(instanceId);
    },
    onCall(call) {
      if (!isWatched || call.action !== 'set-desired') return;
      const { desiredCapacity } = run.group();
      const asked = call.desiredCapacity - Math.max(desiredCapacity, activeInstances(run.group()).length);
      if (asked < SPARES) return;
      const spares = call.desiredCapacity - notSpare(run, heard);
      const bound = Math.max(floorOf(run), SPARES + Math.ceil(ROUGHLY * ahead.nodes()));
      if (spares <= bound) return;
      tally.launchesExcess += spares - bound;
      run.fail(
        'launches-unbounded',
        `${asked} nodes were asked for at once, so that ${spares} wait or come; what arrives bounds them by ${bound}`,
      );
    },
  };
};

/** Nodes that no burst could fill sooner, by the true stream: of the last quarter of an hour, or of a past day. */
function createAhead(run: Run) {
  const { group } = run.options;
  const arrivals = createArrivals(run);
  const burst = Math.max(PAST_FACTOR, Number(group.tags['spillway:burst-factor'] ?? 3));
  const leadMs = assumedLeadMs(group);
  const aheadMinutes = (leadMs + LOOK_MARGIN_MS) / MINUTE_MS;
  const now = () => (burst * arrivals.busiestMinute() * aheadMinutes) / rollRowsOf(group);
  let today = 0;
  let past = 0;
  let dayEndsAtMs = run.times.startMs + DAY_MS;
  return {
    sample(): void {
      arrivals.sample();
      if (run.nowMs() >= dayEndsAtMs) {
        past = Math.max(past, today);
        today = 0;
        dayEndsAtMs += DAY_MS;
      }
      today = Math.max(today, now());
    },
    nodes: () => Math.max(now(), past),
  };
}

/** Nodes that are live, hold rows or were in their turn, or are no more; and those that wait and have told nobody yet. */
function notSpare({ group, tickerplant }: Run, heard: ReadonlySet<string>): number {
  return activeInstances(group()).filter(({ instanceId }) => {
    const stage = tickerplant.nodes.get(instanceId)?.stage;
    if (stage === 'queued') return !heard.has(instanceId);
    return stage === 'live' || stage === 'rolled' || stage === 'flushed' || stage === 'gone';
  }).length;
}

/** What schedules and tags ask for besides, and a group without anybody live. */
function floorOf({ options, nowMs, times }: Run): number {
  const { group, schedule } = options;
  const { morning } = schedule;
  const minute = ((nowMs() - times.startMs) % DAY_MS) / MINUTE_MS;
  // Delivered late, and held for as long.
  const isHeld =
    morning !== undefined &&
    minute >= morning.minute &&
    minute <= morning.minute + morning.holdMinutes + HOUR_MS / MINUTE_MS;
  const sparesMin = Number(group.tags['spillway:spares-min'] ?? 0);
  return Math.max(isHeld ? morning.nodeCount + 1 : 0, sparesMin + 1, group.minSize + 1);
}
