// Mutants of spares: how many are wanted, and which count.
import type { Mutant } from './mutant.ts';

const DORMANCY = 'lib/targets/rdb-group/decide/dormancy.ts';
const DORMANCY_TESTS = ['test/targets/rdb-group/decide/dormancy.test.ts'] as const;
const SPARES = 'lib/targets/rdb-group/decide/spares.ts';
const SPARES_TESTS = ['test/targets/rdb-group/decide/spares.test.ts'] as const;
const WANTED_TESTS = ['test/targets/rdb-group/decide/wanted.test.ts'] as const;

export const SPARES_MUTANTS: readonly Mutant[] = [
  {
    id: 'dormancy/a node that became live',
    file: DORMANCY,
    find: 'becameLive(n, learned, sleep.sinceMs) || tookDataIn',
    replace: 'tookDataIn',
    tests: DORMANCY_TESTS,
    why: 'a group sleeps through the morning',
  },
  {
    id: 'dormancy/data does not wake',
    file: DORMANCY,
    find: 'becameLive(n, learned, sleep.sinceMs) || tookDataIn(n, sleep.sinceMs)',
    replace: 'becameLive(n, learned, sleep.sinceMs)',
    tests: DORMANCY_TESTS,
    why: 'a group sleeps while it fills',
  },
  {
    id: 'dormancy/the latest retirement hides the first',
    file: DORMANCY,
    find: 'if (firstAtMs !== undefined && firstAtMs >= sleepSinceMs) return firstAtMs;',
    replace: '',
    tests: DORMANCY_TESTS,
    why: 'a live node that is retired in its turn wakes its group, stays in its hook, and is ended there with data',
  },
  {
    id: 'dormancy/sleep comes back',
    file: DORMANCY,
    find: 'if (learned.wokenFromMs !== undefined && learned.wokenFromMs >= sleep.sinceMs) return false;',
    replace: '',
    tests: DORMANCY_TESTS,
    why: 'a group that woke and fell silent loses its spares',
  },
  {
    id: 'dormancy/waking is not stored',
    file: 'lib/targets/rdb-group/decide/learn/remember.ts',
    find: 'return isWoken ? { wokenFromMs: intent.dormant.sinceMs } : {};',
    replace: 'return {};',
    tests: ['test/targets/rdb-group/decide/learn/remember.test.ts', ...DORMANCY_TESTS],
    why: 'a group that woke and fell silent loses its spares',
  },
  {
    id: 'dormancy/waking lasts through the next sleep',
    file: DORMANCY,
    find: 'learned.wokenFromMs >= sleep.sinceMs) return false;',
    replace: 'learned.wokenFromMs >= 0) return false;',
    tests: DORMANCY_TESTS,
    why: 'a group never sleeps again',
  },
  {
    id: 'last-spare/without history',
    file: 'lib/targets/rdb-group/decide/last-spare.ts',
    find: 'if (past.length < PAST_DAYS_MIN) return undefined;',
    replace: 'if (past.length < 1) return undefined;',
    tests: ['test/targets/rdb-group/decide/last-spare.test.ts'],
    why: 'one quiet day decides over the next',
  },
  {
    id: 'last-spare/yesterday was a half day',
    file: 'lib/targets/rdb-group/decide/last-spare.ts',
    find: 'const latestMs = newestMs + laterMs;',
    replace: 'const latestMs = newestMs;',
    tests: ['test/targets/rdb-group/decide/last-spare.test.ts'],
    why: 'no spare after the half day’s hour: a late roll',
  },
  {
    id: 'spares/nobody comes, and nobody is asked for',
    file: 'lib/targets/rdb-group/decide/none-comes.ts',
    find: '&& ids.length > 0 ? 1 : 0',
    replace: '&& ids.length > 0 ? 0 : 0',
    tests: ['test/targets/rdb-group/decide/none-comes.test.ts'],
    why: 'a group whose only node pends for ever takes no data for a day',
  },
  {
    id: 'spares/a booting one counts as queued',
    file: SPARES,
    find: "inService.filter((n) => n.role === 'queued' && !n.isJoining)",
    replace: "inService.filter((n) => n.role === 'queued')",
    tests: SPARES_TESTS,
    why: 'a node that replays is counted twice',
  },
  {
    id: 'spares/missing capacity counts for ever',
    file: SPARES,
    find: 'missing.filter((sinceMs) => nowMs - sinceMs > SUSPECT_AFTER_LEAD_TIMES * leadTimeMs)',
    replace: 'missing.filter(() => false)',
    tests: SPARES_TESTS,
    why: 'a late roll while Launch is suspended, and no alarm before',
  },
  {
    id: 'spares/pending counts for ever',
    file: SPARES,
    find: 'const isLate = (n: RoledNode) => isSuspect(n, leadTimeMs, nowMs);',
    replace:
      "const isLate = (n: RoledNode) => n.node.stage === 'in-service' && isSuspect(n, leadTimeMs, nowMs);",
    tests: SPARES_TESTS,
    why: 'a late roll while a launch is stuck',
  },
  {
    id: 'spares/replaced for ever',
    file: SPARES,
    find: 'return Math.max(0, run.length - 1, today.length - SUSPECTS_REPLACED_MAX);',
    replace: 'return 0;',
    tests: SPARES_TESTS,
    why: 'a fault that all nodes share fills the group with more of them',
  },
  {
    id: 'spares/that were live',
    file: SPARES,
    find: 'return learned?.everLive !== true && (isJoining',
    replace: 'return (isJoining',
    tests: SPARES_TESTS,
    why: 'a silent rolled node counts as a spare',
  },
  {
    id: 'wanted/blind is enough',
    file: 'lib/targets/rdb-group/decide/wanted.ts',
    find: 'blindForMs >= BLIND_GRACE_MS ? 1 : 0;',
    replace: 'blindForMs >= BLIND_GRACE_MS ? 0 : 0;',
    tests: WANTED_TESTS,
    why: 'a silent live node rolls to nobody',
  },
  {
    id: 'wanted/no age of the report',
    file: 'lib/targets/rdb-group/decide/wanted.ts',
    find: 'return leadTimeMs + reportAgeMs + TICK_MS + MARGIN_MS;',
    replace: 'return leadTimeMs + TICK_MS + MARGIN_MS;',
    tests: WANTED_TESTS,
    why: 'a spare is asked for too late by the age of what is known',
  },
  {
    id: 'wanted/past days',
    file: 'lib/targets/rdb-group/decide/wanted.ts',
    find: 'Math.max(policy.burstFactor * rate * aheadMs, PAST_FACTOR * past)',
    replace: 'policy.burstFactor * rate * aheadMs',
    tests: WANTED_TESTS,
    why: 'the opening of the market rolls late every day',
  },
];
