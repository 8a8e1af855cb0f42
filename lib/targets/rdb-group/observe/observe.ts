// Looks at groups: their nodes, the reports of these, and what was learned → a snapshot of each. Reads only.
import { ourHook } from '../domain/group.ts';
import type { OddReport, Report } from '../domain/node.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { GroupState } from '../domain/state.ts';
import { SILENT_AFTER_MS } from '../domain/tags/report-sources.ts';
import { eachAsItSettles, settleNow, valueOf, type Settled } from '../../../ports/settled.ts';
import { formatDuration, MINUTE_MS } from '../../../core/units.ts';
import { inBytes } from '../decide/learn/in-bytes.ts';
import type { Observed } from '../decide/learn/take-in.ts';
import { takeIn } from '../decide/learn/take-in.ts';
import { ageLimitMs, isFromFuture } from '../decide/freshness.ts';
import { suspectAfterMs } from '../decide/lead-time.ts';
import type { GroupPorts } from '../ports/group-ports.ts';
import { calendarNamed } from '../../../ports/calendar-store.ts';
import type { TelemetryAnswer } from '../ports/telemetry.ts';
import { doubtClocks } from './doubt-clocks.ts';
import type { GroupLook } from './group-look.ts';
import { hasWaiting, mayLetGo, publishesMetrics } from './may-let-go.ts';
import { readReports } from './read-reports.ts';

type Ports = Pick<GroupPorts, 'fleetReader' | 'telemetryFor' | 'calendars' | 'clock'>;

/** A first look reads this much of the past, so that a rate is known at once. */
const HISTORY_MS = 15 * MINUTE_MS;

/**
 * What is seen of the groups at this moment, in their order; or, of each, the `PortError` of a read that gave no complete
 * answer. Reports are read together. What else is read, few groups need, and each reads it by itself. None rejects.
 */
export function observeEach(
  looks: readonly GroupLook[],
  ports: Ports,
): readonly Promise<Settled<Observed>>[] {
  const nowMs = ports.clock.nowMs();
  const asks = looks.map((look) =>
    settleNow(() => ({
      group: look.group,
      policy: look.policy,
      fromMs: readFromMs(look.state, nowMs),
      ...(publishesMetrics(look) && !mayLetGo(look, nowMs) && { metricsFirst: true as const }),
    })),
  );
  const told = readReports(asks, nowMs, ports);
  return eachAsItSettles(looks, LOOKS_AT_ONCE, async (look, index) =>
    // Whoever looks has just read the groups.
    observedOf({ groupReadAtMs: nowMs, ...look }, await told[index], ports),
  );
}

/** One group's snapshot, with what it teaches. Throws `PortError` if any read gave no complete answer. */
export async function observe(look: GroupLook, ports: Ports): Promise<Snapshot> {
  const [observing] = observeEach([look], ports);
  if (!observing) throw new Error(`${look.group.name} was not looked at`);
  return takeIn(valueOf(await observing));
}

const LOOKS_AT_ONCE = 10;

async function observedOf(
  look: GroupLook & { readonly groupReadAtMs: number },
  told: Settled<TelemetryAnswer> | undefined,
  ports: Ports,
): Promise<Observed> {
  const { group, groupReadAtMs, policy, state } = look;
  if (!told) throw new Error(`${group.name}: nothing was said of its reports`);
  const answer = valueOf(told);
  // A report from the future would hide those that can be believed.
  const seenAtMs = ports.clock.nowMs();
  const ahead = answer.reports.filter((r) => isFromFuture(r, seenAtMs));
  const believed = ahead.length === 0 ? answer.reports : answer.reports.filter((r) => !ahead.includes(r));
  const said = { reports: believed, odd: [...answer.odd, ...ahead.map((r) => oddFuture(r, seenAtMs))] };
  const { odd, clocks, reports: inTime } = doubtClocks(state.learned.nodes, said, seenAtMs);
  const reports = inBytes(inTime, state.learned);
  const unknownLaunches = missingLaunchTimes(reports, look);
  const launchTimes =
    unknownLaunches.length === 0 ? undefined : await ports.fleetReader.readLaunchTimes(unknownLaunches);
  const hook = needsHook(reports, look, seenAtMs)
    ? ourHook(group, await ports.fleetReader.readTerminatingHooks(group.name))
    : undefined;
  const observation = {
    group,
    reports,
    ...(launchTimes && { launchTimes }),
    suspectAfterMs: suspectAfterMs(policy, state.learned),
    ...(look.waitingSince && { waitingSince: look.waitingSince }),
    ...(clocks && { clocks }),
  };
  const knowsDays = state.learned.days.length > 0;
  const calendar = knowsDays ? await calendarNamed(policy.calendar, ports.calendars) : undefined;
  const snapshot = {
    group,
    groupReadAtMs,
    reports: bestReports(reports),
    odd,
    learned: state.learned,
    ...(state.intent && { intent: state.intent }),
    ...(calendar && { calendar }),
    ...(hook && { hook }),
    ...(answer.disputed && { disputed: answer.disputed }),
    ...(answer.addresses && { addresses: answer.addresses }),
  };
  return { snapshot, observation, seenAtMs };
}

