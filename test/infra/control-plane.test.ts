// The packaged template: that it validates, and what validators do not see.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { beforeAll, describe, expect, it } from 'vitest';
import { PRICES } from '../../bench/cost/prices.ts';
import { standingOf } from '../../bench/cost/standing.ts';
import { schedulePayload } from '../../lib/core/schedule.ts';
import { FUNCTION_TIMEOUT_MAX_MS } from '../../lib/cycle/lease/lease-limits.ts';
import { GROUP_METRIC_UNITS } from '../../lib/targets/rdb-group/ports/group-metrics.ts';
import { parseClusterPolicy } from '../../lib/targets/memorydb-cluster/domain/policy.ts';
import { fillingAlarm } from '../../lib/sim/aws/filling-alarm.ts';
import { throttlingAlarm } from '../../lib/sim/aws/throttling-alarm.ts';
import { thisBuild } from '../../cli/version.ts';
import { reservedConcurrency, settingsSchema } from '../../lib/settings/settings.ts';
import { EVENT_ROUTES } from '../../lib/operate/stack/event-routes.ts';
import { granted, namesOf } from '../../lib/operate/stack/granted.ts';
import { eventRoutes } from '../../lib/operate/stack/template/event-routes.ts';
import { rolePolicies, rolesOfNobody } from '../../lib/operate/stack/template/role-policies.ts';
import * as expected from '../../lib/operate/stack/expected-stack.ts';
import { createEmulatedStack } from '../../lib/emulator/stack/emulated-stack.ts';
import { stackAlarms } from '../../lib/emulator/stack/stack-alarms.ts';
import { isWaking, WAKING_ALARM_PREFIXES } from './audit/waking-alarms.ts';
import type { Packaged, Template, TemplateResource } from './package-project-fixture.ts';
import {
  OTHER_OPTIONS,
  packageStage,
  PROJECT,
  referencesIn,
  resourcesOfType,
} from './package-project-fixture.ts';

const { version: VERSION } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
  version: string;
};

let example: Packaged;
let other: Packaged;

beforeAll(async () => {
  example = await packageStage('example');
  other = await packageStage('other', OTHER_OPTIONS);
}, 180_000);

const stages = ['example', 'other'] as const;
const packaged = (stage: (typeof stages)[number]) => (stage === 'example' ? example : other);
const text = (value: unknown) => JSON.stringify(value);

interface Target {
  readonly Arn: unknown;
  readonly RoleArn?: unknown;
  readonly Input?: string;
  readonly DeadLetterConfig?: { readonly Arn: unknown };
  readonly RetryPolicy?: {
    readonly MaximumEventAgeInSeconds?: number;
    readonly MaximumRetryAttempts?: number;
  };
}

/** Never by an event. */
const CALLED_FOR_AN_ANSWER = ['ProbeLambdaFunction', 'DiscoverLambdaFunction'];

const targetsOf = ({ Properties }: TemplateResource) =>
  (Properties['Targets'] ?? [Properties['Target']]) as readonly Target[];

