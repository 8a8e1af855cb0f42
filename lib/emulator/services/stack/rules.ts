// EventBridge's rules: the stack's own, which may be disabled, changed and given other targets.
// Sources: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html
//   https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html
//   https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import { ACCOUNT_ID, REGION } from '../../aws-names.ts';
import { ruleArn, type EventRule } from '../../stack/event-rules.ts';
import { isJson } from '../../wire/is-json.ts';
import { pageOf } from '../../wire/page.ts';
import { integer, listOf, text } from '../../wire/params.ts';
import { serviceAction, type ServiceActions } from '../service-action.ts';

const PAGE_SIZE_MAX = 100;

/** An account has it from the beginning; there is no other here. */
const BUS = { Name: 'default', Arn: `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/default` } as const;

const named = z.object({ Name: text });
const paged = z.object({
  Limit: integer.min(1).max(PAGE_SIZE_MAX).default(PAGE_SIZE_MAX),
  NextToken: text.optional(),
});
const target = z.object({
  Id: text,
  Arn: text,
  DeadLetterConfig: z.object({ Arn: text.optional() }).optional(),
  RetryPolicy: z
    .object({
      MaximumEventAgeInSeconds: integer.min(60).max(86_400).optional(),
      MaximumRetryAttempts: integer.min(0).max(185).optional(),
    })
    .optional(),
});

/** All but `PutEvents`. */
export function ruleActions(
  rules: ReadonlyMap<string, EventRule>,
): Omit<ServiceActions<'events'>, 'PutEvents'> {
  function find(name: string): EventRule {
    const rule = rules.get(name);
    if (!rule)
      throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
    return rule;
  }
  const turn = (isEnabled: boolean) =>
    serviceAction(named, ({ Name }) => {
      find(Name).isEnabled = isEnabled;
      return {};
    });

  return {
    DescribeRule: serviceAction(named, ({ Name }) => ruleAnswer(find(Name))),
    // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html
    ListRules: serviceAction(
      paged.extend({ NamePrefix: z.string().default('') }),
      ({ NamePrefix, Limit, NextToken }) => {
        const found = [...rules.values()].filter(({ name }) => name.startsWith(NamePrefix));
        const page = pageOf(found, Limit, NextToken);
        return { Rules: page.entries.map(ruleAnswer), NextToken: page.nextToken };
      },
    ),
    // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListEventBuses.html
    ListEventBuses: serviceAction(z.object({ NamePrefix: z.string().default('') }), ({ NamePrefix }) => ({
      EventBuses: [BUS].filter(({ Name }) => Name.startsWith(NamePrefix)),
    })),
    // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html
    DescribeEventBus: serviceAction(z.object({ Name: text.default(BUS.Name) }), ({ Name }) => {
      if (Name === BUS.Name || Name === BUS.Arn) return BUS;
      throw new AwsError('ResourceNotFoundException', `Event bus ${Name} does not exist.`);
    }),
    EnableRule: turn(true),
    DisableRule: turn(false),
    PutRule: serviceAction(
      named.extend({ EventPattern: text, State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED') }),
      ({ Name, EventPattern, State }) => {
        const rule = find(Name);
        if (!isJson(EventPattern))
          throw new AwsError('InvalidEventPatternException', 'Event pattern is not valid.');
        rule.pattern = EventPattern;
        rule.isEnabled = State === 'ENABLED';
        return { RuleArn: ruleArn(Name) };
      },
    ),
    ListRuleNamesByTarget: serviceAction(
      paged.extend({ TargetArn: text }),
      ({ TargetArn, Limit, NextToken }) => {
        const calling = [...rules.values()].filter(({ targets }) =>
          [...targets.values()].some(({ arn }) => arn === TargetArn),
        );
        const page = pageOf(calling, Limit, NextToken);
        return { RuleNames: page.entries.map(({ name }) => name), NextToken: page.nextToken };
      },
    ),
    ListTargetsByRule: serviceAction(paged.extend({ Rule: text }), ({ Rule, Limit, NextToken }) => {
      const page = pageOf([...find(Rule).targets], Limit, NextToken);
      return {
        Targets: page.entries.map(([Id, { arn, deadLettersArn, retry }]) => ({
          Id,
          Arn: arn,
          ...(deadLettersArn !== undefined && { DeadLetterConfig: { Arn: deadLettersArn } }),
          ...(retry && { RetryPolicy: retry }),
        })),
        NextToken: page.nextToken,
      };
    }),
    PutTargets: serviceAction(
      z.object({ Rule: text, Targets: z.array(target).min(1).max(PAGE_SIZE_MAX) }),
      ({ Rule, Targets }) => {
        const { targets } = find(Rule);
        for (const { Id, Arn, DeadLetterConfig, RetryPolicy } of Targets)
          targets.set(Id, { arn: Arn, deadLettersArn: DeadLetterConfig?.Arn, retry: RetryPolicy });
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    ),
    RemoveTargets: serviceAction(z.object({ Rule: text, Ids: listOf(text) }), ({ Rule, Ids }) => {
      const { targets } = find(Rule);
      const absent = Ids.filter((id) => !targets.delete(id));
      return {
        FailedEntryCount: absent.length,
        FailedEntries: absent.map((id) => ({
          TargetId: id,
          ErrorCode: 'ResourceNotFoundException',
          ErrorMessage: `Target ${id} does not exist on the Rule ${Rule}.`,
        })),
      };
    }),
  };
}

function ruleAnswer({ name, pattern, isEnabled }: EventRule) {
  return {
    Name: name,
    Arn: ruleArn(name),
    EventPattern: pattern,
    State: isEnabled ? 'ENABLED' : 'DISABLED',
    EventBusName: 'default',
  };
}