/** The hook matters while a node waits in it, and where one that stands in the queue might be sent there. */
function needsHook(reports: readonly Report[], look: GroupLook, nowMs: number): boolean {
  if (hasWaiting(look)) return true;
  return reports.some((report) => report.queued === true) && mayLetGo(look, nowMs);
}

function oddFuture({ instanceId, observedAtMs }: Report, nowMs: number): OddReport {
  const why = `from the future, by ${formatDuration(observedAtMs - nowMs)}`;
  return { instanceId, metric: 'observedAtMs', value: observedAtMs, why };
}

/**
 * What may still count is read again; and what came since the newest report that is known, however late it comes: else a
 * delay that has begun would hide all reports for good.
 */
function readFromMs({ learned }: GroupState, nowMs: number): number {
  const sinceLastLookMs = nowMs - (learned.looks.lastLookAtMs ?? 0);
  const countsForMs = Math.max(SILENT_AFTER_MS, ageLimitMs('cloudwatch', learned));
  let lastHeardMs = 0;
  for (const id in learned.nodes)
    lastHeardMs = Math.max(lastHeardMs, learned.nodes[id]?.last?.observedAtMs ?? 0);
  const backMs = Math.max(sinceLastLookMs + countsForMs + MINUTE_MS, nowMs - lastHeardMs);
  return nowMs - Math.min(HISTORY_MS, backMs);
}

/**
 * Launch times are asked for only where a role hangs on them: of empty nodes that are not live, say nothing
 * of their queue, and may have been launched before the last end of day or after it. And on a first look, of all nodes
 * that are silent, or empty and not live: they may be booting, or have been there for days.
 */
function missingLaunchTimes(
  reports: readonly Report[],
  { group, state: { learned, intent } }: GroupLook,
): readonly string[] {
  const endOfDayMs = intent?.lastEndOfDayMs;
  const isFirstLook = learned.looks.lastLookAtMs === undefined;
  const isEmpty = (report: Report) => report.rows === 0 && report.live === false;
  const isOld = (id: string) =>
    endOfDayMs === undefined ||
    (learned.nodes[id]?.launch.firstSeenAtMs ?? Number.POSITIVE_INFINITY) <= endOfDayMs;
  const heardOf = new Set(isFirstLook ? reports.map((r) => r.instanceId) : []);
  const unheard = () => group.nodes.map((n) => n.instanceId).filter((id) => !heardOf.has(id));
  const open = new Set([
    ...(isFirstLook ? [...unheard(), ...reports.filter(isEmpty).map((r) => r.instanceId)] : []),
    ...reports
      .filter((r) => isEmpty(r) && r.queued === undefined)
      .map((r) => r.instanceId)
      .filter((id) => learned.nodes[id]?.launch.launchedAtMs === undefined)
      .filter((id) => !learned.nodes[id]?.turn?.everLive)
      .filter((id) => !isOld(id)),
  ]);
  return [...open];
}

/**
 * The report that speaks for a node: the newest, unless an older one says more. (CloudWatch may show a
 * period's metrics one by one; a report is never patched together from two.)
 */
function bestReports(reports: readonly Report[]): ReadonlyMap<string, Report> {
  const best = new Map<string, Report>();
  for (const report of reports) {
    const known = best.get(report.instanceId);
    if (known && saysMore(known, report)) continue;
    best.set(report.instanceId, report);
  }
  return best;
}

/** An observation a period older, with more fields, that the newer one does not contradict. */
function saysMore(older: Report, newer: Report): boolean {
  const isNearlyAsNew = newer.observedAtMs - older.observedAtMs <= MINUTE_MS;
  return isNearlyAsNew && agrees(newer, older) && fieldCount(older) > fieldCount(newer);
}

/** Rows may have grown, but not begun; whatever else the newer one says, the older one says too. */
function agrees(newer: Report, older: Report): boolean {
  return (
    (newer.live ?? older.live) === older.live &&
    (newer.queued ?? older.queued) === older.queued &&
    (newer.busy ?? older.busy) === older.busy &&
    (newer.rows === undefined || (newer.rows === 0) === (older.rows === 0))
  );
}

function fieldCount(report: Report): number {
  return Object.keys(report).length;
}
