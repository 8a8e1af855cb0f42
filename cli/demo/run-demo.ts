// One trading day on the local AWS: real handlers, real SDK calls over HTTP, virtual time.
import type { Done } from '../../lib/core/plan.ts';
import { MINUTE_MS, HOUR_MS } from '../../lib/core/units.ts';
import { startEmulator, type Emulator } from '../../lib/emulator/start-emulator.ts';
import type { Trace } from '../../lib/sim/trace.ts';
import type { World } from '../../lib/sim/world.ts';
import type { DemoOptions } from './demo-options.ts';
import type { Decision, DemoSummary } from './demo-summary.ts';
import type { ReportDay } from '../../lib/report/report-data.ts';
import { collectDemoDay } from './collect-demo-day.ts';
import { probedRdbs, probeTags } from './adopted-group.ts';
import { createDemoWorld, DEMO_GROUP, WINDOW_MINUTES } from './demo-world.ts';
import { startLocalSpillway } from './local-spillway.ts';
import { createNewDecisions } from './new-decisions.ts';
import { countNodes } from './node-hours.ts';
import type { DayDisplay } from './show-day.ts';

/** What a demo leaves: its result, and the day as the report shows it. */
export interface DemoRun {
  readonly summary: DemoSummary;
  readonly day: ReportDay;
}

/** Runs the day and on past midnight until the surplus is retired, or the window has closed. */
export async function runDemo(options: DemoOptions, trace: Trace, display: DayDisplay): Promise<DemoRun> {
  const world = createDemoWorld(options, trace);
  const emulator = await startEmulator({
    world,
    ...probedRdbs([DEMO_GROUP], options.reports),
    schedules: [
      {
        name: 'end-of-day',
        expression: `at(${new Date(trace.endMs).toISOString().slice(0, 19)})`,
        input: {
          action: 'scale-in',
          scheduledTime: '<aws.scheduler.scheduled-time>',
          windowMinutes: WINDOW_MINUTES,
        },
      },
    ],
  });
  if (emulator.rdbs) world.autoScaling.putTags(DEMO_GROUP, probeTags(DEMO_GROUP, emulator.rdbs.port));
  const decisions: Decision[] = [];
  const newDecisions = createNewDecisions();
  const collector = collectDemoDay(options, trace);
  let scaleOuts = 0;
  let retirements = 0;
  const spillway = startLocalSpillway({
    emulator,
    clock: world.clock,
    onServed: (_name, served) => {
      for (const result of served.results) {
        if (result.kind !== 'decided' || !isApplied(result.actions)) continue;
        if (result.plan.kind === 'scale-out') scaleOuts += 1;
        if (result.plan.kind === 'retire') retirements += 1;
        collector.mark(result.plan, world.clock.nowMs());
      }
      for (const decision of newDecisions(served, world.clock.nowMs())) {
        decisions.push(decision);
        display.decision(decision);
      }
    },
  });
  const nodes = countNodes(world, DEMO_GROUP);
  world.onEvent(display.event);
  world.onEvent((event) => collector.watcher.onEvent?.(event));
  collector.watcher.onStart?.(world, DEMO_GROUP);
  // The nodes there from the start were launched before anybody listened.
  for (const instanceId of world.tickerplants.get(DEMO_GROUP)?.nodes.keys() ?? []) {
    const event = { groupName: DEMO_GROUP, instanceId, atMs: trace.startMs };
    collector.watcher.onEvent?.({ kind: 'launched', ...event });
  }
  try {
    const endedAtMs = await passTime(world, trace, display);
    display.end();
    mustHaveServed(emulator);
    const summary = summarise({
      ...{ options, trace, world, emulator, decisions, nodes, endedAtMs },
      ...{ scaleOuts, retirements },
    });
    return { summary, day: collector.finish() };
  } finally {
    spillway.stop();
    await emulator.stop();
  }
}

/** Minute by minute, so that the bars move; returns when it is over. */
async function passTime(world: World, trace: Trace, display: DayDisplay): Promise<number> {
  const tickerplant = world.tickerplants.get(DEMO_GROUP);
  const lastMs = trace.endMs + WINDOW_MINUTES * MINUTE_MS;
  for (let atMs = trace.startMs; atMs < lastMs; atMs += MINUTE_MS) {
    await world.runUntil(atMs + MINUTE_MS - 1);
    if (tickerplant) display.bars(tickerplant, atMs);
    if (atMs > trace.endMs && isOver(world)) return atMs + MINUTE_MS;
  }
  return lastMs;
}

/** Only the live node is left, and nothing is on its way in or out. */
function isOver(world: World): boolean {
  const [group] = world.autoScaling.describeGroups([DEMO_GROUP]);
  const instances = [...(group?.instances.values() ?? [])];
  return instances.length <= 1 && group?.desiredCapacity === instances.length;
}

/** A function that failed is a fault of ours: the day would look calm and mean nothing. */
function mustHaveServed(emulator: Emulator): void {
  const [first] = emulator.deadLetters();
  if (!first) return;
  throw new Error(`${first.functionName} failed three times, at ${new Date(first.atMs).toISOString()}`, {
    cause: first.error,
  });
}

function summarise(day: {
  options: DemoOptions;
  trace: Trace;
  world: World;
  emulator: Emulator;
  decisions: readonly Decision[];
  nodes: ReturnType<typeof countNodes>;
  endedAtMs: number;
  scaleOuts: number;
  retirements: number;
}): DemoSummary {
  const { options, trace, world, emulator, decisions, nodes, endedAtMs, scaleOuts, retirements } = day;
  const { peakNodes, nodesNow, nodeMs } = nodes.until(endedAtMs);
  return {
    peakNodes,
    instanceHours: hours(nodeMs),
    fixedInstanceHours: hours(peakNodes * (endedAtMs - trace.startMs)),
    scaleOuts,
    retirements,
    lateRolls: world.safety.lateRolls.length,
    terminatedWithData: world.safety.terminatedWithData.length,
    nodesAtEnd: nodesNow,
    awsCalls: emulator.awsCalls(),
    decisions,
    seed: options.seed,
  };
}

function hours(durationMs: number): number {
  return Number((durationMs / HOUR_MS).toFixed(3));
}

/** Whether a cycle has changed the group's capacity. */
function isApplied(actions: readonly Done[]): boolean {
  return actions.some(
    ({ action, outcome }) =>
      (action.kind === 'set-desired' || action.kind === 'retire') && outcome.kind === 'applied',
  );
}
