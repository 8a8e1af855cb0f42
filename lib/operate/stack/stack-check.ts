// What is looked at of a deployed stack by its checks. The families are in checks/, their order in diagnose-stack.ts, and what
// they look at is read in examine-stack.ts.
import type {
  BoundaryPolicy,
  ConcurrencyQuota,
  DeployedFunction,
  EventRoute,
  FailedAction,
  FunctionRole,
  RolePolicies,
  StackAlarm,
  StackQueue,
  StackSchedule,
  StackTopic,
} from '../../ports/deployed-stack.ts';
import { answered, shellWord, type Asked, type Check } from '../doctor/check.ts';
import { OPTIONAL_FUNCTION, PROBE_ALARM, TELLING_ALARMS, type StackFunction } from './expected-stack.ts';
import type { RoleUser } from './granted.ts';

/** Everything that checks look at, read once. */
export interface ExaminedStack {
  readonly stackName: string;
  readonly nowMs: number;
  /** Of whoever asks: what the functions are compared with. */
  readonly version: string;
  readonly build: string;
  /** `undefined` for one that is not there. */
  readonly functions: ReadonlyMap<StackFunction, Asked<DeployedFunction | undefined>>;
  /** By ARN, of the functions that are there, and of the schedules. */
  readonly roles: ReadonlyMap<string, Asked<FunctionRole | undefined>>;
  readonly rolePolicies: ReadonlyMap<string, Asked<RolePolicies | undefined>>;
  /** By ARN, of those that bound one of these roles. */
  readonly boundaries: ReadonlyMap<string, Asked<BoundaryPolicy | undefined>>;
  /** By the function's own name: statements of its own policy, which says who may call it. */
  readonly entrances: ReadonlyMap<StackFunction, Asked<readonly unknown[]>>;
  /** By the function's own name: the rules that call it. */
  readonly routes: ReadonlyMap<StackFunction, Asked<readonly EventRoute[]>>;
  readonly alarms: Asked<readonly StackAlarm[]>;
  /** By name, of those that are to tell somebody: what they did not reach when they rang last. */
  readonly failedActions: ReadonlyMap<string, Asked<readonly FailedAction[]>>;
  readonly schedules: Asked<readonly StackSchedule[]>;
  readonly quota: Asked<ConcurrencyQuota>;
  /** By ARN, each queue that the functions name. */
  readonly deadLetters: ReadonlyMap<string, Asked<StackQueue | undefined>>;
  /** By ARN, the topics of this account and region that tell of the alarms, and that by which alarms wake on-alarm. */
  readonly topics: ReadonlyMap<string, Asked<StackTopic | undefined>>;
  /** By ARN of the subscription by which that topic calls on-alarm: the queue that takes what it could not hand over. */
  readonly redrives: ReadonlyMap<string, Asked<string | undefined>>;
  /** With which the stack was deployed; asked for where its functions are of another build. */
  readonly template: Asked<unknown> | undefined;
  /** Start of the latest minute in which the tick ran. */
  readonly lastTickMs: Asked<number | undefined>;
}

export type StackCheck = Check<ExaminedStack>;

/** A function that is there. */
export interface NamedFunction extends DeployedFunction {
  readonly own: StackFunction;
}

/** In the order of the list; those that were not there, or not to be read, are left out. */
export function functionsThere({ functions }: Pick<ExaminedStack, 'functions'>): readonly NamedFunction[] {
  return [...functions].flatMap(([own, asked]) => (asked.ok && asked.value ? [{ ...asked.value, own }] : []));
}

/** A role, and whoever acts under it. */
export interface UsedRole {
  readonly arn: string;
  readonly users: readonly RoleUser[];
  /** As text names them: `spillway-prod-on-tick, spillway-prod-on-alarm`. */
  readonly of: string;
}

/** Of the functions that are there, and of the schedules. */
export function usedRoles({
  functions,
  schedules,
}: Pick<ExaminedStack, 'functions' | 'schedules'>): readonly UsedRole[] {
  const uses = [
    ...functionsThere({ functions }).map(({ own, name, roleArn }) => ({ user: own, name, roleArn })),
    ...(answered(schedules) ?? []).map(({ roleArn }) => ({
      user: 'schedules' as const,
      name: 'the schedules',
      roleArn,
    })),
  ];
  const arns = new Set(uses.flatMap(({ roleArn }) => roleArn ?? []));
  return [...arns].map((arn) => {
    const ours = uses.filter(({ roleArn }) => roleArn === arn);
    const users = [...new Set(ours.map(({ user }) => user))];
    return { arn, users, of: [...new Set(ours.map(({ name }) => name))].join(', ') };
  });
}

/** Alarms that are to tell somebody: with the probe there is one more. */
export function tellingNames({ functions }: Pick<ExaminedStack, 'functions'>): readonly string[] {
  const hasProbe = functionsThere({ functions }).some(({ own }) => own === OPTIONAL_FUNCTION);
  return hasProbe ? [...TELLING_ALARMS, PROBE_ALARM] : TELLING_ALARMS;
}

/** What another version or another build has made otherwise. */
export const DEPLOY =
  'npm run deploy -- --stage <stage> # or update the stack of the release (docs/deploy.md)';

/**
 * For what is not as this build deploys it. Where this build runs, somebody has changed it by hand, and a deployment of the
 * same template would change nothing: a change set that looks at what is really there puts it back. So it does where another build
 * runs whose template is known: what each build deploys, that one did, and a newer template changes nothing that is the same in both.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html
 */
export function asDeployed(
  examined: Pick<ExaminedStack, 'functions' | 'stackName' | 'version' | 'build' | 'template'>,
): string {
  const isPutBack = isOfThisBuild(examined) || deployedWith(examined) !== undefined;
  return isPutBack ? putBack(examined.stackName) : DEPLOY;
}

/** The template of a stack of another build, where it was to be read. */
export function deployedWith({ template }: Pick<ExaminedStack, 'template'>): unknown {
  return template && answered(template);
}

export function putBack(stackName: string): string {
  return (
    `aws cloudformation create-change-set --stack-name ${shellWord(stackName)} --change-set-name as-deployed ` +
    '--use-previous-template --deployment-mode REVERT_DRIFT --capabilities CAPABILITY_IAM ' +
    '# with its parameters as they are (docs/operations.md)'
  );
}

export function isOfThisVersion(examined: Pick<ExaminedStack, 'functions' | 'version'>): boolean {
  return functionsThere(examined).every(({ version }) => version === examined.version);
}

export function isOfThisBuild(examined: Pick<ExaminedStack, 'functions' | 'version' | 'build'>): boolean {
  return isOfThisVersion(examined) && functionsThere(examined).every(({ build }) => build === examined.build);
}
