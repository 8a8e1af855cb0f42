// Reads the IAM statements out of a template: inline policies of roles, and policies attached to them.
import type { Template } from './package-project-fixture.ts';
import { resourcesOfType } from './package-project-fixture.ts';

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, unknown>>;
}

interface PolicyDocument {
  readonly Statement: readonly Statement[];
}

interface InlinePolicy {
  readonly PolicyDocument: PolicyDocument;
}

export interface RoleStatement extends Statement {
  /** Logical id of the role. */
  readonly role: string;
  readonly actions: readonly string[];
}

/** The statements that stand in the roles themselves: there as soon as the role is. */
export function ownStatements(template: Template): readonly RoleStatement[] {
  return resourcesOfType(template, 'AWS::IAM::Role').flatMap(([role, { Properties }]) =>
    ((Properties['Policies'] ?? []) as readonly InlinePolicy[])
      .flatMap((policy) => policy.PolicyDocument.Statement)
      .map((statement) => withRole(role, statement)),
  );
}

/** Every statement that a role of the template holds. */
export function roleStatements(template: Template): readonly RoleStatement[] {
  const attached = resourcesOfType(template, 'AWS::IAM::Policy').flatMap(([, { Properties }]) =>
    (Properties['Roles'] as readonly { Ref: string }[]).flatMap(({ Ref: role }) =>
      (Properties['PolicyDocument'] as PolicyDocument).Statement.map((statement) =>
        withRole(role, statement),
      ),
    ),
  );
  return [...ownStatements(template), ...attached];
}

function withRole(role: string, statement: Statement): RoleStatement {
  const { Action } = statement;
  return { ...statement, role, actions: typeof Action === 'string' ? [Action] : Action };
}
