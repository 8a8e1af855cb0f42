// Who may call the stack's functions and send to its queue, as infra/alarm-routes.yml, infra/lifecycle-routes.yml and
// infra/dead-letters.yml deploy it. How it is asked for and changed: services/stack/entrances.ts and queues.ts.
import { ACCOUNT_ID } from '../aws-names.ts';
import { ruleArn, type EventRule } from './event-rules.ts';

/** A function's own policy: statements by their ids, as Lambda writes them. */
export type Entrance = Map<string, EntranceStatement>;

export interface EntranceStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: string | { readonly Service: string } | { readonly AWS: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface Deployed {
  readonly rules: ReadonlyMap<string, EventRule>;
  readonly topicArn: string;
  readonly arnOf: (ownName: string) => string;
  readonly ownNameOf: (functionArn: string) => string;
}

/** What a statement lets in, by the arguments of Lambda's AddPermission. */
export interface Permission {
  readonly sid: string;
  readonly functionArn: string;
  readonly action: string;
  /** A service, an account or a user's ARN, or everybody (`*`). */
  readonly principal: string;
  readonly sourceArn?: string | undefined;
  readonly sourceAccount?: string | undefined;
}

/** By the functions' own names; those that let in nobody have none. */
export function deployedEntrances({ rules, topicArn, arnOf, ownNameOf }: Deployed): Map<string, Entrance> {
  const entrances = new Map<string, Entrance>();
  const add = (own: string, { sid, ...given }: Omit<Permission, 'functionArn' | 'action'>) => {
    const entrance = entrances.get(own) ?? new Map<string, EntranceStatement>();
    const permission = { sid, functionArn: arnOf(own), action: 'lambda:InvokeFunction', ...given };
    entrances.set(own, entrance.set(sid, permissionStatement(permission)));
  };
  for (const { name, logicalId, targets } of rules.values())
    for (const { arn } of targets.values())
      add(ownNameOf(arn), {
        sid: `${logicalId}MayInvoke`,
        principal: 'events.amazonaws.com',
        sourceArn: ruleArn(name),
      });
  if (rules.size === 0) return entrances;
  add('on-alarm', { sid: 'AlarmTopicMayInvoke', principal: 'sns.amazonaws.com', sourceArn: topicArn });
  add('on-alarm', {
    sid: 'AlarmsMayInvoke',
    principal: 'lambda.alarms.cloudwatch.amazonaws.com',
    sourceAccount: ACCOUNT_ID,
  });
  return entrances;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html */
export function permissionStatement(given: Permission): EntranceStatement {
  const { sid, functionArn, action, principal, sourceArn, sourceAccount } = given;
  const isService = principal.endsWith('.amazonaws.com');
  const ofAccount = /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal;
  const condition = {
    ...(sourceAccount !== undefined && { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
    ...(sourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': sourceArn } }),
  };
  return {
    ...{ Sid: sid, Effect: 'Allow', Action: action, Resource: functionArn },
    Principal: isService ? { Service: principal } : principal === '*' ? '*' : { AWS: ofAccount },
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

/** Whether a rule may call a function: by a statement with its ARN, with a beginning of it, or with none. */
export function letsRuleIn(entrance: Entrance | undefined, arn: string): boolean {
  return [...(entrance?.values() ?? [])].some(({ Principal, Condition }) => {
    const isOfEvents =
      typeof Principal === 'object' && 'Service' in Principal && Principal.Service === EVENTS;
    const source = Condition?.['ArnLike']?.['AWS:SourceArn'];
    const account = Condition?.['StringEquals']?.['AWS:SourceAccount'];
    return (
      isOfEvents && (source === undefined || isLike(source, arn)) && (account ?? ACCOUNT_ID) === ACCOUNT_ID
    );
  });
}

const EVENTS = 'events.amazonaws.com';

/** A pattern is a plain ARN, or ends with `*`. */
const isLike = (pattern: string, text: string) =>
  pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;

/** The queue's policy, as JSON. */
export function deployedQueuePolicy(given: {
  readonly queueArn: string;
  readonly topicArn: string;
  readonly rules: ReadonlyMap<string, EventRule>;
}): string {
  const send = { Action: 'sqs:SendMessage', Resource: given.queueArn };
  const from = (Sid: string, Service: string, arns: string | readonly string[]) => ({
    ...{ Sid, Effect: 'Allow', Principal: { Service }, ...send },
    Condition: { ArnEquals: { 'aws:SourceArn': arns } },
  });
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      from(
        'OurRules',
        EVENTS,
        [...given.rules.keys()].map((name) => ruleArn(name)),
      ),
      from('OurAlarmTopic', 'sns.amazonaws.com', given.topicArn),
      {
        ...{ Sid: 'EncryptedOnly', Effect: 'Deny', Principal: '*', ...send },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
}
