import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseScenario, readScenario, ScenarioError } from '../../lib/backtest/scenario/read-scenario.ts';
import { policyLabel } from '../../lib/backtest/scenario/policy-choice.ts';
import { policiesOf, type ScenarioInput } from '../../lib/backtest/scenario/scenario.ts';
import { scenarioSchemaText } from '../../scripts/scenario-schema.ts';
import { aScenario, scenarioInput } from './a-scenario.ts';

function problemsOf(value: unknown) {
  try {
    parseScenario('s.json', value);
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems;
    throw error;
  }
  return [];
}

describe('a scenario', () => {
  it('is the one of the issue, with defaults filled in', () => {
    const scenario = parseScenario('s.json', {
      name: 't3a.medium 60/80',
      trace: 'days.csv',
      bytesPerMessage: 900,
      endOfDay: '23:59',
      timeZone: 'America/New_York',
      node: { memoryGiB: 4, baselineMiB: 150, pricePerHourUsd: 0.0376, bootSeconds: 60 },
      group: { min: 1, max: 50 },
      policy: { kind: 'threshold', scaleThresholdPercent: 60, rollThresholdPercent: 80 },
      fixed: { memoryGiB: 32, pricePerHourUsd: 0.3008 },
      telemetry: { periodSeconds: 60, delaySeconds: 0 },
      seed: 1,
    });
    expect(scenario.policy).toEqual({
      kind: 'threshold',
      scaleThresholdPercent: 60,
      rollThresholdPercent: 80,
      sparesMin: 0,
      scaleIn: 'scheduled',
    });
    expect(scenario.telemetry).toEqual({ periodSeconds: 60, delaySeconds: 0, missingPercent: 0 });
  });

  it.each([0.25, 900, 1e9])('takes %d bytes a message', (bytesPerMessage) => {
    expect(aScenario({ bytesPerMessage }).bytesPerMessage).toBe(bytesPerMessage);
  });

  it.each(['UTC', 'Europe/London', 'America/New_York', 'EST5EDT'])('takes the time zone %s', (timeZone) => {
    expect(aScenario({ timeZone }).timeZone).toBe(timeZone);
  });

  it('says of a target of no known kind which there are, and nothing of what is then unknown', () => {
    for (const target of ['rdb-groups', '', null])
      expect(problemsOf({ ...scenarioInput(), policies: [{ kind: 'planner' }], target })).toEqual([
        {
          path: 'target',
          given: JSON.stringify(target),
          allowed: 'rdb-group, which may be left out, kinesis-stream or memorydb-cluster',
        },
      ]);
  });

  it('names an unknown key with its path and what stood there', () => {
    expect(problemsOf({ ...scenarioInput(), node: { ...scenarioInput().node, cpu: 2 } })).toEqual([
      { path: 'node.cpu', given: '2', allowed: 'no such key: leave it out' },
    ]);
  });

  it.each([
    [{ endOfDay: '24:00' }, 'endOfDay', '"24:00"', /00:00 to 23:59/],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone', '"Mars/Olympus"', /Intl.DateTimeFormat/],
    [{ bytesPerMessage: 0 }, 'bytesPerMessage', '0', /above 0/],
    [{ group: { min: 3, max: 2 } }, 'group.min', '3', /up to group.max/],
    [
      { policy: { kind: 'fastest' } },
      'policy.kind',
      '"fastest"',
      /threshold, lead-time, target-tracking, step, oracle/,
    ],
    [
      { policy: { kind: 'lead-time', scaleThresholdPercent: 80 } },
      'policy.scaleThresholdPercent',
      '80',
      /below/,
    ],
    [
      { policy: { kind: 'step', rollThresholdPercent: 80 } },
      'policy.rollThresholdPercent',
      '80',
      /no such key/,
    ],
    [{ seed: 1.5 }, 'seed', '1.5', /whole number/],
  ])('refuses %j', (change, path, given, allowed) => {
    expect(problemsOf({ ...scenarioInput(), ...change })).toEqual([
      { path, given, allowed: expect.stringMatching(allowed) as string },
    ]);
  });

  it('names all problems at once', () => {
    const paths = problemsOf({ ...scenarioInput(), seed: -1, endOfDay: 'late' }).map((p) => p.path);
    expect(paths.sort()).toEqual(['endOfDay', 'seed']);
  });

  it('has a policy or policies, and not both or neither', () => {
    const { policy, ...without } = scenarioInput();
    expect(problemsOf(without)[0]?.path).toBe('policy');
    expect(problemsOf({ ...without, policy, policies: [policy] })[0]?.path).toBe('policy');
  });

  it('names a file that is not there or is no JSON', () => {
    expect(() => readScenario('/nowhere/s.json')).toThrow(/\/nowhere\/s\.json.*\n.*a readable JSON file/);
    expect(() => readScenario(new URL(import.meta.url).pathname)).toThrow(/allowed: JSON/);
  });
});

