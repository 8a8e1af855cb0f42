// What nodes say of themselves: whether anything arrives, whether it is fresh, whether it tells roles.
import { formatDuration, SECOND_MS } from '../../../../core/units.ts';
import { ageLimitMs, isFresh, reportDelayMs } from '../../../../targets/rdb-group/decide/freshness.ts';
import { REPORT_SOURCES } from '../../../../targets/rdb-group/domain/tags/report-sources.ts';
import { someIds } from '../../../adoption/planned-change.ts';
import type { Finding } from '../../../doctor/check.ts';
import type { GroupCheck, Examined, Look } from '../group-check.ts';
import { answered, note, shellWord, wrong } from '../../../doctor/check.ts';
import { tagFix } from '../group-check.ts';

export const reportChecks: GroupCheck = {
  title: 'reports',
  findings: (examined) => {
    const look = answered(examined.look);
    return look ? [...arrival(examined, look), ...content(examined, look), ...routing(examined, look)] : [];
  },
};

function metricsFix({ groupName }: Examined): string {
  return `aws cloudwatch list-metrics --namespace Spillway --dimensions ${shellWord(`Name=AutoScalingGroupName,Value=${groupName}`)} # see docs/deploy.md for what nodes publish`;
}

function arrival(examined: Examined, { snapshot }: Look): readonly Finding[] {
  const { nowMs } = examined;
  const inService = snapshot.group.nodes.filter((node) => node.stage === 'in-service');
  if (inService.length === 0) return [];
  const reports = inService.flatMap((node) => snapshot.reports.get(node.instanceId) ?? []);
  if (reports.length === 0) {
    const text = `no metrics of ${inService.length} nodes in service arrive`;
    return [wrong('no-metrics', text, metricsFix(examined))];
  }
  const stale = reports.filter((report) => !isFresh(report, nowMs, snapshot.learned));
  const silent = inService.filter((node) => !snapshot.reports.has(node.instanceId));
  return [
    ...(stale.length === 0
      ? []
      : [
          wrong(
            'stale-metrics',
            `reports are too old: ${stale
              .slice(0, 3)
              .map((one) => `${one.instanceId}, ${formatDuration(nowMs - one.observedAtMs)}`)
              .join(
                '; ',
              )}. By CloudWatch one counts for ${formatDuration(ageLimitMs('cloudwatch', snapshot.learned))}, and where all come late for ${formatDuration(REPORT_SOURCES.cloudwatch.ageLimitMaxMs)} at the most`,
            metricsFix(examined),
          ),
        ]),
    ...lateness(examined, snapshot),
    ...(silent.length === 0
      ? []
      : [
          note(
            'silent-nodes',
            `nodes in service say nothing: ${someIds(silent.map((node) => node.instanceId))}`,
            metricsFix(examined),
          ),
        ]),
  ];
}

/** A delay of less is within what a look a minute may find. */
const DELAY_SHOWN_MS = 30 * SECOND_MS;

/** The age limit follows it: what is decided is right, and dearer. */
function lateness(examined: Examined, { learned }: Look['snapshot']): readonly Finding[] {
  const delayMs = reportDelayMs(learned);
  if (delayMs < DELAY_SHOWN_MS) return [];
  const limitMs = ageLimitMs('cloudwatch', learned);
  const text =
    `reports come ${formatDuration(delayMs)} late, so one counts for ${formatDuration(limitMs)} (at most ` +
    `${formatDuration(REPORT_SOURCES.cloudwatch.ageLimitMaxMs)}): spares are asked for that much earlier, and servers are ended later`;
  return [note('late-reports', text, metricsFix(examined))];
}

function content(examined: Examined, { snapshot, plan }: Look): readonly Finding[] {
  const fresh = [...snapshot.reports.values()].filter((report) =>
    isFresh(report, examined.nowMs, snapshot.learned),
  );
  if (fresh.length === 0) return [];
  const namesLive = fresh.some((report) => report.live !== undefined);
  const namesRows = fresh.some((report) => report.rows !== undefined);
  const missing = [...(namesLive ? [] : ['Live']), ...(namesRows ? [] : ['Rows'])];
  const seesLive = Object.values(plan.assessed.roles).includes('live');
  return [
    ...(missing.length === 0
      ? []
      : [
          wrong(
            'roles-unreported',
            `nodes do not report ${missing.join(' and ')}: the group scales out, and scale-in is off`,
            metricsFix(examined),
          ),
        ]),
    ...(missing.length === 0 && !seesLive
      ? [wrong('no-live-node', 'no node says that it is live', metricsFix(examined))]
      : []),
    ...(plan.assessed.twoLive
      ? [
          wrong(
            'two-live',
            'two nodes have been live for longer than a roll takes: are there several queues in the group? Each needs a group of its own',
            tagFix(examined, 'spillway:mode', 'off'),
          ),
        ]
      : []),
    ...snapshot.odd
      .slice(0, 3)
      .map((odd) =>
        wrong(
          'odd-report',
          `${odd.instanceId} reported ${odd.metric} ${odd.value}: ${odd.why}`,
          metricsFix(examined),
        ),
      ),
  ];
}

/** What the latest cycle told: a look from here may hear the servers otherwise than cycles do. */
function routing(examined: Examined, { snapshot }: Look): readonly Finding[] {
  if (snapshot.learned.route?.roles === undefined) return [];
  const text =
    'who queries is routed by role alone: servers do not tell from when to when they hold rows, so each that holds any is ' +
    'named for every window. The probe with the query tick-slices or kx-autoscaling-slices tells (docs/kdb.md)';
  return [note('routed-by-role', text, tagFix(examined, 'spillway:probe-query', 'tick-slices'))];
}
