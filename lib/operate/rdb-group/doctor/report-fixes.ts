// Where to look, and what to change, when reports do not come or do not tell enough: by whoever brings them. What the probe
// brings, it asks for; what else arrives, servers send by themselves.
import type { Snapshot } from '../../../targets/rdb-group/domain/snapshot.ts';
import { isPolled, type ReportSource } from '../../../targets/rdb-group/domain/tags/report-sources.ts';
import { shellWord } from '../../doctor/check.ts';
import { tagFix, type Examined } from './group-check.ts';

/** Whose reports are looked at: the probe's where the group is asked by it; else of the newest that came, if any did. */
export function sourceOf(
  { policy }: Pick<Examined, 'policy'>,
  { reports }: Pick<Snapshot, 'reports'>,
): ReportSource | undefined {
  if (isPolled(policy.policy.reports)) return 'probe';
  return [...reports.values()].sort((a, b) => b.observedAtMs - a.observedAtMs)[0]?.source;
}

/** For reports that do not come, or come no more. `instanceId`: one that should have reported. */
export function silenceFix(
  { groupName }: Examined,
  { source, instanceId }: { readonly source: ReportSource | undefined; readonly instanceId: string },
): string {
  if (source === 'probe') {
    const pattern = shellWord(`"${groupName}: no report by the probe"`);
    return `aws logs tail /aws/lambda/spillway-<stage>-on-tick --since 1d --filter-pattern ${pattern} # it names the cause; what to do: docs/kdb.md, "When it fails"`;
  }
  return `aws ssm start-session --target ${shellWord(instanceId)} # does what reports run there, and may it: of the data tier journalctl -u spillway-metrics; docs/tags.md, "Metrics that nodes publish"`;
}

/** For reports that lack a value, or have one that cannot be. */
export function contentFix(examined: Examined, source: ReportSource | undefined): string {
  if (source === 'probe')
    return `${tagFix(examined, 'spillway:probe-query', 'tick')} # or mend the query that the tag names: docs/kdb.md, "Your own query"`;
  if (source === 'table')
    return `aws dynamodb scan --table-name spillway-state --filter-expression 'begins_with(pk, :p)' --expression-attribute-values '{":p":{"S":"REPORT#"}}' # what servers say: docs/kdb.md, "Reporting from q instead"`;
  return metricsFix(examined);
}

/** For servers that do not tell where data is: the query that asks what the group's own does, and that too. */
export function routingFix(examined: Examined): string {
  const { reports, probe } = examined.policy.policy;
  const fix = tagFix(
    examined,
    'spillway:probe-query',
    probe.query === 'kx-autoscaling' ? 'kx-autoscaling-slices' : 'tick-slices',
  );
  return isPolled(reports)
    ? fix
    : `${fix} # and let the probe ask, by spillway:reports: docs/kdb.md, "What to allow"`;
}

/** Shows which metrics there are. */
export function metricsFix({ groupName }: Pick<Examined, 'groupName'>): string {
  return `aws cloudwatch list-metrics --namespace Spillway --dimensions ${shellWord(`Name=AutoScalingGroupName,Value=${groupName}`)} # docs/tags.md, "Metrics that nodes publish"`;
}

/** For a group in which every server says that it is not live. */
export function noLiveFix({ groupName }: Pick<Examined, 'groupName'>): string {
  return `spillway status ${shellWord(groupName)} # which server should be live, and to whom does the tickerplant publish: docs/operations.md, "blind"`;
}
