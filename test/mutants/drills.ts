// Mutants of what refuses a drill, and of what it must have shown to pass.
import type { Mutant } from './mutant.ts';

const OWNER = 'lib/drill/why-not-now.ts';
const RESULT = 'lib/drill/drill-result.ts';
const GROUP = 'lib/operate/rdb-group/drill/why-not-group.ts';
const SHARD = 'lib/operate/memorydb-cluster/drill/why-not-shard.ts';
const GROUP_TESTS = ['test/operate/drill/why-not-group.test.ts'] as const;
const SHARD_TESTS = ['test/operate/drill/why-not-shard.test.ts'] as const;
const RESULT_TESTS = ['test/drill/drill-result.test.ts'] as const;
const ROLE_TESTS = ['test/cli/drills/drill-role.test.ts'] as const;

export const DRILL_MUTANTS: readonly Mutant[] = [
  {
    id: 'drills/an owner who has not allowed them',
    file: OWNER,
    find: '...(tags.areAllowed',
    replace: '...(tags !== undefined',
    tests: GROUP_TESTS,
    why: 'something is broken that nobody lets be broken',
  },
  {
    id: 'drills/outside the hours of the owner',
    file: OWNER,
    find: '...(window && !isWithinWindow(window, nowMs, calendar.timeZone)',
    replace: '...(window && nowMs < 0',
    tests: SHARD_TESTS,
    why: 'the evening drill is run at noon',
  },
  {
    id: 'drills/an open market',
    file: GROUP,
    find: 'return open === undefined ? [] : [open];',
    replace: 'return [];',
    tests: GROUP_TESTS,
    why: 'the live RDB dies while its data comes',
  },
  {
    id: 'drills/no replay tested',
    file: GROUP,
    find: "...(tags.isReplayTested || tags.problems.some(({ tag }) => tag === 'spillway:replay')",
    replace: '...(tags.problems.length >= 0',
    tests: GROUP_TESTS,
    why: 'the slice of the live RDB is gone for good',
  },
  {
    id: 'drills/no spare',
    file: GROUP,
    find: '...(hasSpare(sight) ? []',
    replace: '...(sight.route ? []',
    tests: GROUP_TESTS,
    why: 'nobody takes over',
  },
  {
    id: 'drills/a spare that is not heard',
    file: GROUP,
    find: "role === 'queued' && status === 'ready' && inService.has(nodeId)",
    replace: "role === 'queued' && inService.has(nodeId)",
    tests: GROUP_TESTS,
    why: 'a spare that may be dead counts as one',
  },
  {
    id: 'drills/a hook that lets go',
    file: GROUP,
    find: "...(hook && hook.defaultResult !== 'ABANDON'",
    replace: "...(hook && hook.name === ''",
    tests: GROUP_TESTS,
    why: 'the dead server goes before anybody has had its data',
  },
  {
    id: 'drills/nothing retained',
    file: GROUP,
    find: '...(group.retainsOnAbandon ? []',
    replace: '...(group ? []',
    tests: GROUP_TESTS,
    why: 'an abandoned server is ended with its data',
  },
  {
    id: 'drills/a suspect beside it',
    file: GROUP,
    find: '...(suspects.length > 0 ?',
    replace: '...(suspects.length > 9 ?',
    tests: GROUP_TESTS,
    why: 'a second server is broken while one may be dead',
  },
  {
    id: 'drills/data that nobody knows for sure',
    file: GROUP,
    find: '...(answer && !answer.complete',
    replace: '...(answer && answer.version < 0',
    tests: GROUP_TESTS,
    why: 'what is lost could not be told',
  },
  {
    id: 'drills/a shard without a replica',
    file: SHARD,
    find: '...(shard && shard.nodeNames.length < 2',
    replace: '...(shard && shard.nodeNames.length < 1',
    tests: SHARD_TESTS,
    why: 'the shard is down until its node is replaced',
  },
  {
    id: 'drills/a cluster that is being changed',
    file: SHARD,
    find: "...(cluster.status === 'available' ? []",
    replace: '...(cluster.status ? []',
    tests: SHARD_TESTS,
    why: 'a resharding is broken on its way',
  },
  {
    id: 'drills/the sixth failover of a day',
    file: SHARD,
    find: '...(used < FAILOVERS_PER_DAY_MAX',
    replace: '...(used <= FAILOVERS_PER_DAY_MAX',
    tests: SHARD_TESTS,
    why: 'AWS refuses what the plan has promised',
  },
  {
    id: 'drills/keys that nobody can write',
    file: SHARD,
    find: '...(keptOut === undefined ? []',
    replace: '...(keptOut !== null ? []',
    tests: SHARD_TESTS,
    why: 'a primary is broken, and nobody can say what was lost',
  },
  {
    id: 'drills/a moment that comes late',
    file: RESULT,
    find: 'if (atMs - injectedAtMs <= limitMs) return [];',
    replace: 'if (atMs >= injectedAtMs) return [];',
    tests: RESULT_TESTS,
    why: 'a recovery that takes for ever passes',
  },
  {
    id: 'drills/a moment that is not seen',
    file: RESULT,
    find: 'if (atMs === undefined) return [`${SAID[moment]}: not seen, allowed is ${formatDuration(limitMs)}`];',
    replace: 'if (atMs === undefined) return [];',
    tests: RESULT_TESTS,
    why: 'what never recovers passes',
  },
  {
    id: 'drills/nothing counted',
    file: RESULT,
    find: "if (!count) return [...late, 'nothing could be counted: what is lost is not known'];",
    replace: 'if (!count) return late;',
    tests: RESULT_TESTS,
    why: 'a drill passes of which nobody knows what it lost',
  },
  {
    id: 'drills/one row lost',
    file: RESULT,
    find: 'return lost > LOST_MAX ? [...late,',
    replace: 'return lost > 1 ? [...late,',
    tests: RESULT_TESTS,
    why: 'a drill that lost data passes',
  },
  {
    id: "drills/broken with one's own credentials",
    file: 'lib/aws/memorydb-cluster/aws-failovers.ts',
    find: '(await failing.memoryDb()).once',
    replace: '(await clients.memoryDb()).once',
    tests: ROLE_TESTS,
    why: 'the role that was named is not the one that breaks: who may only take it is refused, and CloudTrail names another',
  },
  {
    id: 'drills/a role that is not to be had',
    file: 'cli/commands/drill.ts',
    find: '...(noRole === undefined ? [] : [noRole])',
    replace: '...[]',
    tests: ROLE_TESTS,
    why: 'that a drill cannot be made is found out once keys are written',
  },
];
