// Who comes to the stack's functions and to its queue from outside, as its template deploys it: EventBridge in the name of the rules,
// SNS in the name of the topic to which alarms of the account's own may publish, and CloudWatch for alarms that call on-alarm
// themselves. A test of the packaged template knows these three ways and no other. Schedules come under a role of theirs.
import type { EventRoute } from '../../ports/deployed-stack.ts';
import { answered } from '../doctor/check.ts';
import { matchingRoutes } from './matching-routes.ts';
import type { Comer } from './policies/lets-in.ts';
import { readStatement, type ReadStatement } from './policies/read-statement.ts';
import { functionsThere, type ExaminedStack, type NamedFunction } from './stack-check.ts';
import { yardstickOf } from './yardstick.ts';

export const INVOKE = 'lambda:InvokeFunction';
export const SEND = 'sqs:SendMessage';

const EVENTS = 'events.amazonaws.com';
const SNS = 'sns.amazonaws.com';
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html */
export const ALARMS = 'lambda.alarms.cloudwatch.amazonaws.com';

/** The function that alarms wake. */
export const WOKEN = 'on-alarm';

export type Comers = Pick<ExaminedStack, 'entrances' | 'deadLetters'>;

/** One that has to be let in, and what does not come where it is not. */
export interface ExpectedComer extends Comer {
  /** `the rule spillway-prod-AlarmRule-…`. */
  readonly who: string;
  readonly what: string;
}

/** To a function, as far as its rules and the topic are known. */
export function callersOf(examined: ExaminedStack, called: NamedFunction): readonly ExpectedComer[] {
  const account = accountOf(called);
  const rules = routesOf(examined, called).map(({ route, description }) => ({
    ...{ service: EVENTS, action: INVOKE, sourceArn: route.ruleArn, account },
    who: `the rule ${route.ruleName}`,
    what: `its events end among the dead letters (${description})`,
  }));
  if (called.own !== WOKEN) return rules;
  const topicArn = wakingTopicArn(examined);
  return [
    ...rules,
    {
      ...{ service: SNS, action: INVOKE, sourceArn: topicArn, account },
      who: topicArn === undefined ? "the stack's topic AlarmTopic" : `the topic ${topicArn}`,
      what: 'alarms of yours that publish there wake nobody',
    },
    {
      ...{ service: ALARMS, action: INVOKE, account },
      who: 'an alarm of this account',
      what: 'alarms of yours that call it wake nobody',
    },
  ];
}

/** To a queue of dead letters. Functions and schedules send to it under roles of theirs. */
export function sendersTo(examined: ExaminedStack, queueArn: string): readonly ExpectedComer[] {
  const functions = functionsThere(examined);
  const rules = functions.flatMap((called) =>
    routesOf(examined, called)
      .filter(({ route }) => route.deadLettersArn === queueArn)
      .map(({ route, description }) => ({
        ...{ service: EVENTS, action: SEND, sourceArn: route.ruleArn, account: accountOf(called) },
        who: `the rule ${route.ruleName}`,
        what: description,
      })),
  );
  const woken = functions.find(({ own, deadLettersArn }) => own === WOKEN && deadLettersArn === queueArn);
  const topicArn = wakingTopicArn(examined);
  if (!woken) return rules;
  return [
    ...rules,
    {
      ...{ service: SNS, action: SEND, sourceArn: topicArn, account: accountOf(woken) },
      who: topicArn === undefined ? "the stack's topic AlarmTopic" : `the topic ${topicArn}`,
      what: 'Alarms of yours that publish there',
    },
  ];
}

/**
 * The topic to which alarms of the account's own publish. CloudFormation makes its name up: it is the one in whose name SNS is let in,
 * by the function that it wakes or, where that says nothing, by the queue.
 */
export function wakingTopicArn(examined: Comers): string | undefined {
  const entrance = examined.entrances.get(WOKEN);
  const queues = [...examined.deadLetters.values()].flatMap((asked) => answered(asked)?.statements ?? []);
  return [...((entrance && answered(entrance)) ?? []), ...queues]
    .map(readStatement)
    .filter(({ isAllow, services }) => isAllow && services.includes(SNS))
    .flatMap(({ conditions }) => conditions)
    .find(({ key }) => key === 'aws:sourcearn')?.values[0];
}

/**
 * Whether it is let in for rules or topics of the stack alone, whose names CloudFormation begins with the stack's. One whose rule was
 * changed is let in rightly still: whoever takes that away has two things to put back.
 */
export function isForStack({ conditions }: ReadStatement, stackName: string): boolean {
  const sources = conditions.filter(({ key }) => key === 'aws:sourcearn').flatMap(({ values }) => values);
  const nameOf = (arn: string) => arn.split(/[:/]/).at(-1) ?? '';
  return sources.length > 0 && sources.every((arn) => nameOf(arn).startsWith(`${stackName}-`));
}

export function accountOf({ arn }: Pick<NamedFunction, 'arn'>): string {
  return arn.split(':')[4] ?? '';
}

/** Those that hand it the events that it is deployed for. One that is disabled is to be let in as well: it may be enabled again. */
function routesOf(
  examined: ExaminedStack,
  { own }: NamedFunction,
): readonly { readonly route: EventRoute; readonly description: string }[] {
  const asked = examined.routes.get(own);
  const matched = matchingRoutes(own, (asked && answered(asked)) ?? [], yardstickOf(examined).routes);
  return matched.flatMap(({ expected, matching }) =>
    matching.map((route) => ({ route, description: expected.description })),
  );
}
