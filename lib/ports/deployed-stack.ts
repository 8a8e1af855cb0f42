// The deployed stack as AWS shows it: its functions, their roles, the rules that call them, its alarms, topics, schedules,
// queue and room. Read by `spillway doctor --stack` alone; nothing that runs a cycle asks for it.

/** A function of the stack. */
export interface DeployedFunction {
  /** With the stack's name before it: `spillway-prod-on-tick`. */
  readonly name: string;
  readonly arn: string;
  /** Lambda's word: `nodejs24.x`. */
  readonly runtime: string | undefined;
  /** Of Spillway, as the packaging writes it; `undefined` for a function of before it did. */
  readonly version: string | undefined;
  /** Of the version; `undefined` for a function of before packaging wrote it. */
  readonly build: string | undefined;
  readonly deployedAtMs: number | undefined;
  /** Why Lambda would not run it, or has not taken the latest deployment; `undefined` if all is well. */
  readonly trouble: string | undefined;
  readonly roleArn: string | undefined;
  /** It sends traces. */
  readonly isTraced: boolean;
  readonly isInVpc: boolean;
  /** Where its events go that it cannot handle. */
  readonly deadLettersArn: string | undefined;
  /** Invocations that are kept for it, and no more; `undefined` where it shares the account's. */
  readonly reservedConcurrency: number | undefined;
}

export interface FunctionRole {
  readonly name: string;
  /** Services that may assume it. */
  readonly trusts: readonly string[];
  /** ARN of the policy that bounds what it may do, whatever its own policies allow; `undefined`: none. */
  readonly boundaryArn: string | undefined;
}

/** A policy that bounds roles. */
export interface BoundaryPolicy {
  /** Of the version that is in force. */
  readonly statements: readonly unknown[];
  readonly versionId: string;
}

/** What a role allows by itself: without what a boundary or the organisation takes away of it. */
export interface RolePolicies {
  readonly roleName: string;
  /** Of its inline policies. */
  readonly statements: readonly {
    readonly policyName: string;
    /** As IAM has it. */
    readonly statement: unknown;
  }[];
  /** ARNs of policies that are attached to it. */
  readonly attachedArns: readonly string[];
}

/** A rule of EventBridge's default bus, and how it hands events to one function. */
export interface EventRoute {
  readonly ruleName: string;
  readonly ruleArn: string;
  readonly enabled: boolean;
  /** Which events, as JSON has it; `undefined` for a rule that goes by the clock. */
  readonly pattern: unknown;
  /** Where events go that it could not hand over. */
  readonly deadLettersArn: string | undefined;
  readonly retryMaxAgeSeconds: number;
  readonly retryMaxAttempts: number;
}

export interface StackAlarm {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly stateSinceMs: number | undefined;
  /** Why it is in its state, in CloudWatch's words. */
  readonly reason: string;
  readonly actionsEnabled: boolean;
  /** What is called when it rings, by ARN: topics, mostly. */
  readonly actionArns: readonly string[];
}

/** What an alarm called when it rang, and did not reach. */
export interface FailedAction {
  readonly actionArn: string;
  readonly atMs: number | undefined;
  /** In AWS's words. */
  readonly why: string;
}

/** A queue of dead letters. */
export interface StackQueue {
  readonly waitingCount: number;
  /** Of its own policy, which says who may send to it; none where it has none. */
  readonly statements: readonly unknown[];
}

/** A topic of SNS. */
export interface StackTopic {
  /** Of its own policy, which says who may publish to it. */
  readonly statements: readonly unknown[];
  /** With which it is encrypted, as it was given: an id, an ARN or an alias. */
  readonly keyId: string | undefined;
  readonly subscriptions: readonly TopicSubscription[];
}

export interface TopicSubscription {
  /** `undefined` until it is confirmed: whoever has not is told nothing. */
  readonly arn: string | undefined;
  /** SNS's word: `email`, `lambda`. */
  readonly protocol: string;
  readonly endpoint: string;
}

export interface StackSchedule {
  readonly name: string;
  readonly expression: string;
  readonly enabled: boolean;
  readonly targetArn?: string;
  /** Under which it calls. */
  readonly roleArn?: string;
}

/** Of all functions of the account in this region, invocations at once. */
export interface ConcurrencyQuota {
  readonly total: number;
  /** What no function has for itself. */
  readonly unreserved: number;
}

/** Each method throws `PortError`. */
export interface StackReader {
  /** The schedules of the stack's own group; none where there is no such group. */
  readSchedules(): Promise<readonly StackSchedule[]>;
  /** `undefined` if there is none of that name. */
  readFunction(name: string): Promise<DeployedFunction | undefined>;
  /** `undefined` if there is none. */
  readRole(roleArn: string): Promise<FunctionRole | undefined>;
  /** `undefined` if there is none. */
  readRolePolicies(roleArn: string): Promise<RolePolicies | undefined>;
  /** `undefined` if there is none. */
  readBoundary(policyArn: string): Promise<BoundaryPolicy | undefined>;
  /** Statements of the function's own policy, which says who may call it; none where it has none. */
  readEntrance(functionArn: string): Promise<readonly unknown[]>;
  /** Rules of the default bus that call the function. */
  readRoutes(functionArn: string): Promise<readonly EventRoute[]>;
  /** Alarms whose names begin so. */
  readAlarms(prefix: string): Promise<readonly StackAlarm[]>;
  /** Of the alarm's actions those that were not reached when it rang last. */
  readFailedActions(alarm: StackAlarm): Promise<readonly FailedAction[]>;
  readQuota(): Promise<ConcurrencyQuota>;
  /** `undefined` if there is no such queue. */
  readQueue(queueArn: string): Promise<StackQueue | undefined>;
  /** `undefined` if there is no such topic. */
  readTopic(topicArn: string): Promise<StackTopic | undefined>;
  /** ARN of the queue that takes what the subscription could not hand over; `undefined`: none does. */
  readRedrive(subscriptionArn: string): Promise<string | undefined>;
  /** With which the stack was deployed, parsed; `undefined` if CloudFormation knows no such stack. */
  readTemplate(stackName: string): Promise<unknown>;
  /** Start of the latest minute in which the function was invoked, of those that are looked back at. */
  readLastInvokedMs(
    functionName: string,
    range: { readonly fromMs: number; readonly toMs: number },
  ): Promise<number | undefined>;
}
