// The template of a stack of another build, as CloudFormation keeps it: what this build deploys, but for what is changed in it.
// Written as osls does: functions by their names, options that are off left out.
import { EVENT_ROUTES } from '../../../lib/operate/stack/event-routes.ts';
import { functionNameOf, STACK_FUNCTIONS } from '../../../lib/operate/stack/expected-stack.ts';
import { BUILT_IN_STATEMENTS, type RoleUser } from '../../../lib/operate/stack/granted.ts';
import { STACK } from './a-stack.ts';

/** Logical ids of the roles, as the project's templates name them. */
const ROLE_IDS: Readonly<Record<RoleUser, string>> = {
  'on-alarm': 'OnAlarmRole',
  'on-schedule': 'OnScheduleRole',
  'on-lifecycle': 'OnLifecycleRole',
  'on-tick': 'OnTickRole',
  discover: 'DiscoverRole',
  probe: 'ProbeRole',
  schedules: 'SchedulerRole',
};

type Statement = (typeof BUILT_IN_STATEMENTS)[number];

/** JSON, with these alarms. `keeps` may leave a statement of a role out. */
export function deployedTemplate(
  keeps: (user: RoleUser, statement: Statement) => boolean,
  alarmNames: readonly string[] = [],
): string {
  const users = Object.keys(ROLE_IDS) as readonly RoleUser[];
  const roles = users.map((user) => {
    const statements = BUILT_IN_STATEMENTS.filter(
      (one) =>
        one.roles.includes(user) &&
        (one.when ?? []).every((condition) => condition === 'WithProbe') &&
        keeps(user, one),
    );
    const Statement = [...statements.map(({ statement }) => statement), { Ref: 'AWS::NoValue' }];
    const Properties = { Policies: [{ PolicyName: 'all', PolicyDocument: { Statement } }] };
    return [ROLE_IDS[user], { Type: 'AWS::IAM::Role', Properties }] as const;
  });
  const functions = STACK_FUNCTIONS.map(
    (own) =>
      [
        own,
        { Type: 'AWS::Lambda::Function', Properties: { FunctionName: functionNameOf(STACK, own) } },
      ] as const,
  );
  const rules = EVENT_ROUTES.map(
    ({ own, description, pattern, retryMaxAgeSeconds, retryMaxAttempts }, index) => {
      const RetryPolicy = {
        MaximumEventAgeInSeconds: retryMaxAgeSeconds,
        MaximumRetryAttempts: retryMaxAttempts,
      };
      const Targets = [{ Arn: { 'Fn::GetAtt': [own, 'Arn'] }, RetryPolicy }];
      const Properties = { Description: description, EventPattern: pattern, Targets };
      return [`Rule${index}`, { Type: 'AWS::Events::Rule', Properties }] as const;
    },
  );
  const alarms = alarmNames.map(
    (AlarmName, index) =>
      [`Alarm${index}`, { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName } }] as const,
  );
  return JSON.stringify({ Resources: Object.fromEntries([...roles, ...functions, ...rules, ...alarms]) });
}
