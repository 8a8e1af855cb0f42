// Mutants of the state table: leases, fences, marks, intents, and items that cannot be read.
import type { Mutant } from './mutant.ts';

const STORE = 'lib/aws/dynamo/dynamo-state-store.ts';
const WRITES = 'lib/aws/dynamo/dynamo-writes.ts';
const ITEMS = 'lib/aws/dynamo/dynamo-items.ts';
const CONTRACT = ['test/contracts/dynamo-state-store.test.ts'] as const;
const WIRE = ['test/aws/dynamo-state-store.test.ts'] as const;

export const STORE_MUTANTS: readonly Mutant[] = [
  {
    id: 'store/a bad intent is none',
    file: 'lib/core/parse-intent.ts',
    find: 'if (parsed.success) return { ok: true, intent: value as Intent };',
    replace: 'if (parsed.success || text.length > 0) return { ok: true, intent: value as Intent };',
    tests: CONTRACT,
    why: 'a group is retired by a window that nobody wrote',
  },
  {
    id: 'store/a bad intent stops the page',
    file: 'lib/core/parse-intent.ts',
    find: '} catch {\n    return { ok: false, problem: `is no JSON${excerpt}` };\n  }',
    replace: '} catch (error) {\n    throw error;\n  }',
    tests: CONTRACT,
    why: 'one item keeps a hundred groups from being looked at',
  },
  {
    id: 'store/a bad lease',
    file: ITEMS,
    find: "...(!isLeaseReadable && { problem: badItem(kind, name, 'its lease is not made of numbers') }),",
    replace: '',
    tests: WIRE,
    why: 'a lease that nobody can read keeps the group from being looked at, unnamed',
  },
  {
    id: 'store/a lease that cannot be',
    file: WRITES,
    find: "[isFree, isExpired, isImpossible].join(' OR ')",
    replace: "[isFree, isExpired, `(${isImpossible} AND ${isFree})`].join(' OR ')",
    tests: CONTRACT,
    why: 'a clock three hours ahead keeps the group unlooked at for as long',
  },
  {
    id: 'store/a lost answer is another’s lease',
    file: STORE,
    find: 'const lease = item?.leaseToken === token ? leaseOf(name, item) : undefined;',
    replace: 'const lease = item && written.ok ? leaseOf(name, item) : undefined;',
    tests: WIRE,
    why: 'a group waits a minute and a half for its own lease',
  },
  {
    id: 'store/an intent over another’s',
    file: WRITES,
    find: 'change.asRead === undefined ? isNew : isAsRead',
    replace: "change.asRead === undefined ? isNew : 'attribute_exists(#intent) OR #intent = :asRead'",
    tests: [...CONTRACT, ...WIRE],
    why: 'one of two schedules is lost',
  },
  {
    id: 'store/ConsistentRead off',
    file: STORE,
    find: 'ConsistentRead: true',
    replace: 'ConsistentRead: false',
    tests: WIRE,
    why: 'an intent is changed by what it was a second ago',
  },
  {
    id: 'store/given back without the fence',
    file: WRITES,
    find: "const IS_OURS = '#owner = :owner AND #fence = :fence';",
    replace: "const IS_OURS = '#fence = :fence OR #fence <> :fence OR #owner = :owner';",
    tests: CONTRACT,
    why: 'a cycle that came too late writes over another',
  },
  {
    id: 'store/items are removed with their intent',
    file: WRITES,
    find: "'attribute_not_exists(#memory) AND attribute_not_exists(#intent)'",
    replace: "'attribute_not_exists(#memory) OR attribute_not_exists(#intent)'",
    tests: CONTRACT,
    why: 'what a schedule asked for is lost',
  },
  {
    id: 'store/marks make ghosts',
    file: WRITES,
    find: "ConditionExpression: 'attribute_exists(pk)',",
    replace: '',
    tests: CONTRACT,
    why: 'a group that is not there gets an item for ever',
  },
  {
    id: 'store/marks of a later lease',
    file: ITEMS,
    find: 'wokenFence >= lookedFence && { isWoken: true }',
    replace: 'wokenFence > lookedFence && { isWoken: true }',
    tests: CONTRACT,
    why: 'an alarm that met a taken lease is lost',
  },
  {
    id: 'store/marks of a look that failed',
    file: WRITES,
    find: 'lookedFence: lease.fence,',
    replace: 'lookedFence: lease.fence + 1,',
    tests: CONTRACT,
    why: 'a mark of the present lease counts as answered',
  },
  {
    id: 'store/learned by another version',
    file: 'lib/learning/learned-codec.ts',
    find: 'const learned = found === version ? (stored as Learned)',
    replace: 'const learned = found > 0 ? (stored as Learned)',
    tests: [...CONTRACT, ...WIRE],
    why: 'proofs of another meaning end nodes',
  },
  {
    id: 'store/taken since the first time',
    file: WRITES,
    find: '#takenSinceMs = if_not_exists(#takenSinceMs, :nowMs)',
    replace: '#takenSinceMs = :nowMs',
    tests: CONTRACT,
    why: 'a lease that is always taken never shows',
  },
  {
    id: 'store/unprocessed keys',
    file: 'lib/aws/dynamo/dynamo-due-times.ts',
    find: 'if (keys.length === 0) return items;',
    replace: 'return items;',
    tests: WIRE,
    why: 'groups that DynamoDB left out look as if they were never seen',
  },
];
