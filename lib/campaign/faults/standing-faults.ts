// Faults of servers, EC2 and metrics that stand for a while or for good: drawn and injected before the run, those of new
// servers by launch number, those of servers in service when their time comes.
import { HOUR_MS, MINUTE_MS } from '../../core/units.ts';
import type { Fault, Span } from '../../sim/faults.ts';
import type { FaultName } from '../options/fault-names.ts';
import { GROUP_NAME } from '../world/create-day.ts';
import type { Run } from '../world/run.ts';

const groupName = GROUP_NAME;

/** Launches up to this number may be struck. */
const LAUNCHES_MAX = 60;
/** Share of launches that a fault of full strength strikes. */
const LAUNCH_SHARE = 0.35;
/** How often a fault of full strength strikes in a day. */
const TIMES_A_DAY = 4;

/** Injects what the run's options ask for, and notes what each may excuse. */
export function setStandingFaults(run: Run): void {
  strikeLaunches(run, 'stays-pending', (launchNumber) => ({
    kind: 'stays-pending',
    groupName,
    launchNumber,
  }));
  strikeLaunches(run, 'never-reports', (launchNumber) => ({
    kind: 'never-reports',
    groupName,
    launchNumber,
  }));
  strikeLaunches(run, 'never-empties', (launchNumber) => ({
    kind: 'never-empties',
    groupName,
    launchNumber,
  }));
  strikeLaunches(run, 'slow-boot', (launchNumber, draw) => ({
    kind: 'slow-boot',
    groupName,
    launchNumber,
    extraMs: Math.round((0.5 + 12 * draw) * MINUTE_MS),
  }));
  strikeGroup(run, 'no-capacity', 90, (span) => {
    run.disturb(span.untilMs);
    run.world.inject({ kind: 'no-capacity', groupName, ...span });
  });
  strikeGroup(run, 'launch-suspended', 90, (span) => {
    run.disturb(span.untilMs);
    run.world.autoScaling.suspendProcesses(groupName, ['Launch']);
    run.world.clock.schedule(span.untilMs, () =>
      run.world.autoScaling.resumeProcesses(groupName, ['Launch']),
    );
  });
  strikeNode(run, 'metrics-late', 60, (span, instanceId, draw) =>
    run.world.inject({
      kind: 'metrics-late',
      instanceId,
      ...span,
      delayMs: Math.round((1 + 5 * draw) * MINUTE_MS),
    }),
  );
  strikeGroup(run, 'reports-late', 600, (span, draw) =>
    run.world.inject({
      kind: 'metrics-late',
      groupName,
      ...span,
      delayMs: Math.round((1 + 7 * draw) * MINUTE_MS),
    }),
  );
  strikeNode(run, 'metrics-missing', 60, (span, instanceId, draw) => {
    const names = (['Rows', 'Live', 'Queued', 'Busy', 'MemoryUsedBytes'] as const).filter(
      (_, i) => i % 2 === (draw < 0.5 ? 0 : 1),
    );
    run.world.inject({ kind: 'metrics-missing', instanceId, ...span, names });
  });
  strikeNode(run, 'metrics-odd', 60, (span, instanceId, draw) =>
    run.world.inject({ kind: 'metrics-odd', instanceId, ...span, odd: draw < 0.5 ? 'nan' : 'negative' }),
  );
  strikeNode(run, 'metrics-ahead', 120, (span, instanceId, draw) =>
    run.world.inject({
      kind: 'metrics-ahead',
      instanceId,
      ...span,
      aheadMs: Math.round(30 * draw ** 2 * MINUTE_MS),
    }),
  );
  strikeNode(run, 'claims-live', 90, (span, instanceId) =>
    run.world.inject({ kind: 'metrics-odd', instanceId, ...span, odd: 'claims-live' }),
  );
  strikeNode(run, 'lies', 180, (span, instanceId) => run.world.inject({ kind: 'lies', instanceId, ...span }));
  silenceAtFirst(run);
  strikeNode(run, 'silent', 300, (span, instanceId) =>
    run.world.inject({ kind: 'metrics-stop', instanceId, ...span }),
  );
  strikeGroup(run, 'silent', 30, (span) => run.world.inject({ kind: 'metrics-stop', groupName, ...span }));
}

