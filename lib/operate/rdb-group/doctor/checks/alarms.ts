// The alarms that wake us: one must cover the group, fire early enough, and be able to fire again.
import { memoryUsedPercent } from '../../../../targets/rdb-group/domain/node.ts';
import { formatDuration, MINUTE_MS } from '../../../../core/units.ts';
import type { MemoryAlarm } from '../../../../targets/rdb-group/ports/group-settings.ts';
import { LIVE_MEMORY_METRIC } from '../../../../targets/rdb-group/ports/group-settings.ts';
import type { Finding } from '../../../doctor/check.ts';
import type { GroupCheck, Examined } from '../group-check.ts';
import { answered, shellWord, wrong } from '../../../doctor/check.ts';

/** An alarm may rightly stand for a while; longer than this it has missed a roll. */
const STUCK_AFTER_MS = 15 * MINUTE_MS;

export const alarmChecks: GroupCheck = {
  title: 'alarms',
  findings: (examined) => {
    const alarms = answered(examined.alarms);
    if (!alarms) return [];
    const covering = alarms.filter((alarm) => covers(alarm, examined));
    if (covering.length === 0) return [missing(examined)];
    return [...covering.flatMap((alarm) => stuck(alarm, examined)), ...tooLate(covering, examined)];
  },
};

/** Its own alarm, or a query over all groups of the metrics that its nodes publish. */
function covers({ groupName, query }: MemoryAlarm, examined: Examined): boolean {
  if (groupName !== undefined) return groupName === examined.groupName;
  if (query === undefined) return false;
  // A fleet alarm on the live metric says nothing of a group whose nodes do not publish it.
  return query.includes(LIVE_MEMORY_METRIC) ? !isMemoryOnly(examined) : true;
}

function isMemoryOnly(examined: Examined): boolean {
  const reports = [...(answered(examined.look)?.snapshot.reports.values() ?? [])];
  return reports.length > 0 && reports.every((report) => report.live === undefined);
}

function missing(examined: Examined): Finding {
  return wrong(
    'no-alarm',
    'no alarm on memory covers the group: only the tick, up to five minutes apart, sees it fill',
    isMemoryOnly(examined)
      ? 'npm run deploy -- --stage <stage> # with memoryAlarms.agent on in config/<stage>.yml'
      : `spillway adopt ${shellWord(examined.groupName)} --alarm # or deploy the stack, whose alarm covers all groups`,
  );
}

/** In ALARM although the live node is below its threshold: it missed the fall, and cannot fire again. */
function stuck(alarm: MemoryAlarm, examined: Examined): readonly Finding[] {
  const { name, state, stateSinceMs, thresholdPercent, groupName } = alarm;
  if (state !== 'ALARM' || stateSinceMs === undefined || groupName === undefined) return [];
  const forMs = examined.nowMs - stateSinceMs;
  const live = livePercent(examined);
  const isBelow = live !== undefined && thresholdPercent !== undefined && live < thresholdPercent;
  if (forMs < STUCK_AFTER_MS || !isBelow) return [];
  return [
    wrong(
      'alarm-stuck',
      `alarm ${name} has been in ALARM for ${formatDuration(forMs)}, and the live node is at ${live.toFixed(0)} %: it cannot fire again` +
        (alarm.metricName === LIVE_MEMORY_METRIC
          ? ''
          : `. Rolled nodes keep it up: watch ${LIVE_MEMORY_METRIC}`),
      `spillway adopt ${shellWord(examined.groupName)} --alarm # then aws cloudwatch delete-alarms --alarm-names ${shellWord(name)}`,
    ),
  ];
}

function livePercent(examined: Examined): number | undefined {
  const look = answered(examined.look);
  const id = Object.entries(look?.plan.assessed.roles ?? {}).find(([, role]) => role === 'live')?.[0];
  const report = id === undefined ? undefined : look?.snapshot.reports.get(id);
  return report && memoryUsedPercent(report);
}

function tooLate(covering: readonly MemoryAlarm[], examined: Examined): readonly Finding[] {
  if (!examined.policy.ok) return [];
  const { rollThresholdPercent } = examined.policy.policy;
  const thresholds = covering.flatMap((alarm) => alarm.thresholdPercent ?? []);
  const lowest = Math.min(...thresholds);
  if (thresholds.length === 0 || lowest < rollThresholdPercent) return [];
  return [
    wrong(
      'alarm-too-late',
      `the lowest alarm fires at ${lowest} %, when the live node has rolled already (at ${rollThresholdPercent} %)`,
      `spillway adopt ${shellWord(examined.groupName)} --alarm`,
    ),
  ];
}
