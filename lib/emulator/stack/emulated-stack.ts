// The stack as the emulator has it deployed: its name, what its functions are configured with, its roles, its queue of dead
// letters, and what it has logged. What functions do is triggers/; how all of this is asked for is services/stack/.
import { ACCOUNT_ID, functionArn, REGION } from '../aws-names.ts';
import { FUNCTION_NAMES } from '../triggers/function-set.ts';
import { createFunctionLog, type FunctionLog } from './function-log.ts';

export interface StackOptions {
  /** Before each function's own name: `spillway-local-on-tick`. Empty: functions have their own names alone. */
  readonly name: string;
  /** Of Spillway: what its functions say that they are. */
  readonly version: string;
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

export interface EmulatedStack extends StackOptions {
  readonly deployedAtMs: number;
  readonly queueName: string;
  /** By a function's own name. */
  readonly functions: ReadonlyMap<string, FunctionSettings>;
  /** Trust policies by role. */
  readonly trust: Map<string, string>;
  /** A function's own name, of the stack's or already its own; from an ARN too. */
  readonly ownNameOf: (functionName: string) => string;
  /** Its name and its ARN in the account. */
  readonly arnOf: (ownName: string) => string;
  readonly nameOf: (ownName: string) => string;
  readonly log: FunctionLog;
  /** Dead letters that were taken away: the delivery keeps all. */
  purgedCount: number;
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

export const LAMBDA_TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** The user of the account as whom all call who are no function and no session of a role. */
export const OPERATOR = 'operator';

const DRILL_TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: userArn(OPERATOR) }, Action: 'sts:AssumeRole' }],
});

export function createEmulatedStack(
  { name, version }: StackOptions,
  clock: { readonly nowMs: () => number },
): EmulatedStack {
  const nameOf = (own: string) => (name === '' ? own : `${name}-${own}`);
  const functions = new Map(
    Object.values(FUNCTION_NAMES).map((own): [string, FunctionSettings] => [
      own,
      {
        runtime: RUNTIME,
        variables: { SPILLWAY_VERSION: version },
        roleName: `${nameOf(own)}-role`,
        reserved: RESERVED[own],
        hasDeadLetters: !WITHOUT_DEAD_LETTERS.has(own),
      },
    ]),
  );
  return {
    ...{ name, version, functions, nameOf },
    deployedAtMs: clock.nowMs(),
    queueName: nameOf('DeadLetters'),
    trust: new Map([
      ...[...functions.values()].map(({ roleName }): [string, string] => [roleName, LAMBDA_TRUST]),
      [drillRoleOf(name), DRILL_TRUST],
    ]),
    ownNameOf: (given) => {
      const plain = given.replace(/^(arn:.*:|\d{12}:)function:/, '').replace(/:[^:]*$/, '');
      return name !== '' && plain.startsWith(`${name}-`) ? plain.slice(name.length + 1) : plain;
    },
    arnOf: (own) => functionArn(nameOf(own)),
    log: createFunctionLog(clock),
    purgedCount: 0,
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
