// Two channels as one `Telemetry`: the probe first, CloudWatch for nodes that it could not reach, and for
// a second opinion on nodes that claim to be empty. Where the two contradict each other the node is
// disputed, and `decide` never retires it; the contradiction is not resolved here. What CloudWatch holds of
// such a group comes from its nodes alone: probed-metrics.ts sees to it that it is no echo of the probe.
import { PortError } from '../../../../core/errors.ts';
import { memoryUsedPercent, type Report } from '../../domain/node.ts';
import type { ReportSource } from '../../domain/tags/report-sources.ts';
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
  readonly channel: ReportSource;
  readonly error: PortError;
}

/**
 * The probe's reports; CloudWatch's for nodes without one. CloudWatch is asked only about silent nodes and
 * about empty ones, so that a group whose RDBs all answer and hold data costs no metric read.
 * Throws `PortError` if neither channel answers.
 */
export function createCombinedTelemetry(channels: CombinedTelemetry): Telemetry {
  return { readReports: (query) => readBoth(channels, query) };
}

async function readBoth(channels: CombinedTelemetry, query: TelemetryQuery): Promise<TelemetryAnswer> {
  const probed = await answerOf(channels.probe, query);
  if (probed instanceof PortError) {
    channels.onChannels(query.groupName, { channel: 'probe', error: probed });
    return channels.cloudWatch.readReports(query);
  }
  const answered = new Set(probed.reports.map((report) => report.instanceId));
  const refused = new Set(probed.odd.map((odd) => odd.instanceId));
  const empty = new Set(probed.reports.filter(claimsEmpty).map((report) => report.instanceId));
  const instanceIds = query.instanceIds.filter((id) => !answered.has(id) || empty.has(id));
  const watched =
    instanceIds.length === 0 ? NOTHING : await answerOf(channels.cloudWatch, { ...query, instanceIds });
  if (watched instanceof PortError) {
    channels.onChannels(query.groupName, { channel: 'cloudwatch', error: watched });
    // No second opinion, no termination: scale-out goes on with what the probe says.
    return { ...probed, disputed: empty };
  }
  channels.onChannels(query.groupName, undefined);
  if (watched === NOTHING) return probed;
  const fallback = watched.reports.filter(
    ({ instanceId }) => !answered.has(instanceId) && !refused.has(instanceId),
  );
  return {
    reports: [...fallback, ...probed.reports].sort((a, b) => a.observedAtMs - b.observedAtMs),
    odd: [...probed.odd, ...watched.odd],
    disputed: new Set([...empty].filter((id) => contradicts(watched.reports, id))),
  };
}

const NOTHING: TelemetryAnswer = { reports: [], odd: [] };

async function answerOf(channel: Telemetry, query: TelemetryQuery): Promise<TelemetryAnswer | PortError> {
  try {
    return await channel.readReports(query);
  } catch (error) {
    if (error instanceof PortError) return error;
    throw error;
  }
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