describe.each(stages)('the template of stage %s', (stage) => {
  let template: Template;
  beforeAll(() => {
    template = packaged(stage).template;
  });
  const every = (type: string) => resourcesOfType(template, type);

  it('validates with no finding of WARN or above', () => {
    const engine = new RegoEngine();
    try {
      const report = engine.validateStandard(new TemplateFile(packaged(stage).templatePath), {
        severityLevel: 'WARN',
      });
      expect(report.status).toBe('OK');
      expect(report.diagnostics).toEqual([]);
    } finally {
      engine.free();
    }
  }, 300_000);

  it('refers to nothing that is not there, in the dashboard too', () => {
    const known = new Set(Object.keys(template.Resources));
    const missing = referencesIn(template).filter((id) => !id.startsWith('AWS::') && !known.has(id));
    expect(missing).toEqual([]);
    const dashboard = template.Resources['Dashboard']?.Properties['DashboardBody'];
    expect(referencesIn(dashboard)).toContain('OnDashtickLambdaFunction');
  });

  it('gives each function the runtime, a role of its own, a log with retention and a time-out the lease outlasts', () => {
    const functions = every('AWS::Lambda::Function');
    expect(functions.length).toBe(stage === 'example' ? 5 : 6);
    for (const [id, { Properties }] of functions) {
      expect(Properties, id).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(Number(Properties['Timeout']) * 1000, id).toBeLessThanOrEqual(FUNCTION_TIMEOUT_MAX_MS);
      const logGroup = every('AWS::Logs::LogGroup').find(
        ([, log]) => log.Properties['LogGroupName'] === `/aws/lambda/${String(Properties['FunctionName'])}`,
      );
      expect(logGroup?.[1].Properties['RetentionInDays'], id).toBe(30);
    }
    expect(new Set(functions.map(([, { Properties }]) => text(Properties['Role']))).size).toBe(
      functions.length,
    );
  });

  it('gives each function that events reach a dead-letter queue, and the state table by name', () => {
    for (const [id, { Properties }] of every('AWS::Lambda::Function')) {
      if (CALLED_FOR_AN_ANSWER.includes(id)) continue;
      expect(referencesIn(Properties['DeadLetterConfig']), id).toEqual(['DeadLetters']);
      expect(referencesIn(Properties['Environment']), id).toContain('StateTable');
    }
  });

  it('watches the errors of each function', () => {
    const watched = every('AWS::CloudWatch::Alarm')
      .filter(([, { Properties }]) => Properties['MetricName'] === 'Errors')
      .flatMap(([, { Properties }]) => referencesIn(Properties['Dimensions']));
    expect(watched.sort()).toEqual(
      every('AWS::Lambda::Function')
        .map(([id]) => id)
        .sort(),
    );
  });

  it('watches the throttles of each function, and shows its errors on the dashboard', () => {
    const functions = every('AWS::Lambda::Function').map(([id]) => id);
    const { Metrics = [] } = template.Resources['Throttles']?.Properties ?? {};
    const watched = Metrics as readonly {
      readonly Id: string;
      readonly Expression?: string;
      readonly MetricStat?: unknown;
    }[];
    expect(watched.flatMap(({ MetricStat }) => referencesIn(MetricStat)).sort()).toEqual(functions.sort());
    const summed = [...(watched[0]?.Expression ?? '').matchAll(/FILL\((\w+), 0\)/g)].map(([, id]) => id);
    expect(summed).toEqual(watched.slice(1).map(({ Id }) => Id));
    const dashboard = template.Resources['Dashboard']?.Properties['DashboardBody'];
    expect(referencesIn(dashboard)).toEqual(expect.arrayContaining(functions));
  });

  it('rings for a tick that stops, and not for one that has yet to begin', () => {
    const { TreatMissingData, InsufficientDataActions, AlarmActions } =
      template.Resources['TickMissing']?.Properties ?? {};
    expect(TreatMissingData).toBe('missing');
    expect(InsufficientDataActions).toEqual(AlarmActions);
  });

  it('tells somebody of every alarm but those that wake the autoscaler', () => {
    for (const [id, { Properties }] of every('AWS::CloudWatch::Alarm')) {
      const wakesUs = isWaking(String(Properties['AlarmName']));
      const actions = Properties['AlarmActions'];
      expect(actions === undefined ? [] : actions, id).toHaveLength(wakesUs ? 0 : 1);
    }
  });

  it('watches only metrics that are published', () => {
    const queries = every('AWS::CloudWatch::Alarm')
      .flatMap(([, { Properties }]) => (Properties['Metrics'] ?? []) as readonly { Expression?: string }[])
      .flatMap(({ Expression }) => /SELECT \w+\((\w+)\) FROM SCHEMA\((\w+), /.exec(Expression ?? '') ?? []);
    const ours = queries.filter((_, index) => queries[index + 1] === 'Spillway');
    expect(ours).toContain('Attention');
    const known = [...Object.keys(GROUP_METRIC_UNITS), 'LiveMemoryUsedPercent', 'Attention'];
    expect(ours.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('watches the troubles of all groups by one alarm, each a contributor, and lets no lull between ticks end it', () => {
    const groupAlarms = every('AWS::CloudWatch::Alarm').filter(
      ([, { Properties }]) =>
        Properties['AlarmActions'] !== undefined && text(Properties['Metrics'] ?? []).includes('GROUP BY'),
    );
    expect(groupAlarms.map(([, { Properties }]) => Properties)).toEqual([
      expect.objectContaining({
        AlarmName: 'spillway-attention',
        Metrics: [
          {
            Id: 'troubles',
            Expression:
              'SELECT MAX(Attention) FROM SCHEMA(Spillway, "Target", "Kind") GROUP BY "Target", "Kind" ORDER BY MAX() DESC',
            Period: 300,
            ReturnData: true,
          },
        ],
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        EvaluationPeriods: 2,
        DatapointsToAlarm: 1,
        TreatMissingData: 'notBreaching',
      }),
    ]);
  });

  it('watches every stream of the account for refused records, as the simulated one does', () => {
    const { alarmName, watched, threshold, comparisonOperator } = throttlingAlarm();
    const { expression = '' } = watched.kind === 'metrics-insights' ? watched : {};
    const ofStreams = every('AWS::CloudWatch::Alarm').filter(([, { Properties }]) =>
      text(Properties['Metrics'] ?? []).includes('StreamName'),
    );
    expect(ofStreams.map(([, { Properties }]) => Properties)).toEqual([
      expect.objectContaining({
        AlarmName: alarmName,
        Metrics: [{ Id: 'refused', Expression: expression, Period: watched.periodSeconds, ReturnData: true }],
        Threshold: threshold,
        ComparisonOperator: comparisonOperator,
        EvaluationPeriods: 1,
        DatapointsToAlarm: 1,
        TreatMissingData: 'notBreaching',
      }),
    ]);
  });

  it('watches the fullest node of every cluster of the account, at the default target, as the simulated one does', () => {
    const ofClusters = every('AWS::CloudWatch::Alarm').filter(([, { Properties }]) =>
      text(Properties['Metrics'] ?? []).includes('ClusterName'),
    );
    const { alarmName, watched, threshold, comparisonOperator } = fillingAlarm();
    const { expression = '' } = watched.kind === 'metrics-insights' ? watched : {};
    const target = parseClusterPolicy({ 'spillway:shards-max': '2' }).policy.memoryTargetPercent;
    expect(ofClusters.map(([, { Properties }]) => Properties)).toEqual([
      expect.objectContaining({
        AlarmName: alarmName,
        Metrics: [{ Id: 'fullest', Expression: expression, Period: watched.periodSeconds, ReturnData: true }],
        Threshold: threshold,
        ComparisonOperator: comparisonOperator,
        EvaluationPeriods: 1,
        DatapointsToAlarm: 1,
        TreatMissingData: 'notBreaching',
      }),
    ]);
    expect(threshold).toBe(target);
  });

  it('shows the troubles of the group chosen on the dashboard', () => {
    const { 'Fn::Sub': body = '' } = (template.Resources['Dashboard']?.Properties['DashboardBody'] ?? {}) as {
      'Fn::Sub'?: string;
    };
    const { widgets } = JSON.parse(body) as { widgets: readonly unknown[] };
    expect(text(widgets)).toContain(
      text(`'{Spillway,Target,Kind} MetricName="Attention" Target="GROUP_NAME"'`).slice(1, -1),
    );
  });

  it('answers on the dashboard, in this order: is anything wrong, will a spare be there, what was done, what does it cost', () => {
    const { 'Fn::Sub': body = '' } = (template.Resources['Dashboard']?.Properties['DashboardBody'] ?? {}) as {
      'Fn::Sub'?: string;
    };
    const { widgets } = JSON.parse(body) as {
      widgets: readonly {
        y: number;
        properties: { title?: string; query?: string; alarms?: readonly string[] };
      }[];
    };
    const rows = widgets.map(({ y }) => y);
    expect(rows).toEqual([...rows].sort((one, other) => one - other));
    const titles = widgets
      .flatMap(({ properties }) => properties.title ?? [])
      .filter((one) => one.includes('?'));
    expect(titles.map((title) => title.slice(0, title.indexOf('?') + 1))).toEqual([
      ...['Is anything wrong?', 'Will a spare be there?', 'What was done, and why?', 'What does it cost?'],
    ]);
    // Each alarm that tells somebody, the probe's own where there is one.
    const telling = every('AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) =>
      Properties['AlarmActions'] === undefined ? [] : [String(Properties['AlarmName'])],
    );
    const shown = (widgets[0]?.properties.alarms ?? []).map((arn) => arn.split(':').at(-1) ?? '');
    expect([...shown].sort()).toEqual([...telling].sort());
    const [cost = ''] = widgets.flatMap(({ properties }) =>
      properties.title?.startsWith('What does it cost?') ? [text(properties)] : [],
    );
    expect(cost.includes('ProbeLambdaFunction')).toBe(telling.includes('spillway-errors-probe'));
    // What is paid each month whatever happens: bench/cost reads it from the same files.
    const { alarmMetrics, dashboards } = standingOf('cloudwatch');
    const eachMonth = alarmMetrics * PRICES.alarmMetric + dashboards * PRICES.dashboard;
    expect(body).toContain(`$${eachMonth.toFixed(2)} for the stack`);
    const withProbe = (standingOf('probe').alarmMetrics - alarmMetrics) * PRICES.alarmMetric;
    expect(body.includes(`$${withProbe.toFixed(2)} more with the probe`)).toBe(
      telling.includes('spillway-errors-probe'),
    );
    // The words that the functions write: lib/targets/rdb-group/ports/group-metrics.ts.
    const [spare, done] = widgets.flatMap(({ properties }) => properties.query ?? []);
    expect(spare).toMatch(
      /latest\(TimeToRollSeconds\).* latest\(LeadTimeSeconds\).* by AutoScalingGroupName/,
    );
    expect(done).toContain('filter ispresent(Why)');
    const running = every('AWS::Lambda::Function')
      .map(([, { Properties }]) => String(Properties['FunctionName']))
      .filter((name) => name.includes('-on-'));
    expect(running).toHaveLength(4);
    for (const name of running) expect(done).toContain(`SOURCE '/aws/lambda/${name}'`);
  });

  it('gives every rule and schedule a target that may be invoked, and a dead-letter queue', () => {
    const sources = [...every('AWS::Events::Rule'), ...every('AWS::Scheduler::Schedule')];
    expect(sources.length).toBeGreaterThanOrEqual(4);
    for (const [id, resource] of sources) {
      const targets = targetsOf(resource);
      expect(targets.length, id).toBeGreaterThan(0);
      for (const target of targets) {
        const [functionId = ''] = referencesIn(target.Arn);
        expect(template.Resources[functionId]?.Type, id).toBe('AWS::Lambda::Function');
        expect(mayInvoke(template, id, target, functionId), `${id} → ${functionId}`).toBe(true);
        expect(referencesIn(target.DeadLetterConfig), id).toEqual(['DeadLetters']);
        expect(mayDeadLetter(template, id, target), `${id} → DeadLetters`).toBe(true);
        expect(target.RetryPolicy?.MaximumEventAgeInSeconds, id).toBeLessThanOrEqual(900);
      }
    }
  });

  it('passes on only alarms of ours', () => {
    const pattern = template.Resources['AlarmRule']?.Properties['EventPattern'];
    expect(pattern).toMatchObject({
      detail: { alarmName: WAKING_ALARM_PREFIXES.map((prefix) => ({ prefix })) },
    });
  });
});

describe('the settings in the template', () => {
  it('protect the state table by stage', () => {
    expect(example.template.Resources['StateTable']).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        DeletionProtectionEnabled: true,
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
      },
    });
    expect(other.template.Resources['StateTable']).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { DeletionProtectionEnabled: false },
    });
  });

  it('reserve concurrency only if asked to', () => {
    const reserved = ({ template }: Packaged) =>
      resourcesOfType(template, 'AWS::Lambda::Function').map(
        ([, { Properties }]) => Properties['ReservedConcurrentExecutions'],
      );
    expect(reserved(example)).toEqual([5, 2, 5, 3, undefined]);
    expect(new Set(reserved(other))).toEqual(new Set([undefined]));
  });

  it('reserve as many as they say', async () => {
    const { template, notes } = await packageStage(
      'own',
      OTHER_OPTIONS.replace(
        'reservedConcurrency: false',
        'reservedConcurrency: { onAlarm: 1, onTick: 2, probe: 4 }',
      ),
    );
    const reserved = resourcesOfType(template, 'AWS::Lambda::Function').map(
      ([, { Properties }]) => Properties['ReservedConcurrentExecutions'],
    );
    // Nothing is reserved for `discover`: who asks it waits.
    expect(reserved).toEqual([1, 2, 5, 2, undefined, 4]);
    expect(notes[0]).toMatch(/^The functions reserve 14 concurrent runs: .* must be at least 114\./);
  });

  it('stop for a topic that the alarms cannot reach, before anything is written', async () => {
    const elsewhere = OTHER_OPTIONS.replace('sns:eu-west-1', 'sns:us-east-1');
    await expect(packageStage('elsewhere', elsewhere)).rejects.toThrow(
      'config/elsewhere.yml: notifications.topicArn: given "arn:aws:sns:us-east-1:123456789012:on-call"; ' +
        "allowed: a topic in eu-west-1, the stack's region: alarms reach no topic of another",
    );
  });

  it('come with notes of what the account must have and allow', async () => {
    expect(example.notes).toEqual([
      expect.stringMatching(/^The functions reserve 15 concurrent runs: .* must be at least 115\./),
    ]);
    expect(other.notes).toEqual([
      expect.stringMatching(/^Alarms go to a topic of account 123456789012: its policy must let cloudwatch/),
      // 14 of the group, and 7 of each of three servers.
      expect.stringMatching(
        /^metrics: lean would save about \$10\.50 a month for each group of 3 servers .* 35 metrics/,
      ),
    ]);
    expect([metricsOf(example.template), metricsOf(other.template)]).toEqual(['lean', 'full']);
    const before = OTHER_OPTIONS.replace('  secretOwners: enforce\n', '');
    const { template, notes } = await packageStage('before', before);
    expect(notes.at(-1)).toMatch(/^Any group may use any secret under spillway\//);
    expect(secretOwners(template)).toBe('warn');
    expect(secretOwners(other.template)).toBe('enforce');
  });

  it('make schedules whose payloads on-schedule understands', () => {
    const schedules = resourcesOfType(example.template, 'AWS::Scheduler::Schedule').filter(([, resource]) =>
      text(targetsOf(resource)).includes('OnDashschedule'),
    );
    expect(schedules.map(([id]) => id)).toEqual([
      'ScheduleEndOfDay',
      'ScheduleEndOfDayOn20261127',
      'ScheduleEndOfDayOn20261224',
      'ScheduleEndOfDayOn20271126',
      'ScheduleBeforeTheOpen',
      'ScheduleWeekend',
    ]);
    for (const [id, resource] of schedules) {
      const input = targetsOf(resource)[0]?.Input ?? '';
      expect(input, id).toContain('<aws.scheduler.scheduled-time>');
      const payload: unknown = JSON.parse(
        input.replace('<aws.scheduler.scheduled-time>', '2026-11-27T19:30:00Z'),
      );
      expect(schedulePayload.safeParse(payload).error, id).toBeUndefined();
      expect(targetsOf(resource)[0]?.RetryPolicy?.MaximumEventAgeInSeconds, id).toBe(900);
    }
  });

  it('tick each minute, or as told', () => {
    const rate = ({ template }: Packaged) =>
      template.Resources['TickSchedule']?.Properties['ScheduleExpression'];
    expect([rate(example), rate(other)]).toEqual(['rate(1 minute)', 'rate(5 minutes)']);
  });

  it('add the probe only where it is on, and no database secret to its environment', () => {
    expect(example.template.Resources['ProbeLambdaFunction']).toBeUndefined();
    const probe = other.template.Resources['ProbeLambdaFunction'];
    expect(probe?.Properties['VpcConfig']).toEqual({
      SubnetIds: ['subnet-0a1b2c3d'],
      SecurityGroupIds: ['sg-0a1b2c3d'],
    });
    expect(probe?.Properties['Environment']).toEqual({
      Variables: { SPILLWAY_VERSION: VERSION, SPILLWAY_BUILD: thisBuild() },
    });
    const { Variables } = other.template.Resources['OnDashtickLambdaFunction']?.Properties['Environment'] as {
      Variables: Record<string, string>;
    };
    expect(Variables['SPILLWAY_PROBE_FUNCTION']).toBe('spillway-other-probe');
    expect(JSON.parse(Variables['SPILLWAY_PROBE_QUERIES'] ?? '')).toEqual({ ours: '{"b"${x}each tables[]}' });
  });
});

