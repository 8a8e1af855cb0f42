// The role of drills: a template of its own, which people deploy who want drills. No function holds what it may. That it
// validates: data-plane.test.ts.
import { readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const INFRA = new URL('../../infra/', import.meta.url);
const PATH = new URL('drills/role.yml', INFRA);

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: object;
}

const CUSTOM_TAGS = ['!Ref', '!Sub', '!GetAtt'].map((tag) => ({ tag, resolve: (text: string) => text }));

function statements(): readonly Statement[] {
  const template = parse(readFileSync(PATH, 'utf8'), { customTags: CUSTOM_TAGS }) as {
    Resources: { DrillRole: { Properties: { Policies: { PolicyDocument: { Statement: Statement[] } }[] } } };
  };
  return template.Resources.DrillRole.Properties.Policies.flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );
}

const actionsOf = ({ Action }: Statement) => [Action].flat();
const BREAKING = ['ec2:StopInstances', 'ec2:TerminateInstances', 'memorydb:FailoverShard'];

it('breaks only under a condition, and beside it reads and keeps results', () => {
  const all = statements();
  const writing = all.filter((one) =>
    actionsOf(one).some((action) => !/:(Describe|Get|List|Query)/.test(action)),
  );
  expect(writing.flatMap(actionsOf).sort()).toEqual(
    [...BREAKING, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'].sort(),
  );
  for (const one of all.filter((statement) =>
    actionsOf(statement).some((action) => BREAKING.includes(action)),
  )) {
    expect(one.Condition, one.Sid).toHaveProperty('StringEquals');
    expect(one.Resource, one.Sid).not.toBe('*');
  }
  for (const action of all.flatMap(actionsOf)) expect(action).not.toContain('*');
});

it('is alone with what breaks: no other role of the stack has it', () => {
  const others = readdirSync(INFRA, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.yml') && !entry.parentPath.endsWith('drills'),
  );
  expect(others.length).toBeGreaterThan(20);
  for (const { parentPath, name } of others) {
    const text = readFileSync(`${parentPath}/${name}`, 'utf8');
    for (const action of BREAKING) expect(text, name).not.toContain(action);
  }
});
