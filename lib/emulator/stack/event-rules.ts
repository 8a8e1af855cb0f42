// The stack's rules of EventBridge, as infra/alarm-routes.yml and infra/lifecycle-routes.yml deploy them: what each is on, whether
// it is enabled, and whom it calls. How they are asked for and changed: services/stack/rules.ts.
import { ACCOUNT_ID, REGION, stableUuid } from '../aws-names.ts';

export interface RuleTarget {
  readonly arn: string;
  readonly deadLettersArn: string | undefined;
  readonly retry:
    | {
        readonly MaximumEventAgeInSeconds?: number | undefined;
        readonly MaximumRetryAttempts?: number | undefined;
      }
    | undefined;
}

export interface EventRule {
  readonly logicalId: RuleId;
  readonly name: string;
  pattern: string;
  isEnabled: boolean;
  /** By their ids. */
  readonly targets: Map<string, RuleTarget>;
}

export type RuleId = 'AlarmRule' | 'LifecycleRule' | 'LaunchFailureRule';

interface DeployedRule {
  readonly own: string;
  readonly pattern: Readonly<Record<string, unknown>>;
}

const DEPLOYED: Readonly<Record<RuleId, DeployedRule>> = {
  AlarmRule: {
    own: 'on-alarm',
    pattern: {
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change', 'CloudWatch Alarm Contributor State Change'],
      detail: {
        alarmName: [
          { prefix: 'spillway-memory-' },
          { prefix: 'spillway-streams-' },
          { prefix: 'spillway-clusters-' },
        ],
      },
    },
  },
  LifecycleRule: {
    own: 'on-lifecycle',
    pattern: { source: ['aws.autoscaling'], 'detail-type': ['EC2 Instance-terminate Lifecycle Action'] },
  },
  LaunchFailureRule: {
    own: 'on-lifecycle',
    pattern: { source: ['aws.autoscaling'], 'detail-type': ['EC2 Instance Launch Unsuccessful'] },
  },
};

const RETRY = { MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 10 };

/** By name, which CloudFormation makes of the stack's, the rule's in the template, and some characters of its own. */
export function deployedRules(stack: {
  readonly nameOf: (ownName: string) => string;
  readonly arnOf: (ownName: string) => string;
  readonly deadLettersArn: string;
}): Map<string, EventRule> {
  const rules = Object.entries(DEPLOYED).map(([id, { own, pattern }]): [string, EventRule] => {
    const name = `${stack.nameOf(id)}-${stableUuid(`rule/${id}`).slice(0, 8).toUpperCase()}`;
    const target = { arn: stack.arnOf(own), deadLettersArn: stack.deadLettersArn, retry: RETRY };
    const rule = { logicalId: id as RuleId, name, pattern: JSON.stringify(pattern), isEnabled: true };
    return [name, { ...rule, targets: new Map([[own, target]]) }];
  });
  return new Map(rules);
}

export function ruleArn(name: string): string {
  return `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/${name}`;
}

/** The rule's ARN, if it hands its events to the function of that ARN. Patterns are shown, and not matched. */
export function handing(
  rules: ReadonlyMap<string, EventRule>,
  logicalId: RuleId,
  functionArn: string,
): string | undefined {
  const rule = [...rules.values()].find((one) => one.logicalId === logicalId);
  const isHanding =
    rule?.isEnabled === true && [...rule.targets.values()].some(({ arn }) => arn === functionArn);
  return isHanding ? ruleArn(rule.name) : undefined;
}