describe('what spillway doctor --stack and the local AWS take a stack for', () => {
  const sorted = (names: readonly string[]) => [...names].sort();
  const alarmsOf = ({ template }: Packaged) =>
    resourcesOfType(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);

  it('is the functions that are packaged, by name, runtime and version', () => {
    for (const stage of stages) {
      const functions = resourcesOfType(packaged(stage).template, 'AWS::Lambda::Function').map(
        ([, { Properties }]) => Properties,
      );
      const own = expected.STACK_FUNCTIONS.filter(
        (name) => stage === 'other' || name !== expected.OPTIONAL_FUNCTION,
      );
      expect(sorted(functions.map(({ FunctionName }) => String(FunctionName)))).toEqual(
        sorted(own.map((name) => expected.functionNameOf(`spillway-${stage}`, name))),
      );
      for (const { FunctionName, Runtime, Environment } of functions) {
        expect(Runtime, String(FunctionName)).toBe(expected.STACK_RUNTIME);
        const { Variables } = Environment as { Variables: Record<string, unknown> };
        expect(Variables['SPILLWAY_VERSION'], String(FunctionName)).toBe(VERSION);
        expect(Variables['SPILLWAY_BUILD'], String(FunctionName)).toBe(thisBuild());
      }
    }
  });

  it('is the alarms that are packaged', () => {
    const named = (one: Packaged) => sorted(alarmsOf(one).map(({ AlarmName }) => String(AlarmName)));
    const always = [...expected.TELLING_ALARMS, ...expected.WAKING_ALARMS];
    expect(named(example)).toEqual(sorted([...always, expected.OPTIONAL_WAKING_ALARM]));
    expect(named(other)).toEqual(sorted([...always, expected.PROBE_ALARM]));
  });

  it('is read from the template that is deployed, as from the one that is released', () => {
    for (const stage of stages) {
      const { template } = packaged(stage);
      const members = { ...template };
      expect(rolesOfNobody(members)).toEqual([]);
      expect(eventRoutes(members)).toEqual(EVENT_ROUTES);
      const written = rolePolicies(members);
      const key = JSON.stringify(written).match(/arn:aws:kms:[^"]+/)?.[0];
      const names = namesOf({
        ...{ stackName: `spillway-${stage}`, keyArn: key, deadLettersArn: 'arn:aws:sqs:eu-west-1:1:queue' },
        functionArn: 'arn:aws:lambda:eu-west-1:1:function:any',
      });
      for (const user of [...expected.STACK_FUNCTIONS, 'schedules'] as const) {
        const own = granted(user, () => true, names, written);
        expect(granted(user, () => true, names)).toEqual(expect.arrayContaining([...own]));
        expect(own).toEqual(expect.arrayContaining([...granted(user, () => false, names)]));
      }
    }
  });

  it('is the rules that are packaged, with their retries and dead letters; locally too', () => {
    const local = createEmulatedStack({ name: 'spillway-local', version: '0.0.0' }, { nowMs: () => 0 });
    for (const { template } of [example, other]) {
      const rules = resourcesOfType(template, 'AWS::Events::Rule');
      const routes = rules.map(([, { Properties }]) => {
        const [target] = Properties['Targets'] as readonly Target[];
        const id = referencesIn(target?.Arn)[0] ?? '';
        const name = String(template.Resources[id]?.Properties['FunctionName']);
        return { own: name.replace(/^[^-]+-[^-]+-/, ''), pattern: Properties['EventPattern'], target };
      });
      const order = (a: { readonly pattern: unknown }, b: { readonly pattern: unknown }) =>
        text(a.pattern) < text(b.pattern) ? -1 : 1;
      const packagedRoutes = routes.map(({ own, pattern }) => ({ own, pattern })).sort(order);
      expect(EVENT_ROUTES.map(({ own, pattern }) => ({ own, pattern })).toSorted(order)).toEqual(
        packagedRoutes,
      );
      for (const { target } of routes) {
        expect(target?.RetryPolicy).toEqual({
          MaximumEventAgeInSeconds: EVENT_ROUTES[0]?.retryMaxAgeSeconds,
          MaximumRetryAttempts: EVENT_ROUTES[0]?.retryMaxAttempts,
        });
        expect(referencesIn(target?.DeadLetterConfig)).toEqual(['DeadLetters']);
      }
      const emulated = [...local.rules.values()].map(({ logicalId, pattern, targets }) => ({
        id: logicalId as string,
        pattern: JSON.parse(pattern) as unknown,
        calls: [...targets.values()].map(({ arn, retry }) => ({ own: local.ownNameOf(arn), retry })),
      }));
      expect(emulated).toEqual(
        emulated.map(({ id }) => ({
          id,
          pattern: template.Resources[id]?.Properties['EventPattern'],
          calls: [
            {
              own: routes.find(
                ({ pattern }) => pattern === template.Resources[id]?.Properties['EventPattern'],
              )?.own,
              retry: (template.Resources[id]?.Properties['Targets'] as readonly Target[])[0]?.RetryPolicy,
            },
          ],
        })),
      );
    }
  });

  it('keeps the room for functions that the settings keep', () => {
    const kept = reservedConcurrency(
      settingsSchema.parse({ notifications: { email: 'somebody@example.com' }, schedules: [] }),
    );
    const byName = {
      'on-alarm': kept?.onAlarm,
      'on-schedule': kept?.onSchedule,
      'on-lifecycle': kept?.onLifecycle,
      'on-tick': kept?.onTick,
      probe: kept?.probe,
    };
    expect(expected.RESERVED_DEFAULTS).toEqual(byName);
    const { functions } = createEmulatedStack(
      { name: 'spillway-local', version: '0.0.0' },
      { nowMs: () => 0 },
    );
    for (const name of expected.STACK_FUNCTIONS)
      expect(functions.get(name)).toMatchObject({
        reserved: expected.RESERVED_DEFAULTS[name],
        runtime: expected.STACK_RUNTIME,
      });
  });

  it('tells somebody locally by the same alarms', () => {
    const stack = createEmulatedStack({ name: 'spillway-local', version: '0.0.0' }, { nowMs: () => 0 });
    const local = stackAlarms(stack);
    expect(sorted(local.map(({ alarmName }) => alarmName))).toEqual(
      sorted([...expected.TELLING_ALARMS, expected.PROBE_ALARM]),
    );
    const packagedAlarms = new Map(alarmsOf(other).map((one) => [one['AlarmName'], one]));
    for (const alarm of local) {
      const one = packagedAlarms.get(alarm.alarmName);
      expect(one, alarm.alarmName).toMatchObject({
        Threshold: alarm.threshold,
        ComparisonOperator: alarm.comparisonOperator,
        EvaluationPeriods: alarm.evaluationPeriods,
        TreatMissingData: alarm.treatMissingData,
      });
      expect(one?.['DatapointsToAlarm'] ?? one?.['EvaluationPeriods']).toBe(alarm.datapointsToAlarm);
      const { watched } = alarm;
      if (watched.kind === 'metric' && one?.['MetricName'] !== undefined)
        expect(one, alarm.alarmName).toMatchObject({
          MetricName: watched.metricName,
          Namespace: watched.namespace,
          Statistic: watched.stat,
          Period: watched.periodSeconds,
        });
      else expect(text(one?.['Metrics']), alarm.alarmName).toContain(watched.metricName);
    }
  });
});

function metricsOf(template: Template): unknown {
  return variablesOfTick(template)['SPILLWAY_METRICS'];
}

function secretOwners(template: Template): unknown {
  return variablesOfTick(template)['SPILLWAY_SECRET_OWNERS'];
}

function variablesOfTick(template: Template): Readonly<Record<string, unknown>> {
  const { Variables } = template.Resources['OnDashtickLambdaFunction']?.Properties['Environment'] as {
    Variables: Record<string, unknown>;
  };
  return Variables;
}

/** A rule needs the function's permission; a schedule's role needs an allowance of its own. */
function mayInvoke(template: Template, sourceId: string, target: Target, functionId: string): boolean {
  if (target.RoleArn === undefined)
    return resourcesOfType(template, 'AWS::Lambda::Permission').some(
      ([, { Properties }]) =>
        Properties['Principal'] === 'events.amazonaws.com' &&
        text(referencesIn(Properties['FunctionName'])) === text([functionId]) &&
        text(referencesIn(Properties['SourceArn'])) === text([sourceId]),
    );
  const [roleId = ''] = referencesIn(target.RoleArn);
  const role = template.Resources[roleId];
  return (
    text(role?.Properties['AssumeRolePolicyDocument']).includes('scheduler.amazonaws.com') &&
    allows(role, 'lambda:InvokeFunction', functionId)
  );
}

/** A rule is named in the queue's policy; a schedule sends with its role. */
function mayDeadLetter(template: Template, sourceId: string, target: Target): boolean {
  if (target.RoleArn !== undefined) {
    const [roleId = ''] = referencesIn(target.RoleArn);
    return allows(template.Resources[roleId], 'sqs:SendMessage', 'DeadLetters');
  }
  return referencesIn(template.Resources['DeadLettersPolicy']).includes(sourceId);
}

interface Policy {
  readonly PolicyDocument: {
    readonly Statement: readonly { Effect: string; Action: unknown; Resource: unknown }[];
  };
}

function allows(role: TemplateResource | undefined, action: string, resourceId: string): boolean {
  return ((role?.Properties['Policies'] ?? []) as readonly Policy[])
    .flatMap((policy) => policy.PolicyDocument.Statement)
    .some(
      ({ Effect, Action, Resource }) =>
        Effect === 'Allow' && [Action].flat().includes(action) && referencesIn(Resource).includes(resourceId),
    );
}
