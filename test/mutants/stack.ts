// Mutants of what is found wrong with a deployed stack, and of the log that is read in place of metrics.
import type { Mutant } from './mutant.ts';

const STACK_TESTS = ['test/cli/stack/doctor-stack.test.ts'] as const;
const RULE_TESTS = ['test/cli/stack/event-rules.test.ts'] as const;
const POLICY_TESTS = ['test/cli/stack/role-policies.test.ts'] as const;
const NOTIFICATION_TESTS = ['test/cli/stack/notifications.test.ts'] as const;
const LETS_IN_TESTS = ['test/operate/stack/policies/lets-in.test.ts'] as const;
const LOG_TESTS = ['test/cli/stack/export-from-log.test.ts'] as const;

export const STACK_MUTANTS: readonly Mutant[] = [
  {
    id: 'stack/a rule that is disabled is well',
    file: 'lib/operate/stack/checks/routes.ts',
    find: 'const enabled = matching.filter((route) => route.enabled);',
    replace: 'const enabled = matching;',
    tests: RULE_TESTS,
    why: 'no alarm and no hook reaches its function, and the doctor finds nothing wrong',
  },
  {
    id: 'stack/a rule on any events is well',
    file: 'lib/operate/stack/matching-routes.ts',
    find: 'isDeepStrictEqual(inOrder(pattern), inOrder(expected.pattern))',
    replace: 'pattern !== undefined',
    tests: RULE_TESTS,
    why: 'alarms of streams wake nobody, and the doctor finds nothing wrong',
  },
  {
    id: 'stack/a role may hold more',
    file: 'lib/operate/stack/checks/policies.ts',
    find: 'const more = actual.filter(({ is }) => !expected.some((one) => isDeepStrictEqual(is, one)));',
    replace:
      'const more = actual.filter(({ is }) => expected.some(({ Sid }) => Sid === is.Sid) && !expected.some((one) => isDeepStrictEqual(is, one)));',
    tests: POLICY_TESTS,
    why: 'somebody has given a function rights by hand, and the doctor finds nothing wrong',
  },
  {
    id: 'stack/functions of several builds are well',
    file: 'lib/operate/stack/checks/versions.ts',
    find: 'if (builds.size > 1) {',
    replace: 'if (builds.size > functions.length) {',
    tests: STACK_TESTS,
    why: 'a deployment that ended half-way is not told of',
  },
  {
    id: 'stack/a probed group is looked for among the metrics',
    file: 'lib/operate/rdb-group/doctor/report-fixes.ts',
    find: "if (isPolled(policy.policy.reports)) return 'probe';",
    replace: '',
    tests: ['test/operate/rdb-group/doctor.test.ts'],
    why: 'whoever mends a group that the probe cannot hear is sent to CloudWatch',
  },
  {
    id: 'stack/an alarm whose actions are off is well',
    file: 'lib/operate/stack/checks/alarms.ts',
    find: 'if (!actionsEnabled)',
    replace: 'if (!actionsEnabled && actionArns.length === 0)',
    tests: STACK_TESTS,
    why: 'nobody is told of trouble, and the doctor finds nothing wrong',
  },
  {
    id: 'stack/a tick is never late',
    file: 'lib/operate/stack/checks/tick.ts',
    find: 'if (sinceMs <= lateAfterMs(examined)) return [];',
    replace: 'if (lastMs !== undefined) return [];',
    tests: STACK_TESTS,
    why: 'groups are looked at no more, and the doctor finds nothing wrong',
  },
  {
    id: 'stack/a tick of five minutes is late after five',
    file: 'lib/operate/stack/checks/tick.ts',
    find: 'return 2 * minutes * MINUTE_MS + SHOWN_AFTER_MS;',
    replace: 'return 2 * MINUTE_MS + SHOWN_AFTER_MS;',
    tests: STACK_TESTS,
    why: 'a healthy stack is called wrong, and the next time nobody believes it',
  },
  {
    id: 'stack/a function of no version is new',
    file: 'lib/operate/stack/checks/versions.ts',
    find: 'if (version === ours) return [];',
    replace: 'if (version === ours || version === undefined) return [];',
    tests: STACK_TESTS,
    why: 'functions of 0.1 go on under the settings of today',
  },
  {
    id: 'stack/a function that may not run is well',
    file: 'lib/operate/stack/checks/quota.ts',
    find: 'reservedConcurrency === 0',
    replace: 'reservedConcurrency === undefined',
    tests: STACK_TESTS,
    why: 'a hook is never answered, and the doctor finds nothing wrong',
  },
  {
    id: 'stack/a read that is refused is well',
    file: 'lib/operate/stack/diagnose-stack.ts',
    find: '        ...examined.roles.values(),\n',
    replace: '',
    tests: STACK_TESTS,
    why: 'what was not looked at counts as well',
  },
  {
    id: 'stack/whoever has not confirmed is told',
    file: 'lib/operate/stack/checks/notifications.ts',
    find: 'if (!subscriptions.some(({ isConfirmed }) => isConfirmed)) {',
    replace: 'if (subscriptions.length === 0) {',
    tests: NOTIFICATION_TESTS,
    why: 'every alarm rings and nobody hears it, and the doctor finds nothing wrong',
  },
  {
    id: 'stack/a denial lets in',
    file: 'lib/operate/stack/policies/lets-in.ts',
    find: 'return !isDenied && read.some(',
    replace: 'return read.some(',
    tests: LETS_IN_TESTS,
    why: 'a rule that may not call its function hands on nothing, and the doctor finds nothing wrong',
  },
  {
    id: 'stack/another source is let in',
    file: 'lib/operate/stack/policies/lets-in.ts',
    find: 'return isAllow && conditions.every((one) => holds(one, comer) !== false);',
    replace: 'return isAllow;',
    tests: LETS_IN_TESTS,
    why: 'a permission for a rule that is gone counts for the one that is there',
  },
  {
    id: 'stack/a function open to any rule is well',
    file: 'lib/operate/stack/policies/lets-in.ts',
    find: 'return isOpen || !isMeant ?',
    replace: 'return !isMeant ?',
    tests: LETS_IN_TESTS,
    why: 'anybody’s rule may call the function, and the doctor finds nothing wrong',
  },
  {
    id: 'stack/a boundary denies nothing',
    file: 'lib/operate/stack/policies/left-out.ts',
    find: '!denying.some((one) => namesAll(one, action, resource)),',
    replace: 'denying.length >= 0,',
    tests: ['test/operate/stack/policies/left-out.test.ts'],
    why: 'a node is never ended, and the doctor finds nothing wrong',
  },
  {
    id: 'stack/a changed stack of another build is a note',
    file: 'lib/operate/stack/yardstick.ts',
    find: 'isSure: true, fix: putBack(examined.stackName)',
    replace: 'isSure: false, fix: putBack(examined.stackName)',
    tests: POLICY_TESTS,
    why: 'what somebody took from a role does not change the exit status',
  },
  {
    id: 'stack/a log ends with its first page',
    file: 'lib/aws/rdb-group/telemetry/read-log-lines.ts',
    find: 'if (!token) return;',
    replace: 'return;',
    tests: LOG_TESTS,
    why: 'a trace of minutes is taken for one of days',
  },
];
