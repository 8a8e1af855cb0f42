// What each role of a stack may do, as its template says it: role-policies.json with the stack's own names put in. The file is
// written from the released template (`npm run expected-stack`), and a test of the release compares the two.
import type { StackFunction } from './expected-stack.ts';
import type { WrittenStatement } from './template/role-policies.ts';
import rolePolicies from './role-policies.json' with { type: 'json' };

/** Whoever acts under a role: a function, or the schedules. */
export type RoleUser = StackFunction | 'schedules';

/** A statement as it is compared: single texts as lists, all lists sorted. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: unknown;
}

/** Conditions of the template on which statements depend. */
export type Condition = 'WithProbe' | 'WithTracing' | 'WithKey' | 'WithFunctionsInVpc';

/** What is put in: by the words of the template, without `${}`. */
export type Names = Readonly<Record<string, string>>;

/** What this build deploys. */
export const BUILT_IN_STATEMENTS: readonly WrittenStatement[] = rolePolicies;

/** The statements of one that acts, where these conditions are true. */
export function granted(
  user: RoleUser,
  isTrue: (condition: Condition) => boolean,
  names: Names,
  written: readonly WrittenStatement[] = BUILT_IN_STATEMENTS,
): readonly Statement[] {
  return written
    .filter(
      ({ roles, when }) => roles.includes(user) && (when ?? []).every((one) => isTrue(one as Condition)),
    )
    .map(({ statement }) => comparable(withNames(statement, names)));
}

/** The pseudo parameters of a stack. */
export function namesOf(stack: {
  readonly stackName: string;
  /** Of any of its functions. */
  readonly functionArn: string;
  readonly deadLettersArn: string | undefined;
  readonly keyArn: string | undefined;
}): Names {
  const [, partition = '', , region = '', account = ''] = stack.functionArn.split(':');
  return {
    'AWS::Partition': partition,
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::URLSuffix': URL_SUFFIXES[partition] ?? 'amazonaws.com',
    'AWS::StackName': stack.stackName,
    ...(stack.deadLettersArn !== undefined && { 'DeadLetters.Arn': stack.deadLettersArn }),
    ...(stack.keyArn !== undefined && { KmsKeyArn: stack.keyArn }),
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
const URL_SUFFIXES: Readonly<Record<string, string>> = { 'aws-cn': 'amazonaws.com.cn' };

/** A statement as IAM has it, whatever is in it. */
export function comparable(statement: unknown): Statement {
  const { Sid, Effect, Action, Resource, Condition, ...others } = statement as Readonly<
    Record<string, unknown>
  >;
  return {
    ...others,
    ...(typeof Sid === 'string' && { Sid }),
    Effect: String(Effect),
    Action: listOf(Action),
    Resource: listOf(Resource),
    ...(Condition !== undefined && { Condition: inLists(Condition) }),
  };
}

const listOf = (value: unknown) => [value ?? []].flat().map(String).sort();

/** A condition's values are one text or several. */
function inLists(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return listOf(value);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inLists(one)]));
}

/** A word of which nothing is known stays. */
function withNames(value: unknown, names: Names): unknown {
  if (typeof value === 'string')
    return value.replaceAll(/\$\{([\w:.]+)\}/g, (whole, name: string) => names[name] ?? whole);
  if (Array.isArray(value)) return value.map((one) => withNames(one, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withNames(one, names)]));
}
