// What serverless.yml takes from a stage's settings: plain values, in the words of the fragments in infra/.
import type { Settings } from '../../lib/settings/settings.ts';

/**
 * How many of each function may run at once. One tick at a time: two would look at the same groups. The
 * others are bounded so that a storm of events cannot use up the account's concurrency, or its Auto Scaling
 * call rate; what is throttled waits in Lambda's queue, and the tick finds what waited too long.
 */
const RESERVED_CONCURRENCY = { onAlarm: 10, onSchedule: 5, onLifecycle: 10, onTick: 3, probe: 20 };

/** The contents of `.build/deployment.json`. */
export function deploymentValues(settings: Settings) {
  const { notifications, tick, logs, table, memoryAlarms, probe } = settings;
  return {
    tickRate: tick.everyMinutes === 1 ? 'rate(1 minute)' : `rate(${tick.everyMinutes} minutes)`,
    logRetentionDays: logs.retentionDays,
    tracing: settings.tracing,
    tracingPolicy: settings.tracing ? 'tracing-on' : 'tracing-off',
    tableDeletionProtection: table.deletionProtection,
    // A table that is protected is kept with the stack gone; one whose creation failed is not left behind.
    tableDeletionPolicy: table.deletionProtection ? 'RetainExceptOnCreate' : 'Delete',
    reservedConcurrency: settings.reservedConcurrency ? RESERVED_CONCURRENCY : {},
    memoryAlarmPercent: memoryAlarms.percent,
    agentAlarm: memoryAlarms.agent ? 'agent-alarm-on' : 'agent-alarm-off',
    agentAlarmPercent: memoryAlarms.agentPercent,
    notifications: notifications.email === undefined ? 'notify-topic' : 'notify-email',
    notificationTopic: notifications.topicArn ?? { Ref: 'NotificationTopic' },
    ...(notifications.email !== undefined && { notificationEmail: notifications.email }),
    probe: probe.enabled ? 'probe-on' : 'probe-off',
    probeSubnetIds: probe.subnetIds,
    probeSecurityGroupIds: probe.securityGroupIds,
    // JSON, with q's `$` escaped: osls would take `${…}` in q code for a variable of its own.
    probeQueries: JSON.stringify(probe.queries).replaceAll('$', '\\u0024'),
  };
}
