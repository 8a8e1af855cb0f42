import { describe, expect, it } from 'vitest';
import { PortError, type FailureKind } from '../../../lib/core/errors.ts';
import { HOUR_MS, MINUTE_MS } from '../../../lib/core/units.ts';
import { shellWord } from '../../../lib/operate/doctor/check.ts';
import { type Examined } from '../../../lib/operate/rdb-group/doctor/group-check.ts';
import { diagnoseGroup } from '../../../lib/operate/rdb-group/doctor/diagnose-group.ts';
import { routingFix } from '../../../lib/operate/rdb-group/doctor/report-fixes.ts';
import type { RouteLearned } from '../../../lib/targets/rdb-group/domain/learned/route-learned.ts';
import type { MemoryAlarm, ScheduleSetting } from '../../../lib/targets/rdb-group/ports/group-settings.ts';
import { aGroup, aPolicy, aSnapshot } from '../../build/snapshot.ts';
import { decide } from '../../../lib/targets/rdb-group/decide/decide.ts';
import { live, NOW_MS, queued, rolled } from '../../build/servers.ts';
import { anExamined, someSettings } from './builders.ts';

function codes(examined: Examined): readonly string[] {
  return diagnoseGroup(examined).checks.flatMap(({ findings }) => findings.map((one) => one.code));
}

const findingsOf = (examined: Examined, code: string) =>
  diagnoseGroup(examined)
    .checks.flatMap(({ findings }) => findings)
    .filter((one) => one.code === code);

const OWN_ALARM: MemoryAlarm = {
  name: 'spillway-memory-group-rdb-fx',
  state: 'OK',
  groupName: 'rdb-fx',
  metricName: 'LiveMemoryUsedPercent',
  thresholdPercent: 60,
  actionsEnabled: true,
};

function withAlarms(...alarms: readonly MemoryAlarm[]): Partial<Examined> {
  return { alarms: { ok: true, value: alarms } };
}

const END_OF_DAY: ScheduleSetting = {
  name: 'end-of-day',
  expression: 'cron(30 21 ? * MON-FRI *)',
  timeZone: 'America/New_York',
  enabled: true,
  input: '{"action":"scale-in","scheduledTime":"<aws.scheduler.scheduled-time>"}',
};

function withSchedules(...schedules: readonly ScheduleSetting[]): Partial<Examined> {
  return { schedules: { ok: true, value: schedules } };
}

describe('doctor', () => {
  it('finds nothing in a sound group', () => {
    expect(diagnoseGroup(anExamined())).toMatchObject({ healthy: true });
    expect(codes(anExamined())).toEqual([]);
  });

  it('is content with notes', () => {
    const settings = someSettings({ deletionProtection: 'none' });
    const diagnosis = diagnoseGroup(anExamined({ settings }));
    expect(diagnosis.healthy).toBe(true);
    expect(codes(anExamined({ settings }))).toEqual(['deletable-by-force']);
  });
});

describe('alarms', () => {
  it('are missing where only those of other groups and of other metrics are there', () => {
    expect(codes(anExamined(withAlarms({ ...OWN_ALARM, groupName: 'other' })))).toEqual(['no-alarm']);
    expect(codes(anExamined(withAlarms()))).toEqual(['no-alarm']);
  });

  it('of the fleet do not cover a group that reports memory alone', () => {
    const servers = [live(40), queued('i-q')].map((server) => ({
      ...server,
      report: {
        instanceId: server.node.instanceId,
        source: 'cloudwatch' as const,
        observedAtMs: NOW_MS,
        sampledFromMs: NOW_MS - MINUTE_MS,
        memory: { used: 40, total: 100, unit: 'percent' as const },
      },
    }));
    expect(codes(anExamined({}, { servers }))).toContain('no-alarm');
  });

  it.each([
    [14 * MINUTE_MS, []],
    [15 * MINUTE_MS, ['alarm-stuck']],
  ])('are stuck when in ALARM for %i ms while the live node is below', (forMs, expected) => {
    const alarm = { ...OWN_ALARM, state: 'ALARM' as const, stateSinceMs: NOW_MS - forMs };
    expect(codes(anExamined(withAlarms(alarm)))).toEqual(expected);
  });

  it('are not stuck while the live node is at their threshold', () => {
    const alarm = { ...OWN_ALARM, state: 'ALARM' as const, stateSinceMs: NOW_MS - HOUR_MS };
    expect(codes(anExamined(withAlarms(alarm), { servers: [live(60), queued('i-q')] }))).toEqual([]);
  });

  it.each([
    [79, []],
    [80, ['alarm-too-late']],
  ])('at %i % are too late from the roll threshold on', (thresholdPercent, expected) => {
    expect(codes(anExamined(withAlarms({ ...OWN_ALARM, thresholdPercent })))).toEqual(expected);
  });
});

