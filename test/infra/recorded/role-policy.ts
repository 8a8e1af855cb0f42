// A packaged function's policy as IAM sees it: its role's statements with CloudFormation's references filled
// in, and whether they allow a request. Evaluated by iam-simulate, which only tests use (its licence is AGPL).
import { runSimulation } from '@cloud-copilot/iam-simulate';
import * as z from 'zod';
import { ACCOUNT_ID, REGION } from '../../../lib/emulator/aws-names.ts';
import type { Template } from '../package-project-fixture.ts';
import { resourcesOfType } from '../package-project-fixture.ts';
import type { RoleStatement } from '../policies.ts';
import { ownStatements, roleStatements } from '../policies.ts';
import type { IamRequest } from './iam-request.ts';

export interface PolicyStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: unknown;
}

/** The logical id of a function's role, by the function's short name: `on-tick`. */
export function roleOfFunction(template: Template, functionName: string): string {
  const named = resourcesOfType(template, 'AWS::Lambda::Function').find(([, { Properties }]) =>
    String(Properties['FunctionName']).endsWith(`-${functionName}`),
  );
  return z
    .object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) })
    .parse(named?.[1].Properties['Role'])['Fn::GetAtt'][0];
}

/** What a role's own policies say; an AWS managed policy beside them is not in it. */
export function policyOfRole(template: Template, role: string): readonly PolicyStatement[] {
  return policyOf(role, roleStatements(template), template);
}

/** What stands in the role itself, without policies that are attached to it later. */
export function ownPolicyOfRole(template: Template, role: string): readonly PolicyStatement[] {
  return policyOf(role, ownStatements(template), template);
}

function policyOf(
  role: string,
  statements: readonly RoleStatement[],
  template: Template,
): readonly PolicyStatement[] {
  return statements
    .filter((statement) => statement.role === role)
    .map((statement) => filledIn(statement, template));
}

function filledIn(statement: RoleStatement, template: Template): PolicyStatement {
  return {
    Effect: statement.Effect,
    Action: statement.actions,
    Resource: [statement.Resource].flat().map((resource) => fillIn(resource, template)),
    ...(statement.Condition && { Condition: fillInAll(statement.Condition, template) }),
  };
}

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT_ID,
  'AWS::URLSuffix': 'amazonaws.com',
};

const reference = z.union([
  z.string(),
  z.strictObject({ 'Fn::Sub': z.string() }),
  z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
]);

/** Throws for a reference that this does not know: a policy must not pass half read. */
function fillIn(value: unknown, template: Template): string {
  const parsed = reference.parse(value);
  if (typeof parsed === 'string') return parsed;
  if ('Fn::GetAtt' in parsed) return arnOf(parsed['Fn::GetAtt'][0], template);
  return parsed['Fn::Sub'].replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
    const [, resource] = /^(\w+)\.Arn$/.exec(name) ?? [];
    // A parameter's value is its own name: any value would do.
    const parameter = name in (template.Parameters ?? {}) ? name : undefined;
    const filled =
      resource === undefined ? (PSEUDO_PARAMETERS[name] ?? parameter) : arnOf(resource, template);
    if (filled === undefined) throw new Error(`Nothing is known of \${${name}} in ${parsed['Fn::Sub']}`);
    return filled;
  });
}

function fillInAll(value: unknown, template: Template): unknown {
  if (reference.safeParse(value).success) return fillIn(value, template);
  if (Array.isArray(value)) return value.map((one) => fillInAll(one, template));
  const members = z.record(z.string(), z.unknown()).parse(value);
  return Object.fromEntries(Object.entries(members).map(([key, one]) => [key, fillInAll(one, template)]));
}

/** Throws for a type whose ARNs are not known here. */
export function arnOf(logicalId: string, template: Template): string {
  const { Type = 'resource that is not there', Properties = {} } = template.Resources[logicalId] ?? {};
  switch (Type) {
    case 'AWS::DynamoDB::Table':
      return `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/${String(Properties['TableName'])}`;
    case 'AWS::Lambda::Function':
      return `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${String(Properties['FunctionName'])}`;
    case 'AWS::SQS::Queue':
      return `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${logicalId}`;
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html: it ends with `:*`.
    case 'AWS::Logs::LogGroup':
      return `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:${logicalId}:*`;
    default:
      throw new Error(`Nothing is known of the ARN of ${logicalId}, a ${Type}`);
  }
}

/**
 * What a key's own policy says by default: that IAM's policies of its account may give its permissions. Without that they
 * give none. https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
const KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
};

/** Whether the statements allow it. Throws where the simulator finds request or policy not to be valid. */
export async function isAllowed(
  statements: readonly PolicyStatement[],
  { action, resource, context }: IamRequest,
): Promise<boolean> {
  const answer = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${ACCOUNT_ID}:role/spillway`,
        action,
        resource: { resource, accountId: ACCOUNT_ID },
        contextVariables: Object.fromEntries(
          Object.entries(context).map(([key, value]) => [
            key,
            typeof value === 'string' ? value : [...value],
          ]),
        ),
      },
      identityPolicies: [{ name: 'role', policy: { Version: '2012-10-17', Statement: statements } }],
      ...(action.startsWith('kms:') && { resourcePolicy: KEY_POLICY }),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (answer.resultType === 'error')
    throw new Error(`${action} on ${resource}: ${JSON.stringify(answer.errors)}`);
  return answer.overallResult === 'Allowed';
}

/** Those that the statements do not allow, as `action on resource`. */
export async function denied(
  statements: readonly PolicyStatement[],
  requests: readonly IamRequest[],
): Promise<readonly string[]> {
  const answers = await Promise.all(
    requests.map(async (request) =>
      (await isAllowed(statements, request)) ? [] : [`${request.action} on ${request.resource}`],
    ),
  );
  return answers.flat();
}

/** Actions that are allowed and were never asked for, but those with a reason. Wildcards never count as used. */
export function neverUsed(
  statements: readonly PolicyStatement[],
  requests: readonly IamRequest[],
  reasons: Readonly<Record<string, string>>,
): readonly string[] {
  const used = new Set(requests.map(({ action }) => action));
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => Action)
    .filter((action) => !used.has(action) && !(action in reasons));
}

export function withoutAction(
  statements: readonly PolicyStatement[],
  action: string,
): readonly PolicyStatement[] {
  return statements
    .map((one) => ({ ...one, Action: one.Action.filter((name) => name !== action) }))
    .filter(({ Action }) => Action.length > 0);
}
