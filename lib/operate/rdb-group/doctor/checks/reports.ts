// What nodes say of themselves: whether anything arrives, whether it is fresh, whether it tells roles.
import { formatDuration, SECOND_MS } from '../../../../core/units.ts';
import { ageLimitMs, isFresh, reportDelayMs } from '../../../../targets/rdb-group/decide/freshness.ts';
import type { Report } from '../../../../targets/rdb-group/domain/node.ts';
import {
  REPORT_SOURCES,
  type ReportSource,
} from '../../../../targets/rdb-group/domain/tags/report-sources.ts';
import { someIds } from '../../../adoption/planned-change.ts';
import type { Finding } from '../../../doctor/check.ts';
import type { GroupCheck, Examined, Look } from '../group-check.ts';
import { answered, note, wrong } from '../../../doctor/check.ts';
import { tagFix } from '../group-check.ts';
import { contentFix, metricsFix, noLiveFix, routingFix, silenceFix, sourceOf } from '../report-fixes.ts';

export const reportChecks: GroupCheck = {
  title: 'reports',
  findings: (examined) => {
    const look = answered(examined.look);
    return look ? [...arrival(examined, look), ...content(examined, look), ...routing(examined, look)] : [];
  },
};

function arrival(examined: Examined, { snapshot }: Look): readonly Finding[] {
  const { nowMs } = examined;
  const inService = snapshot.group.nodes.filter((node) => node.stage === 'in-service');
  const [first] = inService;
  if (!first) return [];
  const source = sourceOf(examined, snapshot);
  const fix = (instanceId: string) => silenceFix(examined, { source, instanceId });
  const reports = inService.flatMap((node) => snapshot.reports.get(node.instanceId) ?? []);
  if (reports.length === 0) {
    const text =
      source === 'probe'
        ? `the probe hears none of ${inService.length} nodes in service`
        : `nothing of ${inService.length} nodes in service arrives, neither in the state table nor as metrics`;
    return [wrong('no-metrics', text, fix(first.instanceId))];
  }
  const stale = reports.filter((report) => !isFresh(report, nowMs, snapshot.learned));
  const silent = inService
    .map(({ instanceId }) => instanceId)
    .filter((instanceId) => !snapshot.reports.has(instanceId));
  return [
    ...stale.slice(0, 1).map(({ instanceId }) => {
      const text = `reports are too old: ${ages(stale, nowMs)}. ${limits(stale, snapshot, source)}`;
      return wrong('stale-metrics', text, fix(instanceId));
    }),
    ...lateness(examined, snapshot),
    ...silent
      .slice(0, 1)
      .map((instanceId) =>
        note('silent-nodes', `nodes in service say nothing: ${someIds(silent)}`, fix(instanceId)),
      ),
  ];
}

function ages(reports: readonly Report[], nowMs: number): string {
  return reports
    .slice(0, 3)
    .map((one) => `${one.instanceId}, ${formatDuration(nowMs - one.observedAtMs)}`)
    .join('; ');
}

/** How long a report counts. What is shown of a group that the probe asks may be what its servers said at the latest look. */
function limits(
  reports: readonly Report[],
  { learned }: Look['snapshot'],
  source: ReportSource | undefined,
): string {
  if (source === 'probe') return 'The probe asks with each tick, and has heard nothing newer';
  return [...new Set(reports.map((report) => report.source))]
    .map((one) => {
      const by = `By ${REPORT_SOURCES[one].title} one counts for ${formatDuration(ageLimitMs(one, learned))}`;
      const { ageLimitMs: plainMs, ageLimitMaxMs } = REPORT_SOURCES[one];
      return ageLimitMaxMs === plainMs
        ? by
        : `${by}, and where all come late for ${formatDuration(ageLimitMaxMs)} at the most`;
    })
    .join('. ');
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
  const source = sourceOf(examined, snapshot);
  const missing = [...(namesLive ? [] : ['Live']), ...(namesRows ? [] : ['Rows'])];
  const seesLive = Object.values(plan.assessed.roles).includes('live');
  return [
    ...(missing.length === 0
      ? []
      : [
          wrong(
            'roles-unreported',
            `nodes do not report ${missing.join(' and ')}: the group scales out, and scale-in is off`,
            contentFix(examined, source),
          ),
        ]),
    ...(missing.length === 0 && !seesLive
      ? [wrong('no-live-node', 'no node says that it is live', noLiveFix(examined))]
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
          contentFix(examined, source),
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
  return [note('routed-by-role', text, routingFix(examined))];
}