describe('schedules', () => {
  it('without a time zone are wrong, unless they are a rate', () => {
    const { name, expression, enabled } = END_OF_DAY;
    const bare = { name, expression, enabled, input: END_OF_DAY.input ?? '' };
    expect(codes(anExamined(withSchedules(bare)))).toEqual(['no-time-zone']);
    expect(codes(anExamined(withSchedules({ ...bare, expression: 'rate(1 day)' })))).toEqual([]);
  });

  it.each([
    ['names other groups', '{"action":"scale-in","groups":["other"]}'],
    ['names another calendar', '{"action":"scale-in","calendar":"lse"}'],
    ['only keeps capacity', '{"action":"ensure-capacity","nodeCount":2}'],
    ['is no payload', '{"scheduledTime":"x"}'],
    ['is not JSON', 'hello'],
  ])('do not scale in where the payload %s', (_, input) => {
    expect(codes(anExamined(withSchedules({ ...END_OF_DAY, input })))).toEqual(['no-scale-in-schedule']);
  });

  it('need not scale in a group that does so at any time', () => {
    const examined = anExamined(withSchedules(), { tags: { 'spillway:scale-in': 'continuous' } });
    expect(codes(examined)).toEqual([]);
  });
});

describe('roll threshold', () => {
  it("is wrong where KX's own tag says another", () => {
    const tags = { 'spillway:roll-threshold': '85', ROLLTHRESHOLD: '80' };
    expect(codes(anExamined({}, { tags }))).toEqual(['roll-threshold-differs']);
    expect(codes(anExamined({}, { tags: { ...tags, ROLLTHRESHOLD: '85.0' } }))).toEqual([]);
  });

  it.each([
    [85, false],
    [86, true],
  ])('is too low when the live node is at %i and has not rolled', (usedPercent, isWrong) => {
    const examined = anExamined({}, { servers: [live(usedPercent), queued('i-q')] });
    expect(codes(examined).includes('rolls-later')).toBe(isWrong);
  });

  it.each([
    [65, false],
    [64, true],
  ])('may be too high when the fullest rolled node is at %i', (used, isNoted) => {
    const full = rolled('i-r', { report: { memory: { used, total: 100, unit: 'bytes' } } });
    const examined = anExamined({}, { servers: [live(10), queued('i-q'), full] });
    expect(codes(examined).includes('rolls-earlier')).toBe(isNoted);
  });
});

describe('several live nodes', () => {
  it('for longer than a roll are several queues in one group', () => {
    const twoLive = anExamined();
    const look = twoLive.look.ok ? twoLive.look.value : undefined;
    if (!look) throw new Error('there is a look');
    const plan = { ...look.plan, assessed: { ...look.plan.assessed, twoLive: true } };
    expect(codes({ ...twoLive, look: { ok: true, value: { ...look, plan } } })).toEqual(['two-live']);
  });
});

