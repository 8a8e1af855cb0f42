// Two channels as one `Telemetry`: the probe first, CloudWatch for nodes that it could not reach, and for
// a second opinion on nodes that claim to be empty. Where the two contradict each other the node is
// disputed, and `decide` never retires it; the contradiction is not resolved here. What CloudWatch holds of
// such a group comes from its nodes alone: probed-metrics.ts sees to it that it is no echo of the probe.
import { PortError } from '../../../../core/errors.ts';
import { settleNow, type Settled } from '../../../../ports/settled.ts';
import { memoryUsedPercent, type Report } from '../../domain/node.ts';
import type { ReportChannel } from '../../domain/tags/report-sources.ts';
import type { Telemetry, TelemetryAnswer, TelemetryQuery } from '../../ports/telemetry.ts';

/** Memory that rose by more than this share within the time read is growing, percent of the total. */
export const GROWING_PERCENT = 1;

export interface CombinedTelemetry {
  readonly probe: Telemetry;
  readonly cloudWatch: Telemetry;
  /** Told after each read: which channel failed, so that the other carries on alone; `undefined` for neither. */
  readonly onChannels: (groupName: string, failed: FailedChannel | undefined) => void;
}

export interface FailedChannel {
  readonly channel: ReportChannel;
  readonly error: PortError;
}

/**
 * The probe's reports; CloudWatch's for nodes without one. CloudWatch is asked only about silent nodes and
 * about empty ones, so that a group whose RDBs all answer and hold data costs no metric read; what it is asked of
 * several groups shares its calls. A group is a `PortError` if neither channel answers.
 */
export function createCombinedTelemetry(channels: CombinedTelemetry): Telemetry {
  // CloudWatch is asked once the slowest server has answered: one group's servers must not keep the others waiting.
  return { isReadByGroup: true, readReports: (queries) => readBoth(channels, queries) };
}

async function readBoth(
  { probe, cloudWatch, onChannels }: CombinedTelemetry,
  queries: readonly TelemetryQuery[],
): Promise<readonly Settled<TelemetryAnswer>[]> {
  const probed = await probe.readReports(queries);
  const asks = queries.map((query, index) => asksOf(query, probed[index]));
  const asked = asks.filter((query) => query !== undefined);
  const watched = asked.length === 0 ? [] : await cloudWatch.readReports(asked);
  let next = 0;
  return queries.map((query, index) => {
    const ofGroup = asks[index] && watched[next++];
    return settleNow(() => {
      const said = { probed: answerOf(probed[index]) ?? NOTHING, watched: answerOf(ofGroup) };
      onChannels(query.groupName, failedOf(said));
      return combine(said);
    });
  });
}

/** What CloudWatch is asked for, if anything: all nodes where the probe failed, else those silent or claiming to be empty. */
function asksOf(
  query: TelemetryQuery,
  probed: Settled<TelemetryAnswer> | undefined,
): TelemetryQuery | undefined {
  if (!probed?.ok) return probed?.error instanceof PortError ? query : undefined;
  const { reports } = probed.value;
  const answered = new Set(reports.map((report) => report.instanceId));
  const empty = emptyOf(reports);
  const instanceIds = query.instanceIds.filter((id) => !answered.has(id) || empty.has(id));
  return instanceIds.length === 0 ? undefined : { ...query, instanceIds };
}

const NOTHING: TelemetryAnswer = { reports: [], odd: [] };

/** What the channels said of one group; `watched` is absent where CloudWatch was not asked. */
interface Said {
  readonly probed: TelemetryAnswer | PortError;
  readonly watched: TelemetryAnswer | PortError | undefined;
}

/** The channel that failed first, so that the other carries on alone. */
function failedOf({ probed, watched }: Said): FailedChannel | undefined {
  if (probed instanceof PortError) return { channel: 'probe', error: probed };
  return watched instanceof PortError ? { channel: 'cloudwatch', error: watched } : undefined;
}

/** Throws if both failed. */
function combine({ probed, watched }: Said): TelemetryAnswer {
  if (probed instanceof PortError) {
    if (!watched || watched instanceof PortError) throw watched ?? probed;
    return watched;
  }
  if (!watched) return probed;
  const empty = emptyOf(probed.reports);
  // No second opinion, no termination: scale-out goes on with what the probe says.
  if (watched instanceof PortError) return { ...probed, disputed: empty };
  const answered = new Set(probed.reports.map((report) => report.instanceId));
  const refused = new Set(probed.odd.map((odd) => odd.instanceId));
  const fallback = watched.reports.filter(
    ({ instanceId }) => !answered.has(instanceId) && !refused.has(instanceId),
  );
  return {
    ...(probed.addresses && { addresses: probed.addresses }),
    reports: [...fallback, ...probed.reports].sort((a, b) => a.observedAtMs - b.observedAtMs),
    odd: [...probed.odd, ...watched.odd],
    disputed: new Set([...empty].filter((id) => contradicts(watched.reports, id))),
  };
}

/** Throws what is no failure of the channel. */
function answerOf(settled: Settled<TelemetryAnswer> | undefined): TelemetryAnswer | PortError | undefined {
  if (!settled || settled.ok) return settled?.value;
  if (settled.error instanceof PortError) return settled.error;
  throw settled.error;
}

function emptyOf(reports: readonly Report[]): ReadonlySet<string> {
  return new Set(reports.filter(claimsEmpty).map((report) => report.instanceId));
}

function claimsEmpty(report: Report): boolean {
  return report.rows === 0 && report.live !== true;
}

/** CloudWatch shows data where the probe saw none: memory grows, or the latest report has rows or is live. */
function contradicts(reports: readonly Report[], instanceId: string): boolean {
  const own = reports.filter((report) => report.instanceId === instanceId);
  const latest = own.at(-1);
  if (!latest) return false;
  if ((latest.rows ?? 0) > 0 || latest.live === true) return true;
  const percents = own.map(memoryUsedPercent).filter((percent) => percent !== undefined);
  const last = percents.at(-1);
  return last !== undefined && last - Math.min(...percents) > GROWING_PERCENT;
}