function strikeLaunches(
  run: Run,
  name: 'stays-pending' | 'never-reports' | 'never-empties' | 'slow-boot',
  faultOf: (launchNumber: number, draw: number) => Fault,
): void {
  const strength = run.options.faults[name];
  if (strength === undefined) return;
  const chance = run.chanceOf(name);
  const struck = new Set<number>();
  for (let launchNumber = 1; launchNumber <= LAUNCHES_MAX; launchNumber += 1) {
    const [isStruck, draw] = [chance.next() < LAUNCH_SHARE * strength, chance.next()];
    if (!isStruck) continue;
    struck.add(launchNumber);
    run.world.inject({ ...faultOf(launchNumber, draw), untilMs: run.times.calmFromMs } as Fault);
    // Those that the world starts with have booted; what they will not do at the end of day is still to come.
    const ready = [...run.tickerplant.nodes.values()][launchNumber - 1];
    if (name === 'never-empties' && ready) {
      ready.neverEmpties = true;
      run.occur(name);
    }
  }
  run.world.onEvent((event) => {
    if (event.kind !== 'launched' || !struck.has(run.group().launchCount) || run.strength(name) === 0) return;
    run.occur(name);
    if (name !== 'never-empties') run.disturb(run.nowMs() + COMES_NOT_MS);
  });
}

/** For so long a launch that comes late or never may be waited for: twice the longest lead time, and a look. */
const COMES_NOT_MS = 25 * MINUTE_MS;

/** A server that does what it should and says nothing, for up to four hours from its launch. */
function silenceAtFirst(run: Run): void {
  const strength = run.options.faults['silent-at-first'];
  if (strength === undefined) return;
  const chance = run.chanceOf('silent-at-first');
  run.world.onEvent((event) => {
    if (event.kind !== 'launched') return;
    const [isStruck, draw] = [chance.next() < LAUNCH_SHARE * strength, chance.next()];
    if (!isStruck || run.strength('silent-at-first') === 0) return;
    const fromMs = run.nowMs();
    const untilMs = Math.min(run.times.calmFromMs, fromMs + (1 + 3 * draw) * HOUR_MS);
    run.occur('silent-at-first');
    run.disturb(untilMs);
    run.world.inject({ kind: 'metrics-stop', instanceId: event.instanceId, fromMs, untilMs });
  });
}

/** Strikes at drawn moments, each time for up to `minutesMax`, never beyond the calm. */
function strike(
  run: Run,
  name: FaultName,
  minutesMax: number,
  begin: (span: Span, draw: number) => void,
): void {
  const strength = run.options.faults[name];
  if (strength === undefined) return;
  const chance = run.chanceOf(name);
  const { startMs, calmFromMs } = run.times;
  const count = Math.ceil(strength * TIMES_A_DAY * ((calmFromMs - startMs) / (24 * HOUR_MS)));
  for (let i = 0; i < count; i += 1) {
    const [start, length, draw] = [chance.next(), chance.next(), chance.next()];
    const fromMs = Math.round(startMs + start * (calmFromMs - startMs));
    const untilMs = Math.round(Math.min(calmFromMs, fromMs + (1 + length * minutesMax) * MINUTE_MS));
    run.world.clock.schedule(fromMs, () => {
      run.occur(name);
      begin({ fromMs, untilMs }, draw);
    });
  }
}

const strikeGroup = strike;

/** The live node, the first that waits, or any other. */
function strikeNode(
  run: Run,
  name: FaultName,
  minutesMax: number,
  begin: (span: Span, instanceId: string, draw: number) => void,
): void {
  strike(run, name, minutesMax, (span, draw) => {
    const { tickerplant } = run;
    const nodes = [...tickerplant.nodes.values()];
    const choice = [tickerplant.live(), tickerplant.queue()[0], nodes[Math.floor(draw * nodes.length)]];
    const victim = choice[Math.floor(draw * 1_000) % choice.length] ?? nodes[0];
    if (victim) begin(span, victim.instanceId, (draw * 1_000) % 1);
  });
}
