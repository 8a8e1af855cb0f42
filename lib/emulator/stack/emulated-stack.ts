// The stack as the emulator has it deployed: its name, what its functions are configured with, its roles and rules, its queue of
// dead letters, and what it has logged. What functions do is triggers/; how all of this is asked for is services/stack/.
import { ACCOUNT_ID, functionArn, REGION } from '../aws-names.ts';
import { FUNCTION_NAMES } from '../triggers/function-set.ts';
import { deployedRules, type EventRule } from './event-rules.ts';
import { deployedEntrances, deployedQueuePolicy, type Entrance } from './entrances.ts';
import { createFunctionLog, type FunctionLog } from './function-log.ts';
import { stackRoles, type EmulatedRole, type RolePolicies } from './stack-roles.ts';
import { alarmTopicArn, deployedTopics, type EmulatedTopic } from './topics.ts';

export interface StackOptions {
  /** Before each function's own name: `spillway-local-on-tick`. Empty: functions have their own names alone. */
  readonly name: string;
  /** Of Spillway: what its functions say that they are. */
  readonly version: string;
  /** Which build of the version; by default they do not say. */
  readonly build?: string;
  /** With which it was deployed; by default CloudFormation knows of no stack. */
  readonly template?: string;
  /** What the roles of a function, and of the schedules, are allowed; nothing by default. */
  readonly policiesOf?: (
    user: string,
    at: { readonly functionArn: string; readonly deadLettersArn: string },
  ) => RolePolicies;
}

/** What may be changed of a function. */
export interface FunctionSettings {
  runtime: string;
  variables: Readonly<Record<string, string>>;
  roleName: string;
  /** `undefined`: it shares the account's. */
  reserved: number | undefined;
  readonly hasDeadLetters: boolean;
}

export interface EmulatedStack extends Pick<StackOptions, 'name' | 'version'> {
  readonly template: string | undefined;
  readonly deployedAtMs: number;
  readonly queueName: string;
  /** By a function's own name. */
  readonly functions: ReadonlyMap<string, FunctionSettings>;
  /** By name. */
  readonly roles: ReadonlyMap<string, EmulatedRole>;
  /** Rules of EventBridge by name; none where functions have their own names alone. */
  readonly rules: ReadonlyMap<string, EventRule>;
  /** Functions' own policies, by the functions' own names. */
  readonly entrances: Map<string, Entrance>;
  /** The queue's, as JSON; empty where there is none. */
  queuePolicy: string;
  /** By ARN. */
  readonly topics: Map<string, EmulatedTopic>;
  /** Documents of policies that stand by themselves, by their ARNs. */
  readonly managedPolicies: Map<string, string>;
  /** A function's own name, of the stack's or already its own; from an ARN too. */
  readonly ownNameOf: (functionName: string) => string;
  /** Its name and its ARN in the account. */
  readonly arnOf: (ownName: string) => string;
  readonly nameOf: (ownName: string) => string;
  readonly log: FunctionLog;
}

/** What is kept for functions where nothing is set: lib/settings. A test compares the two. */
const RESERVED: Readonly<Record<string, number>> = {
  'on-alarm': 5,
  'on-schedule': 2,
  'on-lifecycle': 5,
  'on-tick': 3,
  probe: 15,
};

const RUNTIME = 'nodejs24.x';

/** These are called for an answer. */
const WITHOUT_DEAD_LETTERS = new Set(['discover', 'probe']);

/** The user of the account as whom all call who are no function and no session of a role. */
export const OPERATOR = 'operator';

export function createEmulatedStack(
  { name, version, build, template, policiesOf }: StackOptions,
  clock: { readonly nowMs: () => number },
): EmulatedStack {
  const nameOf = (own: string) => (name === '' ? own : `${name}-${own}`);
  const functions = new Map(
    Object.values(FUNCTION_NAMES).map((own): [string, FunctionSettings] => [
      own,
      {
        runtime: RUNTIME,
        variables: { SPILLWAY_VERSION: version, ...(build !== undefined && { SPILLWAY_BUILD: build }) },
        roleName: `${nameOf(own)}-role`,
        reserved: RESERVED[own],
        hasDeadLetters: !WITHOUT_DEAD_LETTERS.has(own),
      },
    ]),
  );
  const arnOf = (own: string) => functionArn(nameOf(own));
  const queueName = nameOf('DeadLetters');
  const deadLettersArn = queueArn(queueName);
  const rules = name === '' ? new Map<string, EventRule>() : deployedRules({ nameOf, arnOf, deadLettersArn });
  const topicArn = alarmTopicArn(name);
  const ownNameOf = (given: string) => {
    const plain = given.replace(/^(arn:.*:|\d{12}:)function:/, '').replace(/:[^:]*$/, '');
    return name !== '' && plain.startsWith(`${name}-`) ? plain.slice(name.length + 1) : plain;
  };
  const at = { functionArn: arnOf('on-tick'), deadLettersArn };
  return {
    ...{ name, version, template, functions, nameOf, arnOf, queueName },
    deployedAtMs: clock.nowMs(),
    rules,
    entrances: deployedEntrances({ rules, topicArn, arnOf, ownNameOf }),
    queuePolicy: deployedQueuePolicy({ queueArn: deadLettersArn, topicArn, rules }),
    topics: deployedTopics(name, { wokenArn: arnOf('on-alarm'), deadLettersArn }),
    managedPolicies: new Map(),
    roles: stackRoles(functions, {
      drills: { roleName: drillRoleOf(name), trusted: userArn(OPERATOR) },
      ...(policiesOf && { policiesOf: (user: string) => policiesOf(user, at) }),
    }),
    ownNameOf,
    log: createFunctionLog(clock),
  };
}

/** The role that drills are made with: no function has it. */
export function drillRoleOf(stackName: string): string {
  return stackName === '' ? 'drills' : `${stackName}-drills`;
}

export function roleArn(roleName: string): string {
  return `arn:aws:iam::${ACCOUNT_ID}:role/${roleName}`;
}

export function userArn(userName: string): string {
  return `arn:aws:iam::${ACCOUNT_ID}:user/${userName}`;
}

export function queueArn(queueName: string): string {
  return `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${queueName}`;
}
