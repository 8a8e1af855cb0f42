// What serverless.yml takes from a stage's settings: plain values, in the words of the fragments in infra/.
import { reservedConcurrency } from '../../lib/settings/settings.ts';
import type { Settings } from '../../lib/settings/settings.ts';

/** The contents of `.build/deployment.json`. */
export function deploymentValues(settings: Settings) {
  const { notifications, tick, logs, table, memoryAlarms, probe } = settings;
  return {
    tickRate: tick.everyMinutes === 1 ? 'rate(1 minute)' : `rate(${tick.everyMinutes} minutes)`,
    metrics: settings.metrics,
    logRetentionDays: logs.retentionDays,
    tracing: settings.tracing,
    tracingPolicy: settings.tracing ? 'tracing-on' : 'tracing-off',
    functionsVpc: settings.vpc ? 'functions-vpc-on' : 'functions-vpc-off',
    functionSubnetIds: settings.vpc?.subnetIds ?? [],
    functionSecurityGroupIds: settings.vpc?.securityGroupIds ?? [],
    key: settings.kmsKeyArn === undefined ? 'key-off' : 'key-on',
    kmsKeyArn: settings.kmsKeyArn ?? { Ref: 'AWS::NoValue' },
    permissionsBoundary: settings.permissionsBoundaryArn ?? { Ref: 'AWS::NoValue' },
    tableDeletionProtection: table.deletionProtection,
    // A table that is protected is kept with the stack gone; one whose creation failed is not left behind.
    tableDeletionPolicy: table.deletionProtection ? 'RetainExceptOnCreate' : 'Delete',
    reservedConcurrency: reservedConcurrency(settings) ?? {},
    memoryAlarmPercent: memoryAlarms.percent,
    agentAlarm: memoryAlarms.agent ? 'agent-alarm-on' : 'agent-alarm-off',
    agentAlarmPercent: memoryAlarms.agentPercent,
    notifications: notifications.email === undefined ? 'notify-topic' : 'notify-email',
    notificationTopic: notifications.topicArn ?? { Ref: 'NotificationTopic' },
    ...(notifications.email !== undefined && { notificationEmail: notifications.email }),
    probe: probe.enabled ? 'probe-on' : 'probe-off',
    probeSubnetIds: probe.subnetIds,
    probeSecurityGroupIds: probe.securityGroupIds,
    secretOwners: probe.secretOwners,
    drills: settings.drills ? 'drills-on' : 'drills-off',
    drillPrincipalArns: settings.drills?.principalArns ?? [],
    drillGroupNames: settings.drills?.groups ?? [],
    stackTags: { application: 'spillway', ...settings.tags },
    // JSON, with q's `$` escaped: osls would take `${…}` in q code for a variable of its own.
    probeQueries: JSON.stringify(probe.queries).replaceAll('$', '\\u0024'),
  };
}
