// Who may come in from outside: trust policies of roles, permissions of functions, policies of topics and queues.
// Each must be exactly what the events and schedules of the template need, with its source's account or ARN. Each
// finding is a sentence, and none is as it should be. What roles may do: audit-roles.ts.
import { isDeepStrictEqual } from 'node:util';
import type { Template } from '../package-project-fixture.ts';
import { DRILL_PRINCIPAL, referencesIn, resourcesOfType } from '../package-project-fixture.ts';
import { DRILL_ROLE } from './drill-demands.ts';

const OF_THIS_ACCOUNT = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** Types of resources that let nobody in and give nobody a right. Another type has to be looked at first. */
const HARMLESS = new Set([
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::Scheduler::ScheduleGroup',
]);

/** Types that these audits read. The bucket's policy is osls's own: a denial of plain HTTP. */
const AUDITED = new Set([
  'AWS::DynamoDB::Table',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
]);

export function auditResourcePolicies(template: Template): readonly string[] {
  return [
    ...unknownTypes(template),
    ...auditTrust(template),
    ...auditPermissions(template),
    ...auditTopics(template),
    ...auditQueues(template),
    ...auditOthers(template),
  ];
}

function unknownTypes({ Resources }: Template): readonly string[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => !HARMLESS.has(Type) && !AUDITED.has(Type))
    .map(([id, { Type }]) => `${id}: nobody has said what a ${Type} lets in`);
}

/** Functions trust Lambda; the schedules' role trusts Scheduler in this account's name (the confused deputy); that of drills people. */
function auditTrust(template: Template): readonly string[] {
  const ofSchedules = resourcesOfType(template, 'AWS::Scheduler::Schedule').flatMap(([, { Properties }]) =>
    referencesIn((Properties['Target'] as { RoleArn?: unknown }).RoleArn),
  );
  return resourcesOfType(template, 'AWS::IAM::Role').flatMap(([role, { Properties }]) => {
    const isOfSchedules = ofSchedules.includes(role);
    const service = isOfSchedules ? 'scheduler.amazonaws.com' : 'lambda.amazonaws.com';
    const trusted = {
      Effect: 'Allow',
      Principal: role === DRILL_ROLE ? { AWS: [DRILL_PRINCIPAL] } : { Service: service },
      Action: 'sts:AssumeRole',
      ...(isOfSchedules && { Condition: OF_THIS_ACCOUNT }),
    };
    return compare(`${role} trusts`, statementsOf(Properties['AssumeRolePolicyDocument']), [trusted]);
  });
}

interface Target {
  readonly Arn: unknown;
  readonly DeadLetterConfig?: { readonly Arn: unknown };
}

/** Rules with their targets, by the rule's id. */
const rulesOf = (template: Template) =>
  resourcesOfType(template, 'AWS::Events::Rule').flatMap(([rule, { Properties }]) =>
    (Properties['Targets'] as readonly Target[]).map((target) => ({ rule, target })),
  );

/** Subscriptions of functions: an address to be written to needs no permission. */
const subscriptionsOf = (template: Template) =>
  resourcesOfType(template, 'AWS::SNS::Subscription')
    .filter(([, { Properties }]) => Properties['Protocol'] === 'lambda')
    .map(([, { Properties }]) => Properties);

const invoke = (functionId: string | undefined) => ({
  FunctionName: { Ref: functionId },
  Action: 'lambda:InvokeFunction',
});

