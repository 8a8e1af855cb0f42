// What is looked at of a deployed stack by its checks. The families are in checks/, their order in diagnose-stack.ts, and what
// they look at is read in examine-stack.ts.
import type {
  ConcurrencyQuota,
  DeployedFunction,
  FunctionRole,
  StackAlarm,
  StackSchedule,
} from '../../ports/deployed-stack.ts';
import type { Asked, Check } from '../doctor/check.ts';
import type { StackFunction } from './expected-stack.ts';

/** Everything that checks look at, read once. */
export interface ExaminedStack {
  readonly stackName: string;
  readonly nowMs: number;
  /** Of whoever asks: what the functions are compared with. */
  readonly version: string;
  /** `undefined` for one that is not there. */
  readonly functions: ReadonlyMap<StackFunction, Asked<DeployedFunction | undefined>>;
  /** By ARN, of the functions that are there. */
  readonly roles: ReadonlyMap<string, Asked<FunctionRole | undefined>>;
  readonly alarms: Asked<readonly StackAlarm[]>;
  readonly schedules: Asked<readonly StackSchedule[]>;
  readonly quota: Asked<ConcurrencyQuota>;
  /** By ARN, what waits in each queue that the functions name. */
  readonly deadLetters: ReadonlyMap<string, Asked<number | undefined>>;
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

export const DEPLOY =
  'npm run deploy -- --stage <stage> # or update the stack of the release (docs/deploy.md)';
