import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TagProblem } from '../../../../lib/core/tags/tag-policy.ts';
import type { Policy } from '../../../../lib/targets/rdb-group/domain/policy.ts';
import { parsePolicy } from '../../../../lib/targets/rdb-group/domain/policy.ts';
import { TAGS } from '../../../../lib/targets/rdb-group/domain/tags/tags.ts';
import { countCases } from '../../../build/count-cases.ts';

function policyOf(tags: Record<string, string>): Policy {
  const parsed = parsePolicy(tags);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

function problemsOf(tags: Record<string, string>): readonly TagProblem[] {
  const parsed = parsePolicy(tags);
  return parsed.ok ? [] : parsed.problems;
}

describe('a policy without tags', () => {
  it('has the defaults of the contract', () => {
    expect(policyOf({ 'spillway:managed': 'true' })).toEqual({
      mode: 'act',
      kind: 'lead-time',
      scaleThresholdPercent: 75,
      rollThresholdPercent: 80,
      burstFactor: 3,
      sparesMin: 0,
      lastSpareMargin: 1.5,
      scaleIn: 'scheduled',
      leavesQueue: false,
      calendar: 'default',
      reports: 'cloudwatch',
      lateDataMs: 60_000,
      probe: { port: 5010, processes: 1, query: 'tick' },
    });
  });

  it('scales at 60 % with the threshold policy', () => {
    expect(policyOf({ 'spillway:policy': 'threshold' }).scaleThresholdPercent).toBe(60);
  });
});

describe('a policy tag', () => {
  it.each<[string, string, Partial<Policy>]>([
    ['spillway:mode', 'act', { mode: 'act' }],
    ['spillway:mode', 'dry-run', { mode: 'dry-run' }],
    ['spillway:mode', 'off', { mode: 'off' }],
    ['spillway:pause-until', '2026-11-21T18:00:00Z', { pauseUntilMs: Date.UTC(2026, 10, 21, 18) }],
    ['spillway:pause-until', '2026-11-21T18:00:00-05:00', { pauseUntilMs: Date.UTC(2026, 10, 21, 23) }],
    ['spillway:policy', 'lead-time', { kind: 'lead-time' }],
    ['spillway:policy', 'threshold', { kind: 'threshold' }],
    ['spillway:scale-threshold', '1', { scaleThresholdPercent: 1 }],
    ['spillway:scale-threshold', '79.9', { scaleThresholdPercent: 79.9 }],
    ['spillway:roll-threshold', '75.1', { rollThresholdPercent: 75.1 }],
    ['spillway:roll-threshold', '100', { rollThresholdPercent: 100 }],
    ['spillway:lead-time', '90s', { leadTimeMs: 90_000 }],
    ['spillway:lead-time', '24h', { leadTimeMs: 86_400_000 }],
    ['spillway:burst-factor', '1', { burstFactor: 1 }],
    ['spillway:burst-factor', '100', { burstFactor: 100 }],
    ['spillway:spares-min', '0', { sparesMin: 0 }],
    ['spillway:spares-min', '100', { sparesMin: 100 }],
    ['spillway:last-spare-margin', '2', { lastSpareMargin: 2 }],
    ['spillway:nodes-max', '1', { nodesMax: 1 }],
    ['spillway:nodes-max', '10000', { nodesMax: 10_000 }],
    ['spillway:scale-in', 'scheduled', { scaleIn: 'scheduled' }],
    ['spillway:scale-in', 'continuous', { scaleIn: 'continuous' }],
    ['spillway:scale-in', 'never', { scaleIn: 'never' }],
    ['spillway:calendar', 'nyse', { calendar: 'nyse' }],
    ['spillway:late-data', '5s', { lateDataMs: 5_000 }],
    ['spillway:late-data', '24h', { lateDataMs: 86_400_000 }],
    ['spillway:reports', 'cloudwatch', { reports: 'cloudwatch' }],
    ['spillway:reports', 'probe', { reports: 'probe' }],
    ['spillway:reports', 'probe-then-cloudwatch', { reports: 'probe-then-cloudwatch' }],
    ['SCALETHRESHOLD', '55', { scaleThresholdPercent: 55 }],
    ['ROLLTHRESHOLD', '90', { rollThresholdPercent: 90 }],
  ])('%s = %s is taken', (tag, value, expected) => {
    expect(policyOf({ [tag]: value })).toMatchObject(expected);
  });

  it.each([
    ['spillway:probe-port', '1', { port: 1 }],
    ['spillway:probe-port', '65535', { port: 65_535 }],
    ['spillway:processes', '64', { processes: 64 }],
    ['spillway:probe-query', 'kx-tick', { query: 'kx-tick' }],
    ['spillway:probe-secret', 'rdb/reader', { secret: 'rdb/reader' }],
  ])('%s = %s is taken by the probe', (tag, value, expected) => {
    expect(policyOf({ [tag]: value }).probe).toMatchObject(expected);
  });

  it.each([
    ['spillway:mode', ['Act', 'dryrun', '']],
    ['spillway:pause-until', ['tomorrow', '2026-11-21', '2026-11-21T18:00:00', '']],
    ['spillway:policy', ['Threshold', 'leadtime']],
    ['spillway:scale-threshold', ['0', '0.99', '99.1', '100', '-1', '60%', '']],
    ['spillway:roll-threshold', ['0', '0.9', '100.1', 'abc']],
    ['spillway:lead-time', ['0s', '-90s', '90', '24.1h', '']],
    ['spillway:late-data', ['0s', '60', '24.1h', '']],
    ['spillway:burst-factor', ['0.99', '0', '100.1', '3x']],
    ['spillway:spares-min', ['-1', '1.5', '101']],
    ['spillway:nodes-max', ['0', '10001', '2.5']],
    ['spillway:scale-in', ['always', 'true']],
    ['spillway:calendar', ['']],
    ['spillway:reports', ['both', 'CloudWatch']],
    ['spillway:probe-port', ['0', '65536', '5010.5']],
    ['spillway:processes', ['0', '65']],
    ['spillway:probe-query', ['', 'q'.repeat(257)]],
    ['spillway:probe-secret', ['']],
    ['SCALETHRESHOLD', ['0', 'x']],
    ['ROLLTHRESHOLD', ['101']],
  ])('%s refuses %j, and says tag, value and what is allowed', (tag, values) => {
    for (const value of values) {
      const [problem, ...others] = problemsOf({ [tag]: value });
      expect(others).toEqual([]);
      expect(problem).toMatchObject({ tag, given: value });
      expect(problem?.allowed).toMatch(/^(a |an |one of )/);
    }
  });

  it('of Spillway goes before one of the published template', () => {
    const tags = { SCALETHRESHOLD: '50', 'spillway:scale-threshold': '65', ROLLTHRESHOLD: '70' };
    expect(policyOf(tags)).toMatchObject({ scaleThresholdPercent: 65, rollThresholdPercent: 70 });
  });

  it('of the published template is not even read where Spillway has its own', () => {
    expect(problemsOf({ SCALETHRESHOLD: 'nonsense', 'spillway:scale-threshold': '65' })).toEqual([]);
  });

  it('of somebody else is ignored, whatever its name', () => {
    const foreign = {
      Name: 'rdb',
      constructor: 'acme',
      toString: 'x',
      __proto__x: 'y',
      'spillway:other': '1',
    };
    expect(parsePolicy(foreign)).toEqual(parsePolicy({}));
  });
});

describe('several bad tags', () => {
  it('are all reported at once', () => {
    const problems = problemsOf({ 'spillway:mode': 'x', 'spillway:nodes-max': '0', ROLLTHRESHOLD: 'y' });
    expect(problems.map((p) => p.tag).sort()).toEqual([
      'ROLLTHRESHOLD',
      'spillway:mode',
      'spillway:nodes-max',
    ]);
  });
});

describe('the scale threshold', () => {
  it.each([
    ['79.9', true],
    ['80', false],
    ['80.1', false],
  ])('of %s below a roll threshold of 80: allowed %s', (scale, allowed) => {
    expect(parsePolicy({ 'spillway:scale-threshold': scale }).ok).toBe(allowed);
  });

  it('is named as the problem when it is the one that was written', () => {
    expect(problemsOf({ SCALETHRESHOLD: '85.0' })).toEqual([
      { tag: 'SCALETHRESHOLD', given: '85.0', allowed: 'a percentage below the roll threshold (80)' },
    ]);
  });

  it('leaves the roll threshold to be named where it is a default itself', () => {
    expect(problemsOf({ 'spillway:roll-threshold': '70' })).toEqual([
      {
        tag: 'spillway:roll-threshold',
        given: '70',
        allowed: 'a percentage above the scale threshold (75)',
      },
    ]);
  });
});

describe('any tags whatever', () => {
  /** About where the two thresholds have their defaults, and written as people write numbers. */
  const percent = fc
    .tuple(fc.integer({ min: 55, max: 95 }), fc.constantFrom('', '.0', '.5'))
    .map(([whole, rest]) => `${whole}${rest}`);
  const anyValue = fc.oneof(
    percent,
    fc.integer({ min: -1, max: 101 }).map(String),
    fc.constantFrom(
      '',
      'act',
      'lead-time',
      'threshold',
      'never',
      'true',
      'end-of-day',
      'probe',
      '90s',
      '25h',
    ),
    fc.string(),
  );

  it('parse or are named; nothing throws', () => {
    const thresholds = [
      'spillway:scale-threshold',
      'spillway:roll-threshold',
      'SCALETHRESHOLD',
      'ROLLTHRESHOLD',
    ];
    const tag = fc.oneof(
      fc.tuple(fc.constantFrom(...thresholds), fc.oneof(percent, percent, anyValue)),
      fc.tuple(fc.constantFrom(...Object.keys(TAGS)), anyValue),
      fc.tuple(fc.string(), fc.string()),
    );
    const cases = countCases({
      'they are taken, one of ours among them': 25,
      'several are bad': 20,
      'each is good, and the thresholds cross': 15,
    });
    fc.assert(
      fc.property(fc.array(tag, { maxLength: 5 }), (pairs) => {
        const tags = Object.fromEntries(pairs);
        const parsed = parsePolicy(tags);
        if (parsed.ok) {
          const { scaleThresholdPercent, rollThresholdPercent } = parsed.policy;
          expect(scaleThresholdPercent).toBeLessThan(rollThresholdPercent);
          if (Object.keys(tags).some((name) => name in TAGS))
            cases.saw('they are taken, one of ours among them');
          return;
        }
        if (parsed.problems.length > 1) cases.saw('several are bad');
        for (const { tag: name, given, allowed } of parsed.problems) {
          expect(tags[name]).toBe(given);
          if (allowed.includes(' threshold (')) cases.saw('each is good, and the thresholds cross');
        }
      }),
      { numRuns: 500 },
    );
    cases.expectEnough();
  });
});
