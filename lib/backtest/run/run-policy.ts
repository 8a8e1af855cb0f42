// One policy over all days of a trace: builds the world, lets the policy act, measures.
// What acts is drive-policy.ts, what is measured ../result/record-run.ts.
import { DAY_MS, GIB, HOUR_MS, MIB, MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import type { GroupJournalEntry } from '../../targets/rdb-group/ports/group-journal.ts';
import { KEEP_DATA_HOOK } from '../../targets/rdb-group/domain/group.ts';
import type { MemoryModel } from '../../sim/rdb/memory-model.ts';
import { createRandom } from '../../sim/random.ts';
import type { Telemetry as NodeTelemetry } from '../../sim/rdb/publisher.ts';
import { runDay } from '../../sim/run-day.ts';
import type { WorldEvent } from '../../sim/world-events.ts';
import { createWorld, type World } from '../../sim/world.ts';
import { createBacktestPorts } from './backtest-ports.ts';
import { drivePolicy, scaleInSchedules, scaleInWindowMs } from './drive-policy.ts';
import type { LocalDay } from './local-days.ts';
import type { MinuteTrace } from '../../trace/minute-trace.ts';
import { arrivalsOf } from './arrivals.ts';
import { useOfFixedServer, type FixedServerUse } from '../yardsticks/fixed-server.ts';
import { planOracle } from '../yardsticks/oracle.ts';
import { rollThresholdOf, tagsOf, type PolicyChoice } from '../scenario/policy-choice.ts';
import type { BillingTerms } from '../result/billing.ts';
import { createRunRecord, type RunRecord } from '../result/record-run.ts';
import { watchForesight } from './watch-foresight.ts';
import type { Measured } from '../result/result.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** The parts of a scenario that a run depends on. */
export type RunTerms = Pick<
  Scenario,
  'bytesPerMessage' | 'node' | 'group' | 'telemetry' | 'timeZone' | 'seed'
>;

export interface PolicyRun {
  readonly measured: Measured;
  readonly record: RunRecord;
}

/** Looks on while a run goes by; for reports. */
export interface RunWatcher {
  readonly onStart?: (world: World, groupName: string) => void;
  readonly onEvent?: (event: WorldEvent) => void;
  readonly onJournal?: (entry: GroupJournalEntry) => void;
  /** Each local day that has ended. */
  readonly onDayEnd?: (day: LocalDay) => void;
}

/**
 * `midnight`: to the end of the last day, as a fixed server is. `past-the-window`: to the end of its scale-in window, so that
 * what is not retired after the last end of day costs something.
 */
export type Billed = 'midnight' | 'past-the-window';

export const GROUP_NAME = 'rdb';

/** CloudWatch's memory in a backtest: cycles look back a quarter of an hour at the most. */
const METRICS_KEPT_MS = HOUR_MS;

/** A message's size where the trace counts bytes or the scenario does not say: not used for messages. */
const BYTES_PER_MESSAGE_DEFAULT = 1;

/** Runs one policy. Deterministic: the same terms, trace and policy give the same measures. */
export async function runPolicy(given: {
  readonly terms: RunTerms;
  readonly trace: MinuteTrace;
  readonly days: readonly LocalDay[];
  readonly policy: PolicyChoice;
  readonly watcher?: RunWatcher;
  /** Default: `midnight`. */
  readonly billed?: Billed;
}): Promise<PolicyRun> {
  const { terms, trace, days, policy, watcher, billed } = given;
  const [firstDay] = days;
  if (!firstDay) throw new Error(`${trace.name}: a backtest needs at least one day`);
  const readyCount = Math.max(1, terms.group.min);
  const endOfDaysMs = days.map((day) => day.endOfDayMs);
  const world = createWorld({ startMs: firstDay.startMs, seed: terms.seed, metricsKeptMs: METRICS_KEPT_MS });
  const isLost = lossOf(terms);
  const memory = memoryOf({ terms, trace });
  const record = createRunRecord(
    readyCount,
    watchForesight(world, GROUP_NAME, { terms, policy, memory, isLost }),
  );
  world.onEvent(record.listen);
  if (watcher?.onEvent) world.onEvent(watcher.onEvent);
  addGroup(world, { terms, trace, policy, readyCount, endOfDaysMs }, isLost);
  watcher?.onStart?.(world, GROUP_NAME);
  const callbacks = drivePolicy({
    world,
    groupName: GROUP_NAME,
    policy,
    telemetry: terms.telemetry,
    oracle: oracleOf({ terms, trace, policy, readyCount, endOfDaysMs }),
    ports: createBacktestPorts(world, { ...(watcher?.onJournal && { onJournal: watcher.onJournal }) }),
  });
  for (const day of days) world.clock.schedule(day.endMs, () => watcher?.onDayEnd?.(day));
  const windowMs = scaleInWindowMs(terms.group.writeDownSeconds);
  await runDay(world, {
    ...callbacks,
    // The last day's scale-in goes on after midnight: its window is waited for.
    untilMs: lastWindowEndMs(terms, days),
    schedules: 'onSchedule' in callbacks ? scaleInSchedules(endOfDaysMs, windowMs, terms.timeZone) : [],
  });
  return { measured: record.measure(billingOf(terms, days, billed)), record };
}

/** The end of the last day, or of its scale-in window where that goes on after midnight, ms since the epoch. */
function lastWindowEndMs({ group }: Pick<RunTerms, 'group'>, days: readonly LocalDay[]): number {
  const { endMs = 0, endOfDayMs = 0 } = days.at(-1) ?? {};
  return Math.max(endMs, endOfDayMs + scaleInWindowMs(group.writeDownSeconds));
}

/** How these days are billed. */
export function billingOf(
  terms: Pick<RunTerms, 'node' | 'group'>,
  days: readonly LocalDay[],
  billed: Billed = 'midnight',
): BillingTerms {
  return {
    shutdownMs: terms.node.shutdownSeconds * SECOND_MS,
    lastDayEndMs: billed === 'midnight' ? (days.at(-1)?.endMs ?? 0) : lastWindowEndMs(terms, days),
  };
}

interface GroupTerms {
  readonly terms: RunTerms;
  readonly trace: MinuteTrace;
  readonly policy: PolicyChoice;
  readonly readyCount: number;
  readonly endOfDaysMs: readonly number[];
}

function addGroup(world: World, given: GroupTerms, isLost: NodeTelemetry['isLost']): void {
  const { terms, trace, policy, readyCount, endOfDaysMs } = given;
  const { node, group, telemetry } = terms;
  const isOurs = policy.kind === 'threshold' || policy.kind === 'lead-time';
  const arrivals = arrivalsOf(trace, terms.bytesPerMessage ?? BYTES_PER_MESSAGE_DEFAULT);
  world.addGroup({
    name: GROUP_NAME,
    minSize: group.min,
    maxSize: group.max,
    desiredCapacity: readyCount,
    tags: tagsOf(policy, group.leavesQueue),
    ...(isOurs && group.leavesQueue && { hooks: [KEEP_DATA], terminateHookAbandon: 'retain' as const }),
    newInstancesProtectedFromScaleIn: isOurs,
    memory: memoryOf(given),
    rollThresholdPercent: rollThresholdOf(policy),
    segments: arrivals.segments(),
    endOfDaysMs,
    bootMs: node.bootSeconds * SECOND_MS,
    replayMs: node.replaySeconds * SECOND_MS,
    writeDownMs: group.writeDownSeconds * SECOND_MS,
    readyNodeCount: readyCount,
    telemetry: {
      // Nobody reads what nodes say where our cycles do not run.
      periodMs: isOurs ? telemetry.periodSeconds * SECOND_MS : DAY_MS,
      delayMs: telemetry.delaySeconds * SECOND_MS,
      ...(isLost && { isLost }),
    },
  });
}

/** As `spillway adopt` makes it. */
const KEEP_DATA = {
  hookName: KEEP_DATA_HOOK,
  transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  heartbeatTimeoutSeconds: HOUR_MS / SECOND_MS,
  defaultResult: 'ABANDON',
} as const;

/** A share of what nodes publish is lost for good, each period's drawn by itself. */
function lossOf({ telemetry, seed }: RunTerms): NodeTelemetry['isLost'] {
  if (telemetry.missingPercent === 0) return undefined;
  const random = createRandom(seed);
  const periodMs = telemetry.periodSeconds * SECOND_MS;
  return ({ instanceId, atMs }) => {
    const period = Math.floor(atMs / periodMs) * periodMs;
    return random.fork(`${instanceId}/${period}`).next() < telemetry.missingPercent / 100;
  };
}

/** What the trace would make of the one big server; `undefined` where the scenario has none. */
export function fixedServerOf(
  terms: RunTerms & Pick<Scenario, 'fixed'>,
  trace: MinuteTrace,
  days: readonly LocalDay[],
): { readonly pricePerHourUsd: number; readonly use: FixedServerUse } | undefined {
  const { fixed } = terms;
  if (!fixed) return undefined;
  const use = useOfFixedServer({
    segments: arrivalsOf(trace, terms.bytesPerMessage ?? BYTES_PER_MESSAGE_DEFAULT).segments(),
    memory: { ...memoryOf({ terms, trace }), totalBytes: fixed.memoryGiB * GIB },
    endOfDaysMs: days.map((day) => day.endOfDayMs),
  });
  return { pricePerHourUsd: fixed.pricePerHourUsd, use };
}

function memoryOf({ terms, trace }: Pick<GroupTerms, 'terms' | 'trace'>): MemoryModel {
  return {
    totalBytes: terms.node.memoryGiB * GIB,
    baselineBytes: terms.node.baselineMiB * MIB,
    bytesPerRow: arrivalsOf(trace, terms.bytesPerMessage ?? BYTES_PER_MESSAGE_DEFAULT).bytesPerRow,
    growth: terms.node.memoryGrowth,
    keepsHeap: false,
  };
}

function oracleOf(given: GroupTerms) {
  const { terms, trace, policy, readyCount, endOfDaysMs } = given;
  if (policy.kind !== 'oracle') return { rollsMs: [], launchesMs: [] };
  return planOracle({
    segments: arrivalsOf(trace, terms.bytesPerMessage ?? BYTES_PER_MESSAGE_DEFAULT).segments(),
    memory: memoryOf(given),
    rollThresholdPercent: rollThresholdOf(policy),
    endOfDaysMs,
    leadTimeMs: (terms.node.bootSeconds + terms.node.replaySeconds) * SECOND_MS,
    readyCount,
  });
}

/** Days as hours that a fixed server is paid for. */
export function hoursOf(days: readonly LocalDay[]): number {
  return days.reduce((total, day) => total + (day.endMs - day.startMs), 0) / (60 * MINUTE_MS);
}
