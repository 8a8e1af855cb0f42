// Builders for the operator's plans and checks: settings and what was examined, sound in every point.
import type { Examined } from '../../../lib/operate/rdb-group/doctor/group-check.ts';
import { UTC_CALENDAR } from '../../../lib/core/calendar.ts';
import { decide } from '../../../lib/targets/rdb-group/decide/decide.ts';
import { parsePolicy } from '../../../lib/targets/rdb-group/domain/policy.ts';
import { NOTHING_LEARNED } from '../../../lib/targets/rdb-group/domain/state.ts';
import type { GroupSettings } from '../../../lib/targets/rdb-group/ports/group-settings.ts';
import { aGroup, aSnapshot } from '../../build/snapshot.ts';
import { live, NOW_MS, queued } from '../../build/servers.ts';
import type { Server } from '../../build/servers.ts';

/** A group that has everything adopt gives, but no record. */
export function someSettings(overrides: Partial<GroupSettings> = {}): GroupSettings {
  return {
    group: aGroup(),
    newInstancesProtected: true,
    healthCheckType: 'EC2',
    deletionProtection: 'prevent-force-deletion',
    asksForSpot: false,
    hooks: [{ name: 'drain', transition: 'terminating', defaultResult: 'ABANDON', heartbeatTimeoutS: 3_600 }],
    propagatedTags: [],
    ...overrides,
  };
}

/** A live node at 40 % and a queued one. */
export const SOUND_SERVERS: readonly Server[] = [live(40), queued('i-queued')];

/** A group in which doctor finds nothing. */
export function anExamined(
  overrides: Partial<Examined> = {},
  { servers = SOUND_SERVERS, tags = {} }: { servers?: readonly Server[]; tags?: Record<string, string> } = {},
): Examined {
  const allTags = { 'spillway:managed': 'true', 'spillway:leaves-queue': 'true', ...tags };
  const policy = parsePolicy(allTags);
  if (!policy.ok) throw new Error('the tags must parse');
  const snapshot = aSnapshot(servers, { group: { tags: allTags } });
  const plan = decide(snapshot, policy.policy, NOW_MS);
  return {
    groupName: snapshot.group.name,
    nowMs: NOW_MS,
    settings: someSettings({ group: snapshot.group }),
    policy,
    scalingPolicies: { ok: true, value: [] },
    scheduledActions: { ok: true, value: [] },
    refreshes: { ok: true, value: [] },
    alarms: {
      ok: true,
      value: [
        {
          name: 'spillway-memory-live',
          state: 'OK',
          query: 'SELECT MAX(LiveMemoryUsedPercent) FROM SCHEMA(Spillway, AutoScalingGroupName)',
          actionsEnabled: true,
          thresholdPercent: 60,
        },
      ],
    },
    schedules: {
      ok: true,
      value: [
        {
          name: 'end-of-day',
          expression: 'cron(30 21 ? * MON-FRI *)',
          timeZone: 'America/New_York',
          enabled: true,
          input: '{"action":"scale-in","scheduledTime":"<aws.scheduler.scheduled-time>"}',
        },
      ],
    },
    spotInstances: { ok: true, value: [] },
    secret: { ok: true, value: undefined },
    calendar: { ok: true, value: { kind: 'known', calendar: UTC_CALENDAR } },
    state: { ok: true, value: { learned: { ...NOTHING_LEARNED, looks: { lastLookAtMs: NOW_MS } } } },
    journal: { ok: true, value: [] },
    look: { ok: true, value: { snapshot, plan } },
    ...overrides,
  };
}