describe('reports', () => {
  const lateBy = (seconds: number, ageSeconds: number) => {
    const shift = <Of extends ReturnType<typeof live>>(server: Of) => {
      const observedAtMs = NOW_MS - ageSeconds * 1_000;
      const report = server.report && {
        ...server.report,
        observedAtMs,
        sampledFromMs: observedAtMs - MINUTE_MS,
      };
      return { ...server, ...(report && { report }) };
    };
    const servers = [shift(live(40)), shift(queued('i-q'))];
    const nodes = Object.fromEntries(servers.map((s) => [s.node.instanceId, s.learned]));
    const reportAgesMs = [0, 0, 0].map(() => MINUTE_MS + seconds * 1_000);
    const sound = anExamined();
    const snapshot = aSnapshot(servers, {
      group: { tags: sound.settings.group.tags },
      learned: { nodes, looks: { reportAgesMs } },
    });
    const plan = decide(snapshot, aPolicy(), NOW_MS);
    const { checks } = diagnoseGroup(anExamined({ look: { ok: true, value: { snapshot, plan } } }));
    return checks.flatMap(({ findings }) => findings).filter(({ code }) => code !== 'no-live-node');
  };

  it('that come late are told, with how long one counts for that, and are no fault', () => {
    expect(lateBy(0, 30)).toEqual([]);
    expect(lateBy(29, 89)).toEqual([]);
    expect(lateBy(30, 90)).toMatchObject([{ code: 'late-reports', severity: 'note' }]);
    const [found] = lateBy(240, 300);
    expect(found?.text).toContain('reports come 4 min late, so one counts for 7 min (at most 10 min)');
  });

  it.each([
    [
      'probe',
      'the probe hears none of 1 nodes in service',
      /^aws logs tail \/aws\/lambda\/spillway-<stage>-on-tick .*"rdb-fx: no report by the probe"/,
    ],
    ['probe-then-cloudwatch', 'the probe hears none of 1 nodes in service', /^aws logs tail /],
    [
      'cloudwatch',
      'nothing of 1 nodes in service arrives, neither in the state table nor as metrics',
      /^aws ssm start-session --target i-live /,
    ],
  ])('by %s that do not come at all are looked for where they come from', (reports, text, fix) => {
    const { report: _, ...mute } = live(40);
    const examined = anExamined({}, { servers: [mute], tags: { 'spillway:reports': reports } });
    const [found] = findingsOf(examined, 'no-metrics');
    expect(found?.text).toBe(text);
    expect(found?.fix).toMatch(fix);
  });

  it.each([
    [
      'cloudwatch',
      'cloudwatch',
      'By CloudWatch one counts for 3 min, and where all come late for 10 min at the most',
      /^aws ssm start-session --target i-live /,
    ],
    [
      'cloudwatch',
      'table',
      'By the state table one counts for 3 min',
      /^aws ssm start-session --target i-live /,
    ],
    // As a look without the probe shows it: what the servers said at the latest look.
    ['probe', 'table', 'The probe asks with each tick, and has heard nothing newer', /^aws logs tail /],
    ['probe', 'probe', 'The probe asks with each tick, and has heard nothing newer', /^aws logs tail /],
  ] as const)(
    'by %s, of %s, that are too old are looked for where they come from',
    (reports, source, text, fix) => {
      const server = live(40);
      const observedAtMs = NOW_MS - 20 * MINUTE_MS;
      const old = { ...server, ...(server.report && { report: { ...server.report, source, observedAtMs } }) };
      const examined = anExamined({}, { servers: [old], tags: { 'spillway:reports': reports } });
      const [found] = findingsOf(examined, 'stale-metrics');
      expect(found?.text).toBe(`reports are too old: i-live, 20 min. ${text}`);
      expect(found?.fix).toMatch(fix);
    },
  );

  it.each([
    ['cloudwatch', 'cloudwatch', /^aws cloudwatch list-metrics /],
    ['cloudwatch', 'table', /^aws dynamodb scan .*REPORT#/],
    ['probe', 'probe', /^aws autoscaling create-or-update-tags .*Key=spillway:probe-query,Value=tick/],
  ] as const)('by %s, of %s, that tell no roles are mended where they are made', (reports, source, fix) => {
    const server = live(40);
    const { live: _, rows: __, ...bare } = server.report ?? { instanceId: 'i-live' };
    const told = { ...server, report: { ...bare, source, observedAtMs: NOW_MS } } as typeof server;
    const examined = anExamined({}, { servers: [told], tags: { 'spillway:reports': reports } });
    expect(findingsOf(examined, 'roles-unreported')[0]?.fix).toMatch(fix);
  });

  it('of which none says that it is live send nobody to the metrics, but to the tickerplant', () => {
    const examined = anExamined({}, { servers: [queued('i-1'), queued('i-2')] });
    expect(findingsOf(examined, 'no-live-node')[0]?.fix).toMatch(/^spillway status rdb-fx # .*"blind"$/);
  });

  it('that come later than the limit follows are too old, and the limit is named', () => {
    const codesAt = lateBy(600, 660);
    expect(codesAt).toMatchObject([{ code: 'stale-metrics' }, { code: 'late-reports' }]);
    expect(codesAt[0]?.text).toContain('10 min at the most');
  });

  it('that tell no slices are noted, by what the latest cycle told: who queries is routed by role alone', () => {
    const sound = anExamined();
    const look = sound.look.ok ? sound.look.value : undefined;
    if (!look) throw new Error('there is a look');
    const told = { version: 1, fingerprint: '', asOfMs: NOW_MS };
    const noted = (route: RouteLearned) => {
      const snapshot = { ...look.snapshot, learned: { ...look.snapshot.learned, route } };
      return codes({ ...sound, look: { ok: true, value: { ...look, snapshot } } });
    };
    const roles = { lateDataMs: MINUTE_MS, port: 5010, processes: 1, nodes: {} };
    expect(noted({ ...told, roles })).toEqual(['routed-by-role']);
    expect(noted({ ...told, keptAtMs: NOW_MS })).toEqual([]);
  });

  it.each([
    [{ 'spillway:reports': 'probe' }, /Key=spillway:probe-query,Value=tick-slices,\S+$/],
    [
      { 'spillway:reports': 'probe', 'spillway:probe-query': 'kx-autoscaling' },
      /Value=kx-autoscaling-slices,\S+$/,
    ],
    [
      { 'spillway:reports': 'cloudwatch' },
      /Value=tick-slices,\S+ # and let the probe ask, by spillway:reports/,
    ],
  ])('that tell no slices are told by the query of their own kind, once they are asked: %o', (tags, fix) => {
    expect(routingFix(anExamined({}, { tags }))).toMatch(fix);
  });
});

describe('refresh', () => {
  it.each([
    ['InProgress', ['instance-refresh']],
    ['Pending', ['instance-refresh']],
    ['Successful', []],
    ['Cancelled', []],
  ])('%s', (status, expected) => {
    const refreshes = { ok: true, value: [{ id: 'r', status }] } as const;
    expect(codes(anExamined({ refreshes }))).toEqual(expected);
  });
});

describe('hooks', () => {
  const hook = { transition: 'terminating', defaultResult: 'ABANDON', heartbeatTimeoutS: 60 } as const;
  it.each([
    ['none', [], ['no-hook']],
    ['one for launches', [{ ...hook, name: 'l', transition: 'launching' as const }], ['no-hook']],
    ['one that continues', [{ ...hook, name: 'a', defaultResult: 'CONTINUE' as const }], ['hook-continues']],
    [
      'two of others',
      [
        { ...hook, name: 'a' },
        { ...hook, name: 'b' },
      ],
      ['no-hook'],
    ],
    [
      'ours behind one of others',
      [
        { ...hook, name: 'a' },
        { ...hook, name: 'spillway-keep-data' },
      ],
      ['second-hook'],
    ],
  ])('%s', (_, hooks, expected) => {
    expect(codes(anExamined({ settings: someSettings({ hooks }) }))).toEqual(expected);
  });
});

describe('sizes', () => {
  it.each([
    [1, 2, {}, []],
    [2, 2, {}, ['no-room']],
    [0, 0, {}, ['maximum-zero']],
    [1, 9, { 'spillway:nodes-max': '2' }, []],
    [1, 9, { 'spillway:nodes-max': '1' }, ['cap-at-minimum']],
  ])('from %i to %i with tags %j', (minSize, maxSize, tags, expected) => {
    const examined = anExamined({}, { tags });
    const group = aGroup({ minSize, maxSize, nodes: examined.settings.group.nodes });
    expect(codes({ ...examined, settings: someSettings({ group }) })).toEqual(expected);
  });
});

describe('reads that fail', () => {
  const failing = (failure: FailureKind): Partial<Examined> => {
    const error = new PortError('scheduler:ListSchedules', 'TheCode', 'no', { failure });
    return { schedules: { ok: false, error }, alarms: { ok: false, error } };
  };

  it('are told apart from those that are not allowed, and told once', () => {
    expect(codes(anExamined(failing('denied')))).toEqual(['read-denied']);
    expect(codes(anExamined(failing('unknown')))).toEqual(['read-failed']);
  });
});

describe('a word for a shell', () => {
  it.each([
    ['rdb-fx', 'rdb-fx'],
    ['rdb fx', "'rdb fx'"],
    ["it's", "'it'\\''s'"],
    ['$(rm -rf .)', "'$(rm -rf .)'"],
    ['', "''"],
  ])('%s is written %s', (text, word) => {
    expect(shellWord(text)).toBe(word);
  });
});

describe('the secret of the RDBs', () => {
  const asked = (groups?: string) =>
    anExamined({
      secret: {
        ok: true,
        value: { secretName: 'spillway/shared', ...(groups !== undefined && { groups }) },
      },
    });

  it('is wrong where it does not name the group, with the tag that mends it', () => {
    expect(codes(asked())).toEqual(['secret-of-another']);
    const [finding] = diagnoseGroup(asked('rdb-eq')).checks.flatMap(({ findings }) => findings);
    expect(finding).toMatchObject({
      severity: 'wrong',
      fix: `aws secretsmanager tag-resource --secret-id spillway/shared --tags 'Key=spillway:groups,Value=rdb-eq ${anExamined().groupName}'`,
    });
  });

  it('is right where it names the group', () => {
    expect(codes(asked(anExamined().groupName))).toEqual([]);
    expect(codes(asked('rdb-*'))).toEqual([]);
  });
});
