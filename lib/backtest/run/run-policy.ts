// One policy over all days of a trace: builds the world, lets the policy act, measures.
// What acts is drive-policy.ts, what is measured ../result/record-run.ts.
import { DAY_MS, GIB, HOUR_MS, MIB, MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import type { GroupJournalEntry } from '../../targets/rdb-group/ports/group-journal.ts';
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
import type { Measured } from '../result/result.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** The parts of a scenario that a run depends on. */
export type RunTerms = Pick<Scenario, 'bytesPerMessage' | 'node' | 'group' | 'telemetry' | 'seed'>;

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
}): Promise<PolicyRun> {
  const { terms, trace, days, policy, watcher } = given;
  const [firstDay] = days;
  const lastDay = days.at(-1);
  if (!firstDay || !lastDay) throw new Error(`${trace.name}: a backtest needs at least one day`);
  const readyCount = Math.max(1, terms.group.min);
  const endOfDaysMs = days.map((day) => day.endOfDayMs);
  const world = createWorld({ startMs: firstDay.startMs, seed: terms.seed, metricsKeptMs: METRICS_KEPT_MS });
  const record = createRunRecord(readyCount);
  world.onEvent(record.listen);
  if (watcher?.onEvent) world.onEvent(watcher.onEvent);
  addGroup(world, { terms, trace, policy, readyCount, endOfDaysMs });
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
  // The last day's scale-in goes on after midnight: its window is waited for.
  await runDay(world, {
    ...callbacks,
    untilMs: Math.max(lastDay.endMs, lastDay.endOfDayMs + windowMs),
    schedules: 'onSchedule' in callbacks ? scaleInSchedules(endOfDaysMs, windowMs) : [],
  });
  return { measured: record.measure(billingOf(terms, days)), record };
}

/** How these days are billed. */
export function billingOf({ node }: Pick<RunTerms, 'node'>, days: readonly LocalDay[]): BillingTerms {
  return { shutdownMs: node.shutdownSeconds * SECOND_MS, lastDayEndMs: days.at(-1)?.endMs ?? 0 };
}

interface GroupTerms {
  readonly terms: RunTerms;
  readonly trace: MinuteTrace;
  readonly policy: PolicyChoice;
  readonly readyCount: number;
  readonly endOfDaysMs: readonly number[];
}

function addGroup(world: World, given: GroupTerms): void {
  const { terms, trace, policy, readyCount, endOfDaysMs } = given;
  const { node, group, telemetry } = terms;
  const isOurs = policy.kind === 'threshold' || policy.kind === 'lead-time';
  const arrivals = arrivalsOf(trace, terms.bytesPerMessage ?? BYTES_PER_MESSAGE_DEFAULT);
  world.addGroup({
    name: GROUP_NAME,
    minSize: group.min,
    maxSize: group.max,
    desiredCapacity: readyCount,
    tags: tagsOf(policy),
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
      ...(telemetry.missingPercent > 0 && { isLost: lossOf(terms) }),
    },
  });
}

/** A share of what nodes publish is lost for good, each period's drawn by itself. */
function lossOf({ telemetry, seed }: RunTerms): NonNullable<NodeTelemetry['isLost']> {
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
