// What the released template's parameters take and refuse, as CloudFormation would hold values to them.
import { describe, expect, it } from 'vitest';
import type { Parameter } from '../../../scripts/release/parameter.ts';
import { PARAMETERS } from '../../../scripts/release/parameters.ts';
import { everyOption } from './deployments.ts';

/** Of a list each value is held to the pattern, without the blanks around it. */
function isTaken({ Type, AllowedPattern, AllowedValues, MinValue, MaxValue }: Parameter, value: string) {
  const values = Type === 'CommaDelimitedList' ? value.split(',').map((one) => one.trim()) : [value];
  const pattern = AllowedPattern === undefined ? undefined : new RegExp(AllowedPattern, 'u');
  return values.every(
    (one) =>
      (pattern?.test(one) ?? true) &&
      (AllowedValues?.map(String).includes(one) ?? true) &&
      (MinValue === undefined || Number(one) >= MinValue) &&
      (MaxValue === undefined || Number(one) <= MaxValue),
  );
}

/** As they are named at the command line: `HolidayDates=2026-12-25`. */
function refused(given: Readonly<Record<string, string | number>>): readonly string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const parameter = PARAMETERS[name];
    if (!parameter) throw new Error(`There is no parameter ${name}`);
    return isTaken(parameter, String(value)) ? [] : [`${name}=${value}`];
  });
}

describe('the parameters', () => {
  it('take their defaults, and what deployments give', () => {
    const defaults = Object.entries(PARAMETERS).flatMap(([name, { Default }]) =>
      Default === undefined ? [] : [[name, Default] as const],
    );
    expect(refused(Object.fromEntries(defaults))).toEqual([]);
    for (const { name, parameters } of everyOption()) expect(refused(parameters), name).toEqual([]);
  });

  it.each([
    { ArtifactBucket: 'my-artifacts' },
    { ArtifactPrefix: 'spillway/0.2.0/' },
    { HolidayDates: '2026-11-26, 2026-12-25' },
    { Calendar: 'NYSE' },
    { EndOfDayCron: '0 9 ? * 2#1 *' },
    { TimeZone: 'America/Argentina/Buenos_Aires' },
    { TimeZone: 'Etc/GMT+3' },
    { ProbeQueries: '{\n  "ours": ".spillway.report[]"\n}' },
    { NotifyTopicArn: 'arn:aws-us-gov:sns:us-gov-west-1:123456789012:on-call' },
    { PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/PowerUserAccess' },
    { DrillPrincipalArns: 'arn:aws-cn:iam::123456789012:role/ops/night' },
  ])('take %o', (given) => {
    expect(refused(given)).toEqual([]);
  });

  it.each([
    { ArtifactBucket: 's3://my-artifacts' },
    { ArtifactPrefix: 'spillway' },
    { NotifyEmail: 'desk' },
    { HolidayDates: '25.12.2026' },
    { HolidayDates: '2026-12-25,2027-1-1' },
    { HolidayDates: '2026-13-01' },
    { EndOfDayCron: 'cron(30 17 ? * MON-FRI *)' },
    { BeforeTheOpenCron: '0 9 * * 1-5' },
    { Calendar: 'NYSE "half"' },
    { TimeZone: '"' },
    { TimeZone: '' },
    { ProbeSubnetIds: 'subnet-0a1b,sg-0a1b' },
    { FunctionSecurityGroupIds: 'default' },
    { ProbeQueries: '.spillway.report[]' },
    { KmsKeyArn: 'alias/mine' },
    { PermissionsBoundaryArn: 'arn:aws:iam::123456789012:role/boundary' },
    { DrillPrincipalArns: 'arn:aws:iam::123456789012:root' },
    { DrillPrincipalArns: 'arn:aws:iam::123456789012:role/*' },
    { DrillGroupNames: 'rdb-*' },
  ])('refuse %o', (given) => {
    expect(refused(given)).toHaveLength(1);
  });

  it('say what is allowed, wherever a pattern alone would say it', () => {
    const unexplained = Object.entries(PARAMETERS).filter(
      ([, { AllowedPattern, ConstraintDescription }]) =>
        AllowedPattern !== undefined && ConstraintDescription === undefined,
    );
    expect(unexplained).toEqual([]);
  });
});
