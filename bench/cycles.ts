// How many AWS calls a cycle makes, counted on the wire of the local AWS, the tick's listing left out.
import { startLocalSpillway } from '../cli/demo/local-spillway.ts';
import { DEMO_GROUP } from '../cli/demo/demo-world.ts';
import type { Plan } from '../lib/targets/rdb-group/domain/plan.ts';
import { startEmulator } from '../lib/emulator/start-emulator.ts';
import { MEASURED_TRACE, measuredDay } from './day/measured-day.ts';
import type { Measurement } from './measurement.ts';

const BUDGET: Readonly<Record<string, string>> = { hold: 'at most 4', 'scale-out': 'at most 7' };

/** Paging over the groups and their due times: what a tick costs whether or not a group is due. */
const LISTING = 'DescribeTags + BatchGetItem per tick';

/** Runs the demo's day on CloudWatch reports and counts what each cycle added. */
export async function benchCycles(): Promise<readonly Measurement[]> {
  const world = measuredDay(1);
  const emulator = await startEmulator({
    world,
    tick: null,
    schedules: [
      {
        name: 'end-of-day',
        expression: `at(${new Date(MEASURED_TRACE.endMs).toISOString().slice(0, 19)})`,
        input: { action: 'scale-in', scheduledTime: '<aws.scheduler.scheduled-time>', windowMinutes: 240 },
      },
    ],
  });
  const cycles = new Map<string, (readonly string[])[]>();
  let callsBefore = 0;
  const spillway = startLocalSpillway({
    emulator,
    clock: world.clock,
    onServed: (name, served) => {
      const made = emulator.calls().slice(callsBefore);
      callsBefore += made.length;
      const [result] = served.results;
      if (name === 'on-alarm' && result?.kind === 'decided') {
        const kind = kindOf(result.plan);
        cycles.set(kind, [...(cycles.get(kind) ?? []), made.map(({ action }) => action)]);
      }
    },
  });
  const alarm = {
    source: 'aws.cloudwatch',
    alarmArn: 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:bench',
    alarmData: {
      alarmName: 'bench',
      state: { value: 'ALARM' },
      alarmContributor: { attributes: { AutoScalingGroupName: DEMO_GROUP } },
    },
  };
  try {
    // An alarm each minute stands for the tick: one cycle, and nothing else between two counts.
    for (
      let atMs = MEASURED_TRACE.startMs + 4 * 3_600_000;
      atMs < MEASURED_TRACE.endMs + 20 * 60_000;
      atMs += 60_000
    ) {
      await world.runUntil(atMs);
      callsBefore = emulator.calls().length;
      await emulator.invoke('on-alarm', alarm);
    }
  } finally {
    spillway.stop();
    await emulator.stop();
  }
  return [...cycles]
    .map(([kind, made]) => ({
      what: `a cycle: ${kind} (${made.length} cycles)`,
      measured: told(made),
      budget: BUDGET[kind] ?? '',
    }))
    .concat({ what: 'besides, for all groups together', measured: LISTING, budget: 'paging' });
}

/** A cycle that also answers terminating hooks makes a call for each, and looks the hook up. */
function kindOf(plan: Plan): string {
  return plan.hookSteps.length > 0
    ? `${plan.kind}, with ${plan.hookSteps.length} nodes in their hooks`
    : plan.kind;
}

/** `4 in 1,190; 5 to 6 in 28, with DescribeInstances 20`: what most cycles make, and what the others make besides. */
function told(cycles: readonly (readonly string[])[]): string {
  const usual = mostOften(cycles.map(({ length }) => length));
  const usualCycle = cycles.find(({ length }) => length === usual) ?? [];
  const others = cycles.filter(({ length }) => length !== usual);
  const text = `${usual} in ${cycles.length - others.length}`;
  if (others.length === 0) return text;
  const lengths = others.map(({ length }) => length);
  const besides = counted(others.flatMap((actions) => without(actions, usualCycle)));
  const range = `${Math.min(...lengths)} to ${Math.max(...lengths)} in ${others.length}`;
  return `${text}; ${range}, with ${[...besides].map((one) => one.join(' ')).join(', ')}`;
}

/** What is left of `actions` when each of `taken` is taken away once. */
function without(actions: readonly string[], taken: readonly string[]): readonly string[] {
  const left = [...actions];
  for (const one of taken) {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}

function mostOften(values: readonly number[]): number {
  return [...counted(values)].sort((a, b) => b[1] - a[1])[0]?.[0] ?? Number.NaN;
}

function counted<Value>(values: readonly Value[]): ReadonlyMap<Value, number> {
  const times = new Map<Value, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  return times;
}
