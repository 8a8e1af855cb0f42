// One change of a file that an audit must report, and the places that several of them change.

export interface Widening {
  readonly title: string;
  /** Under `infra/` or, for what the code calls, `lib/`. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** A finding that must be among those reported. */
  readonly reported: RegExp;
}

export const ROLES = 'infra/roles.yml';
export const PROBE = 'infra/options/probe-on.yml';
export const DRILLS = 'infra/options/drills-on.yml';
export const SCHEDULER = 'infra/scheduler.yml';
export const ALARM_ROUTES = 'infra/alarm-routes.yml';
export const DEAD_LETTERS = 'infra/dead-letters.yml';

export const DEAD_LETTER_RESOURCE = `Action: sqs:SendMessage
              Resource: { 'Fn::GetAtt': [DeadLetters, Arn] }`;
export const logArn = (name: string) =>
  'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/${self:service}-${sls:stage}-' +
  `${name}:*`;

export const ACCOUNT_CONDITION = `
            Condition:
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } }`;
