// Mutants of what is sent to MemoryDB clusters, and of what must be proved before a shard goes.
import type { Mutant } from './mutant.ts';

const UNSAFE = 'lib/targets/memorydb-cluster/decide/why-unsafe.ts';
const OVERTOOK = 'lib/sharded/what-overtook.ts';
const LOOK = 'lib/targets/memorydb-cluster/act/last-look.ts';
const LEARN = 'lib/targets/memorydb-cluster/decide/learn/learn.ts';
const FITS = 'lib/targets/memorydb-cluster/decide/fits.ts';
const ASSESS = 'lib/targets/memorydb-cluster/decide/assess.ts';
const UNSAFE_TESTS = ['test/targets/memorydb-cluster/decide/why-unsafe.test.ts'] as const;
const DECIDE_TESTS = ['test/targets/memorydb-cluster/decide/decide.test.ts'] as const;
const LEARN_TESTS = ['test/targets/memorydb-cluster/decide/learn.test.ts'] as const;
const CYCLE_TESTS = ['test/cycle/clusters/cluster-cycle.test.ts'] as const;

export const CLUSTER_MUTANTS: readonly Mutant[] = [
  {
    id: 'clusters/silence behind a refusal',
    file: 'lib/targets/memorydb-cluster/decide/decide.ts',
    find: "!memory && verdict.reason.code === 'refused'",
    replace: 'false',
    tests: ['test/targets/memorydb-cluster/decide/decide.test.ts'],
    why: 'a cluster that nobody hears is shown as one that AWS keeps small',
  },
  {
    id: 'clusters/a shard that does not fit',
    file: UNSAFE,
    find: 'if (!(freeBytes >= 1.5 * leaving.usedBytes))',
    replace: 'if (!(freeBytes >= leaving.usedBytes))',
    tests: UNSAFE_TESTS,
    why: 'what leaves has less room than AWS asks for',
  },
  {
    id: 'clusters/replicas for a busy cluster',
    file: UNSAFE,
    find: '  return busyProblem(question);',
    replace: '  return undefined;',
    tests: UNSAFE_TESTS,
    why: 'a primary that is at its limit has to give all that it holds to a new replica',
  },
  {
    id: 'clusters/a growth that does not end',
    file: 'lib/targets/memorydb-cluster/decide/rules/hold-cluster.ts',
    find: 'isGrowing && memory !== undefined && nowMs - under.atMs <= OVERDUE_TIMES * memory.leadMs',
    replace: 'isGrowing',
    tests: DECIDE_TESTS,
    why: 'writes are refused, and nobody is told for as long as the cluster says that it is updating',
  },
  {
    id: 'clusters/room, when deciding',
    file: FITS,
    find: 'if (!(freeBytes >= FREE_PER_MOVED * mostBytes))',
    replace: 'if (!(freeBytes >= mostBytes))',
    tests: DECIDE_TESTS,
    why: 'a removal is planned that is not safe',
  },
  {
    id: 'clusters/proved once',
    file: UNSAFE,
    find: 'if (fits?.shards !== count || nowMs - fits.sinceMs < HOUR_MS)',
    replace: 'if (fits?.shards !== count)',
    tests: UNSAFE_TESTS,
    why: 'a shard goes on one look',
  },
  {
    id: 'clusters/a proof that was interrupted',
    file: LEARN,
    find: 'if (learned.change.under || shards < 2 || whyNotFit(assess(question))) return rest;',
    replace: 'if (learned.change.under || shards < 2) return rest;',
    tests: LEARN_TESTS,
    why: 'a look at which it does not fit counts as proof',
  },
  {
    id: 'clusters/the peak of the day',
    file: UNSAFE,
    find: 'const most = Math.max(used, ...lastDay.map(({ usedBytes }) => usedBytes));',
    replace: 'const most = used;',
    tests: UNSAFE_TESTS,
    why: "the evening's shards go, and the morning has none",
  },
  {
    id: 'clusters/a cluster that is being changed',
    file: UNSAFE,
    find: "if (cluster.status !== 'available')",
    replace: "if (cluster.status === 'deleting')",
    tests: UNSAFE_TESTS,
    why: 'a call is sent that AWS refuses',
  },
  {
    id: 'clusters/a tag taken off between the look and the call',
    file: OVERTOOK,
    find: "if (tags[MANAGED_TAG] !== 'true') return",
    replace: "if (tags[MANAGED_TAG] === 'never') return",
    tests: CYCLE_TESTS,
    why: 'a cluster is changed that its owner has taken back',
  },
  {
    id: 'clusters/a window that opens between the look and the call',
    file: LOOK,
    find: 'if (window) return',
    replace: 'if (window && window.text === nowMs.toString()) return',
    tests: CYCLE_TESTS,
    why: 'a change runs into the maintenance that AWS is about to do',
  },
  {
    id: 'clusters/a quota with room for fewer',
    file: 'lib/targets/memorydb-cluster/decide/rules/grow.ts',
    find: 'return to < refused ? to :',
    replace: 'return to > 0 ? to :',
    tests: DECIDE_TESTS,
    why: 'what AWS refused is asked for again and again, and nothing grows',
  },
  {
    id: 'clusters/a removal that fits, in the campaign',
    file: 'lib/campaign/memorydb-cluster/checks/removed-unfit.ts',
    find: 'if (SLACK * freeBytes < 1.5 * fullest)',
    replace: 'if (freeBytes + fullest < 0)',
    tests: ['test/campaign/clusters/cluster-checks.test.ts'],
    why: 'the campaign would not notice that a shard goes which the others cannot hold',
  },
  {
    id: 'clusters/minutes from before a removal',
    file: ASSESS,
    find: 'cluster.minutes.filter(({ atMs }) => atMs >= endedAtMs)',
    replace: 'cluster.minutes.filter(({ atMs }) => atMs >= endedAtMs - endedAtMs)',
    tests: DECIDE_TESTS,
    why: 'what went with a shard looks like a rise, and the shard comes back',
  },
  {
    id: 'clusters/cheap since it refused writes',
    file: 'lib/report/clusters/cluster-report-data.ts',
    find: 'if (hasRefused(fixed) && !hasRefused(row))',
    replace: 'if (fixed.nodeHours < 0 && !hasRefused(row))',
    tests: ['test/report/clusters/cluster-page.test.ts'],
    why: 'what did less than was asked of it is what the cost is compared with',
  },
  {
    id: 'clusters/recommended untried',
    file: 'lib/backtest/memorydb-cluster/recommend-cluster.ts',
    find: 'isSafe: hasRefused ? false : results.length === CLUSTER_VARIANTS.length ? true : null,',
    replace: 'isSafe: !hasRefused,',
    tests: ['test/backtest/memorydb-cluster/recommend-cluster.test.ts'],
    why: 'a target is recommended that was tried on no busier day',
  },
];
