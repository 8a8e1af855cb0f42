// What a cycle publishes of what the probe brought, so that graphs and alarms work for groups whose nodes
// publish nothing. And what it must not publish, since CloudWatch is also a channel that is read.
import { memoryUsedPercent, type Report } from '../../domain/node.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { REPORT_SOURCES, SOURCES_READ } from '../../domain/tags/report-sources.ts';

/**
 * The reports to publish as node metrics: those of groups that are read by the probe alone.
 *
 * With `probe-then-cloudwatch` nothing is published under the nodes' names, as CloudWatch is then the second
 * channel, and must hold only what the nodes say themselves. Our own words would come back from there
 *
 * - as the report of a node that has fallen silent: a stale publication would prove it empty;
 * - instead of the CloudWatch agent's memory, which is read only of nodes without metrics of their own, and
 *   could have contradicted;
 * - mixed with the node's own values of the same minute.
 *
 * What is still there when a group's tag changes from `probe` proves nothing twice: it bears the time of its
 * sample, so as a second proof it is never later than the first that it repeats.
 */
export function reportsToPublish(policy: Policy, { reports }: Snapshot): readonly Report[] {
  if (SOURCES_READ[policy.reports].some((source) => REPORT_SOURCES[source].isPublished)) return [];
  return [...reports.values()].filter(isUnpublished);
}

/** The reports that CloudWatch does not have: the log keeps them. Nobody reads a report out of the log. */
export function reportsToLog({ reports }: Snapshot): readonly Report[] {
  return [...reports.values()].filter(({ source }) => source !== 'cloudwatch');
}

/**
 * Memory of the live node, percent, where the probe read it; of the fullest, should two claim to be live. For
 * the memory alarm, the second line beside the tick. No cycle reads this metric, so no channel is spoilt.
 */
export function probedLiveMemoryPercent({ reports }: Snapshot): number | undefined {
  const percents = [...reports.values()]
    .filter((report) => isUnpublished(report) && report.live === true)
    .flatMap((report) => memoryUsedPercent(report) ?? []);
  return percents.length === 0 ? undefined : Math.max(...percents);
}

function isUnpublished({ source }: Report): boolean {
  return !REPORT_SOURCES[source].isPublished;
}
