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

/** Every statement that a role of the template holds. */
export function roleStatements(template: Template): readonly RoleStatement[] {
  const inline = resourcesOfType(template, 'AWS::IAM::Role').flatMap(([role, { Properties }]) =>
    ((Properties['Policies'] ?? []) as readonly InlinePolicy[])
      .flatMap((policy) => policy.PolicyDocument.Statement)
      .map((statement) => withRole(role, statement)),
  );
  const attached = resourcesOfType(template, 'AWS::IAM::Policy').flatMap(([, { Properties }]) =>
    (Properties['Roles'] as readonly { Ref: string }[]).flatMap(({ Ref: role }) =>
      (Properties['PolicyDocument'] as PolicyDocument).Statement.map((statement) =>
        withRole(role, statement),
      ),
    ),
  );
  return [...inline, ...attached];
}

function withRole(role: string, statement: Statement): RoleStatement {
  const { Action } = statement;
  return { ...statement, role, actions: typeof Action === 'string' ? [Action] : Action };
}
