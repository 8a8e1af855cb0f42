// The rules of EventBridge that call one function. Asked for by the function, not by the rules' names: CloudFormation makes these
// up, and what matters is which events reach the function.
import {
  DescribeRuleCommand,
  ListRuleNamesByTargetCommand,
  ListTargetsByRuleCommand,
  type EventBridgeClient,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { PortError } from '../../core/errors.ts';
import type { EventRoute } from '../../ports/deployed-stack.ts';
import type { AwsCalls } from '../aws-calls.ts';
import { unlessAbsent } from './unless-absent.ts';

/**
 * What holds for a target that says nothing of retries: a day, and 185 attempts.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
const RETRY_DEFAULTS = { maxAgeSeconds: 86_400, maxAttempts: 185 } as const;

/**
 * Rules of a function; a page holds 100, and the stack has three. More than one page is an error, never a short list.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html
 */
const LIST = 'events:ListRuleNamesByTarget';

/**
 * A rule that is gone by the time that it is asked about calls nothing.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html
 */
export async function readRoutes(
  client: Pick<EventBridgeClient, 'send'>,
  calls: Pick<AwsCalls, 'read'>,
  functionArn: string,
): Promise<readonly EventRoute[]> {
  const list = new ListRuleNamesByTargetCommand({ TargetArn: functionArn });
  const { RuleNames = [], NextToken } = await calls.read(LIST, (options) => client.send(list, options));
  if (NextToken) throw new PortError(LIST, 'TooManyPages', `more than a page of rules call ${functionArn}`);
  const routes: EventRoute[] = [];
  for (const name of RuleNames) {
    const describe = new DescribeRuleCommand({ Name: name });
    const rule = await unlessAbsent(
      calls.read('events:DescribeRule', (options) => client.send(describe, options)),
    );
    const listTargets = new ListTargetsByRuleCommand({ Rule: name });
    const targets = await unlessAbsent(
      calls.read('events:ListTargetsByRule', (options) => client.send(listTargets, options)),
    );
    if (!rule) continue;
    // A rule has five targets at the most, unless AWS allows more: one page.
    const ours = (targets?.Targets ?? []).filter(({ Arn }) => Arn === functionArn);
    const asked = {
      ruleName: name,
      ruleArn: rule.Arn ?? '',
      enabled: rule.State !== 'DISABLED',
      pattern: rule.EventPattern === undefined ? undefined : patternOf(name, rule.EventPattern),
    };
    routes.push(...ours.map((target) => ({ ...asked, ...handingOver(target) })));
  }
  return routes;
}

function handingOver({ DeadLetterConfig, RetryPolicy }: Target) {
  return {
    deadLettersArn: DeadLetterConfig?.Arn,
    retryMaxAgeSeconds: RetryPolicy?.MaximumEventAgeInSeconds ?? RETRY_DEFAULTS.maxAgeSeconds,
    retryMaxAttempts: RetryPolicy?.MaximumRetryAttempts ?? RETRY_DEFAULTS.maxAttempts,
  };
}

function patternOf(ruleName: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PortError('events:DescribeRule', 'BadPattern', `the pattern of ${ruleName} is no JSON`, {
      cause,
    });
  }
}