/** One for each rule and each topic, by its ARN; and alarms of this account may call on-alarm directly. */
function auditPermissions(template: Template): readonly string[] {
  const wanted = [
    ...rulesOf(template).map(({ rule, target }) => ({
      ...invoke(referencesIn(target.Arn)[0]),
      Principal: 'events.amazonaws.com',
      SourceArn: arnOf(rule),
    })),
    ...subscriptionsOf(template).map(({ Endpoint, TopicArn }) => ({
      ...invoke(referencesIn(Endpoint)[0]),
      Principal: 'sns.amazonaws.com',
      SourceArn: TopicArn,
    })),
    {
      ...invoke('OnDashalarmLambdaFunction'),
      Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    },
  ];
  const held = resourcesOfType(template, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
  return compare('functions let in', held, wanted);
}

/** Alarms publish as a service: each topic lets those of this account in, and nobody else. */
function auditTopics(template: Template): readonly string[] {
  const topics = resourcesOfType(template, 'AWS::SNS::Topic').map(([topic]) => topic);
  const policies = resourcesOfType(template, 'AWS::SNS::TopicPolicy').map(([, { Properties }]) => Properties);
  const known = policies.flatMap(({ Topics }) => referencesIn(Topics));
  return [
    ...topics.filter((topic) => !known.includes(topic)).map((topic) => `${topic} lets no alarm in`),
    ...policies.flatMap(({ Topics, PolicyDocument }) =>
      compare(
        `topics ${referencesIn(Topics).join(', ')} let in`,
        statementsOf(PolicyDocument).map(withoutSid),
        referencesIn(Topics).map((topic) => ({
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: { Ref: topic },
          Condition: OF_THIS_ACCOUNT,
        })),
      ),
    ),
  ];
}

/** A queue takes dead letters of the rules and topics that name it, by their ARNs. Functions and schedules have roles. */
function auditQueues(template: Template): readonly string[] {
  return resourcesOfType(template, 'AWS::SQS::Queue').flatMap(([queue]) => {
    const isIn = (value: unknown) => referencesIn(value).includes(queue);
    const rules = rulesOf(template).filter(({ target }) => isIn(target.DeadLetterConfig));
    const topics = subscriptionsOf(template).filter(({ RedrivePolicy }) => isIn(RedrivePolicy));
    const from = (service: string, sources: unknown) => ({
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sqs:SendMessage',
      Resource: arnOf(queue),
      Condition: { ArnEquals: { 'aws:SourceArn': sources } },
    });
    const held = resourcesOfType(template, 'AWS::SQS::QueuePolicy')
      .filter(([, { Properties }]) => isIn(Properties['Queues']))
      .flatMap(([, { Properties }]) => statementsOf(Properties['PolicyDocument']));
    return compare(`${queue} lets in`, held.map(withoutSid), [
      ...(rules.length > 0
        ? [
            from(
              'events.amazonaws.com',
              rules.map(({ rule }) => arnOf(rule)),
            ),
          ]
        : []),
      ...topics.map(({ TopicArn }) => from('sns.amazonaws.com', TopicArn)),
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:SendMessage',
        Resource: arnOf(queue),
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
  });
}

/** Policies where none belongs. */
function auditOthers(template: Template): readonly string[] {
  const bucketPolicies = resourcesOfType(template, 'AWS::S3::BucketPolicy').flatMap(([, { Properties }]) =>
    statementsOf(Properties['PolicyDocument']),
  );
  return [
    ...bucketPolicies
      .filter(({ Effect }) => Effect !== 'Deny')
      .map((one) => `the bucket lets in ${JSON.stringify(one)}`),
    ...resourcesOfType(template, 'AWS::DynamoDB::Table')
      .filter(([, { Properties }]) => Properties['ResourcePolicy'] !== undefined)
      .map(([table]) => `${table} has a policy of its own`),
  ];
}

type Statement = Readonly<Record<string, unknown>>;

const statementsOf = (document: unknown) =>
  (document as { readonly Statement: readonly Statement[] }).Statement;

const withoutSid = ({ Sid: _, ...statement }: Statement): Statement => statement;

/** Both ways, regardless of order. */
function compare(what: string, held: readonly unknown[], wanted: readonly unknown[]): readonly string[] {
  const without = (all: readonly unknown[], others: readonly unknown[]) =>
    all.filter((one) => !others.some((other) => isDeepStrictEqual(one, other)));
  return [
    ...without(held, wanted).map((one) => `${what} ${JSON.stringify(one)}`),
    ...without(wanted, held).map((one) => `${what} not ${JSON.stringify(one)}`),
  ];
}
