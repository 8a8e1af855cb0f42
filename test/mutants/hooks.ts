// Mutants of what is done while a node waits in its hook or is retained, and of whether it may be next in the queue.
import type { Mutant } from './mutant.ts';

const HOOKS = 'lib/targets/rdb-group/decide/emptiness/decide-hooks.ts';
const HOOKS_TESTS = ['test/targets/rdb-group/decide/emptiness/decide-hooks.test.ts'] as const;
const LEFT = 'lib/targets/rdb-group/decide/emptiness/left-queue.ts';
const LEFT_TESTS = ['test/targets/rdb-group/decide/emptiness/left-queue.test.ts'] as const;

export const HOOK_MUTANTS: readonly Mutant[] = [
  {
    id: 'hooks/a waiting live node let go',
    file: HOOKS,
    find: 'liveMayGo: assessment.dormant,',
    replace: 'liveMayGo: true,',
    tests: HOOKS_TESTS,
    why: 'the live node is ended',
  },
  {
    id: 'hooks/abandon in a held group',
    file: HOOKS,
    find: 'group.retainsOnAbandon && !whyNothingIsSent(roled, assessment)',
    replace: 'group.retainsOnAbandon',
    tests: HOOKS_TESTS,
    why: 'a paused group is changed',
  },
  {
    id: 'hooks/abandon without retention',
    file: HOOKS,
    find: 'hook !== undefined && group.retainsOnAbandon &&',
    replace: 'hook !== undefined &&',
    tests: HOOKS_TESTS,
    why: 'an abandoned hook ends the node with its data',
  },
  {
    id: 'hooks/given up at the limit',
    file: HOOKS,
    find: 'return waitedMs >= HOOK_GIVE_UP_SHARE * limitMs;',
    replace: 'return waitedMs > limitMs;',
    tests: HOOKS_TESTS,
    why: 'the wait runs out before it is given up',
  },
  {
    id: 'hooks/heartbeats only while it acts',
    file: HOOKS,
    find: "if (assessment.policy.mode === 'off') return [];",
    replace: "if (assessment.policy.mode !== 'act' || assessment.heldFor) return [];",
    tests: [...HOOKS_TESTS, 'test/cycle/kept-waiting.test.ts'],
    why: 'a dry run, or a bad tag, ends two hundred rows',
  },
  {
    id: 'hooks/limit of heartbeats',
    file: HOOKS,
    find: 'Math.min(HOOK_WAIT_MAX_MS, HOOK_HEARTBEATS_MAX * heartbeatTimeoutMs)',
    replace: 'HOOK_WAIT_MAX_MS',
    tests: HOOKS_TESTS,
    why: 'a hook with a short time-out ends the node unseen',
  },
  {
    id: 'hooks/proof from before the wait',
    file: HOOKS,
    find: 'whyUnproved(roled, assessment, waitingSinceMs) ??',
    replace: 'whyUnproved(roled, assessment) ??',
    tests: HOOKS_TESTS,
    why: 'the tickerplant rolls to the node between the proof and the end',
  },
  {
    id: 'hooks/retained ended on one proof',
    file: HOOKS,
    find: 'if (!isSecondProof(roled.report, roled.learned?.emptiness?.proof, assessment.snapshot.learned)) {',
    replace: 'if (!roled.report) {',
    tests: HOOKS_TESTS,
    why: 'one lie is enough to end a node',
  },
  {
    id: 'queue/an end of day empties it without the word',
    file: LEFT,
    find: "policy.queueEmptied !== 'end-of-day' || endOfDayMs === undefined",
    replace: 'endOfDayMs === undefined',
    tests: LEFT_TESTS,
    why: 'a node that still waits in the queue is ended',
  },
  {
    id: 'queue/came after the end of day',
    file: LEFT,
    find: 'const wasThere = bornAtMs(learned) < endOfDayMs && joinedByMs < endOfDayMs;',
    replace: 'const wasThere = joinedByMs < Number.POSITIVE_INFINITY;',
    tests: LEFT_TESTS,
    why: 'a new spare is ended as if the end of day had dropped it',
  },
  {
    id: 'queue/does not retain',
    file: LEFT,
    find: "if (group.retainsOnAbandon && hook.defaultResult === 'ABANDON') return undefined;",
    replace: "if (hook.defaultResult === 'ABANDON') return undefined;",
    tests: LEFT_TESTS,
    why: 'a node whose turn comes while it waits is ended at the hook’s limit',
  },
  {
    id: 'queue/hook that continues by itself',
    file: LEFT,
    find: "if (group.retainsOnAbandon && hook.defaultResult === 'ABANDON') return undefined;",
    replace: 'if (group.retainsOnAbandon) return undefined;',
    tests: LEFT_TESTS,
    why: 'a node whose turn comes while it waits is ended when heartbeats stop',
  },
  {
    id: 'queue/leaves before it was seen to',
    file: LEFT,
    find: 'if (policy.leavesQueue || snapshot.learned.queue.leftQueueAtMs !== undefined) return undefined;',
    replace: 'return undefined;',
    tests: LEFT_TESTS,
    why: 'a node waits in its hook for ever, and takes the next turn',
  },
  {
    id: 'queue/may still join',
    file: LEFT,
    find: 'if (report?.queued === false) return whyMayStillJoin(roled, assessment);',
    replace: 'if (report?.queued === false) return undefined;',
    tests: LEFT_TESTS,
    why: 'a node is ended that was about to join the queue',
  },
  {
    id: 'queue/roll is near',
    file: LEFT,
    find: 'return whyCannotLeave(roled, assessment) ?? whyRollNear(roled, assessment);',
    replace: 'return whyCannotLeave(roled, assessment);',
    tests: LEFT_TESTS,
    why: 'the turn is spent on a node that is to go',
  },
  {
    id: 'queue/still queued in its hook',
    file: LEFT,
    find: "if (terms === 'has-left')\n      return because(",
    replace:
      "if (terms === 'has-left') return undefined;\n    if (terms === 'has-left')\n      return because(",
    tests: HOOKS_TESTS,
    why: 'a node whose turn may come is ended',
  },
];
