// Calls of the code that no role allows, or that it no longer makes: on paths that no test's day comes to.
import type { Widening } from './widening.ts';

const lazily = (names: string, pack: string) => `const { ${names} } = await import('@aws-sdk/${pack}');`;

export const NEW_CALLS: readonly Widening[] = [
  {
    title: 'another call where a group is gone',
    file: 'lib/aws/rdb-group/fleet/aws-fleet-reader.ts',
    find: 'if (!answer) return [];\n      if (!answer.Activities)',
    replace: `if (!answer) {
        ${lazily('DescribePoliciesCommand', 'client-auto-scaling')}
        await client.send(new DescribePoliciesCommand({}));
        return [];
      }
      if (!answer.Activities)`,
    reported: /on-lifecycle is denied autoscaling:DescribePolicies on \*/,
  },
  {
    title: 'the journal read where a launch failed',
    file: 'lib/aws/aws-announcer.ts',
    find: 'announce: async (announcement) => {',
    replace: `announce: async (announcement) => {
      if (announcement.type === 'Spillway Launch Failure') await journal.readJournal('rdb', 1);`,
    reported: /on-alarm is denied dynamodb:Query on /,
  },
  {
    title: 'a paginator, which makes no command',
    file: 'lib/aws/rdb-group/fleet/aws-fleet-reader.ts',
    find: 'if (!answer) return [];\n      if (!answer.Activities)',
    replace: `if (!answer) {
        ${lazily('paginateDescribePolicies', 'client-auto-scaling')}
        for await (const _ of paginateDescribePolicies({ client }, {}));
        return [];
      }
      if (!answer.Activities)`,
    reported: /what does paginateDescribePolicies of @aws-sdk\/client-auto-scaling call\?/,
  },
  {
    title: 'another service, where an event is refused',
    file: 'lib/aws/event-bus.ts',
    find: "const call = 'events:PutEvents';",
    replace: `const call = 'events:PutEvents';
  ${lazily('SNSClient, PublishCommand', 'client-sns')}
  await new SNSClient().send(new PublishCommand({}));`,
    reported: /No IAM actions are known of @aws-sdk\/client-sns/,
  },
  {
    title: 'heartbeats that are no longer sent',
    file: 'lib/aws/rdb-group/fleet/aws-fleet-writer.ts',
    find: 'new RecordLifecycleActionHeartbeatCommand(',
    replace: 'new CompleteLifecycleActionCommand(',
    reported: /on-lifecycle holds autoscaling:RecordLifecycleActionHeartbeat and needs it for nothing/,
  },
  {
    title: 'an alarm handed on',
    file: 'functions/on-alarm.ts',
    find: 'const alarms = parseAlarmEvent(event);',
    replace: 'const alarms = parseAlarmEvent(event);\n  await nextInvocation.handOn({});',
    reported: /on-alarm is denied lambda:InvokeFunction on .*:function:spillway-other-on-alarm/,
  },
  {
    title: 'nothing handed on any more',
    file: 'functions/hand-on.ts',
    find: 'nextInvocation.handOn(event)',
    replace: 'Promise.resolve(event)',
    reported: /on-tick is allowed lambda:InvokeFunction on .*:function:spillway-other-on-tick/,
  },
];
