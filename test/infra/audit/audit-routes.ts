// The ways by which events reach the functions: three for alarms, two for Auto Scaling's events, one for the tick,
// each with its dead letters. One that is gone is missed by nobody until it is needed. Who is let in by them:
// audit-resource-policies.ts.
import { WAKING_ALARM_PREFIXES } from './waking-alarms.ts';
import type { Template } from '../package-project-fixture.ts';
import { referencesIn, resourcesOfType } from '../package-project-fixture.ts';

const text = (value: unknown) => JSON.stringify(value ?? null);
const isTo = (functionId: string, value: unknown) => text(referencesIn(value)) === text([functionId]);

export function auditRoutes(template: Template): readonly string[] {
  const routes: Readonly<Record<string, boolean>> = {
    'alarms by EventBridge, single': hasRule(
      template,
      'OnDashalarmLambdaFunction',
      ALARM('CloudWatch Alarm State Change'),
    ),
    'alarms by EventBridge, contributors': hasRule(
      template,
      'OnDashalarmLambdaFunction',
      ALARM('CloudWatch Alarm Contributor State Change'),
    ),
    'alarms by SNS': resourcesOfType(template, 'AWS::SNS::Subscription').some(
      ([, { Properties }]) =>
        Properties['Protocol'] === 'lambda' && isTo('OnDashalarmLambdaFunction', Properties['Endpoint']),
    ),
    'alarms by direct action': resourcesOfType(template, 'AWS::Lambda::Permission').some(
      ([, { Properties }]) =>
        Properties['Principal'] === 'lambda.alarms.cloudwatch.amazonaws.com' &&
        isTo('OnDashalarmLambdaFunction', Properties['FunctionName']),
    ),
    'terminating hooks': hasRule(
      template,
      'OnDashlifecycleLambdaFunction',
      OF_AUTO_SCALING('EC2 Instance-terminate Lifecycle Action'),
    ),
    'launches that failed': hasRule(
      template,
      'OnDashlifecycleLambdaFunction',
      OF_AUTO_SCALING('EC2 Instance Launch Unsuccessful'),
    ),
    'the tick': resourcesOfType(template, 'AWS::Scheduler::Schedule').some(([, { Properties }]) =>
      isTo('OnDashtickLambdaFunction', (Properties['Target'] as { Arn: unknown }).Arn),
    ),
  };
  return [
    ...Object.entries(routes).flatMap(([route, isThere]) => (isThere ? [] : [`no route for ${route}`])),
    ...withoutDeadLetters(template).map((source) => `${source} has no dead letters`),
  ];
}

interface Pattern {
  readonly source: string;
  readonly detailType: string;
  readonly detail?: unknown;
}

const ALARM = (detailType: string): Pattern => ({
  source: 'aws.cloudwatch',
  detailType,
  detail: { alarmName: WAKING_ALARM_PREFIXES.map((prefix) => ({ prefix })) },
});
const OF_AUTO_SCALING = (detailType: string): Pattern => ({ source: 'aws.autoscaling', detailType });

function hasRule(template: Template, functionId: string, { source, detailType, detail }: Pattern): boolean {
  return resourcesOfType(template, 'AWS::Events::Rule').some(([, { Properties }]) => {
    const pattern = Properties['EventPattern'] as Readonly<Record<string, unknown>>;
    const targets = Properties['Targets'] as readonly { Arn: unknown }[];
    return (
      text(pattern['source']) === text([source]) &&
      (pattern['detail-type'] as readonly string[]).includes(detailType) &&
      text(pattern['detail']) === text(detail) &&
      (Properties['State'] ?? 'ENABLED') === 'ENABLED' &&
      targets.some(({ Arn }) => isTo(functionId, Arn))
    );
  });
}

/** Never by an event. */
const CALLED_FOR_AN_ANSWER = ['ProbeLambdaFunction', 'DiscoverLambdaFunction'];

/** Functions that events reach, rules, schedules and subscriptions: what none of them could deliver is kept. */
function withoutDeadLetters(template: Template): readonly string[] {
  const keeps = (value: unknown) =>
    referencesIn(value).some((id) => template.Resources[id]?.Type === 'AWS::SQS::Queue');
  const functions = resourcesOfType(template, 'AWS::Lambda::Function')
    .filter(([id]) => !CALLED_FOR_AN_ANSWER.includes(id))
    .filter(([, { Properties }]) => !keeps(Properties['DeadLetterConfig']));
  const schedules = resourcesOfType(template, 'AWS::Scheduler::Schedule').filter(
    ([, { Properties }]) => !keeps((Properties['Target'] as Sending).DeadLetterConfig),
  );
  const rules = resourcesOfType(template, 'AWS::Events::Rule').filter(([, { Properties }]) =>
    (Properties['Targets'] as readonly Sending[]).some(({ DeadLetterConfig }) => !keeps(DeadLetterConfig)),
  );
  const subscriptions = resourcesOfType(template, 'AWS::SNS::Subscription').filter(
    ([, { Properties }]) => Properties['Protocol'] === 'lambda' && !keeps(Properties['RedrivePolicy']),
  );
  return [...functions, ...schedules, ...rules, ...subscriptions].map(([id]) => id);
}

interface Sending {
  readonly DeadLetterConfig?: unknown;
}