describe('what a table calls a policy', () => {
  type Policy = NonNullable<ScenarioInput['policy']>;
  it.each<[Policy, string]>([
    [{ kind: 'lead-time' }, 'lead-time'],
    [{ kind: 'lead-time', scaleIn: 'continuous' }, 'lead-time, continuous'],
    [
      { kind: 'lead-time', burstFactor: 2, sparesMin: 1, rollThresholdPercent: 85 },
      'lead-time, burst factor 2, roll 85, spares-min 1',
    ],
    [
      { kind: 'lead-time', leadTimeSeconds: 90, scaleThresholdPercent: 70, lastSpareMargin: 3 },
      'lead-time, lead time 90 s, scale 70, last-spare margin 3',
    ],
    [{ kind: 'threshold' }, 'threshold 60/80'],
    [{ kind: 'threshold', sparesMin: 2, scaleIn: 'continuous' }, 'threshold 60/80, spares-min 2, continuous'],
    [{ kind: 'oracle' }, 'oracle'],
    [{ kind: 'oracle', rollThresholdPercent: 85 }, 'oracle, roll 85'],
    [{ kind: 'lead-time', burstFactor: 2, name: 'ours' }, 'ours'],
  ])('%j is %s: what is not the default tells it from others of its kind', (policy, label) => {
    expect(policiesOf(aScenario({ policy })).map(policyLabel)).toEqual([label]);
  });
});

describe('the published JSON Schema', () => {
  it('is current (else: npm run schema)', () => {
    const published = readFileSync(new URL('../../docs/scenario.schema.json', import.meta.url), 'utf8');
    expect(published).toBe(scenarioSchemaText());
  });

  interface Branch {
    readonly if: object;
    readonly then: object;
    readonly else: Branch & { readonly properties: object; readonly required: readonly string[] };
  }

  it('describes every policy kind of each kind of target, and forbids unknown keys', () => {
    const schema = JSON.parse(scenarioSchemaText()) as Branch;
    const kindsOf = (part: object) =>
      new Set(
        [...JSON.stringify(part).matchAll(/"kind":\{"type":"string","const":"([^"]+)"/g)].map(
          ([, kind]) => kind,
        ),
      );
    const ofTarget = (target: string) => ({
      if: { properties: { target: { const: target } }, required: ['target'] },
      then: { additionalProperties: false, required: expect.arrayContaining(['target']) as string[] },
    });
    expect(schema).toMatchObject({
      ...ofTarget('kinesis-stream'),
      else: { ...ofTarget('memorydb-cluster'), else: { additionalProperties: false } },
    });
    expect(kindsOf(schema.else.else)).toEqual(
      new Set(['threshold', 'lead-time', 'target-tracking', 'step', 'oracle']),
    );
    expect(kindsOf(schema.then)).toEqual(
      new Set(['planner', 'target-tracking', 'doubling', 'static', 'on-demand', 'oracle']),
    );
    expect(kindsOf(schema.else.then)).toEqual(new Set(['spillway', 'static', 'oracle']));
  });

  it('tells the kinds of target apart as the command does: RDBs unless another is named', () => {
    const schema = JSON.parse(scenarioSchemaText()) as Branch;
    const ofGroups = schema.else.else;
    expect(ofGroups.properties).toMatchObject({ target: { const: 'rdb-group' } });
    expect(ofGroups.required).not.toContain('target');
  });
});
