// Mends taken out whole: what the campaign is for is to find what happens without each of them.
import type { Tooth } from './mutant.ts';

export const TEETH: readonly Tooth[] = [
  {
    id: 'queue first',
    mend: 'a node that waits in its hook leaves the queue before it is continued',
    likely: ({ group }) => group.hook !== 'none' && group.metrics === 'all',
    file: 'lib/targets/rdb-group/decide/emptiness/left-queue.ts',
    find: "if (terms === 'has-left')\n      return because(",
    replace:
      "if (terms === 'has-left') return undefined;\n    if (terms === 'has-left')\n      return because(",
    also: [
      {
        file: 'lib/targets/rdb-group/act/why-unsafe.ts',
        find: "['no node is let go that waits in the queue', !saysQueued(action.instanceId, seen)],",
        replace: '',
      },
      {
        file: 'lib/targets/rdb-group/act/why-unsafe.ts',
        find: "['no node is ended that waits in the queue', !saysQueued(action.instanceId, seen)],",
        replace: '',
      },
    ],
  },
  {
    id: 'protection',
    mend: 'unprotected nodes are protected, and the desired capacity is read again before it is set',
    likely: ({ group, faults }) => !group.isProtected && faults['between-calls'] !== undefined,
    file: 'lib/targets/rdb-group/act/actions-of.ts',
    find: 'const protect = change ? protections(plan.unprotected) : [];',
    replace: 'const protect = change ? [] : protections(plan.unprotected);',
    also: [
      {
        file: 'lib/targets/rdb-group/act/last-look.ts',
        find: 'if (!isOld && plan.unprotected.length === 0) return undefined;',
        replace: 'return undefined;',
      },
    ],
  },
  {
    id: 'last of the queue',
    mend: 'a live node goes last, and stays where the group has a minimum',
    likely: ({ leansTo }) => leansTo === 'asleep beside a node that keeps its rows',
    file: 'lib/targets/rdb-group/decide/emptiness/prove-empty.ts',
    find: 'return whyLiveStays(roled, assessment);',
    replace: 'return undefined;',
  },
  {
    id: 'waking',
    mend: 'waking is one-way and stored; a blind group in which a node may hold rows retires nobody',
    likely: ({ leansTo }) => leansTo === 'woken by data, then silent',
    file: 'lib/targets/rdb-group/decide/learn/remember.ts',
    find: 'return isWoken ? { wokenFromMs: intent.dormant.sinceMs } : {};',
    replace: 'return {};',
    also: [
      {
        file: 'lib/targets/rdb-group/decide/emptiness/retirement.ts',
        find: 'if (blind && holding.length > 0) {',
        replace: 'if (blind && holding.length < 0) {',
      },
    ],
  },
  {
    id: 'hooks',
    mend: 'heartbeats are kept up in a dry run and in a held group',
    likely: ({ leansTo }) => leansTo === 'held while a node waits in its hook',
    file: 'lib/targets/rdb-group/decide/emptiness/decide-hooks.ts',
    find: "if (assessment.policy.mode === 'off') return [];",
    replace: "if (assessment.policy.mode !== 'act' || assessment.heldFor) return [];",
  },
  {
    id: 'suspects',
    mend: 'a node that stays pending, and capacity that does not come, is suspect',
    likely: ({ faults }) => faults['stays-pending'] !== undefined || faults['launch-suspended'] !== undefined,
    file: 'lib/targets/rdb-group/decide/spares.ts',
    find: 'const isLate = (n: RoledNode) => isSuspect(n, reportedAfterMs, knownUntilMs(n));',
    replace:
      "const isLate = (n: RoledNode) => n.node.stage === 'in-service' && isSuspect(n, reportedAfterMs, knownUntilMs(n));",
    also: [
      {
        file: 'lib/targets/rdb-group/decide/spares.ts',
        find: '(sinceMs) => nowMs - sinceMs > SUSPECT_AFTER_LEAD_TIMES * reportedAfterMs,',
        replace: '() => false,',
      },
    ],
  },
  {
    id: 'empty node',
    mend: "what an empty server takes is learned from empty nodes, not from the live node's own memory",
    likely: ({ leansTo }) => leansTo === 'opted in while its live node is nearly full',
    file: 'lib/targets/rdb-group/decide/filling/read-filling.ts',
    find: 'usedByEmpty: usedByEmpty(snapshot, roles, { total, policy }),',
    replace: 'usedByEmpty: usedByEmpty(snapshot, roles, total) || used,',
    also: [
      {
        file: 'lib/targets/rdb-group/decide/filling/filling.ts',
        find: 'Math.max(roomOfEmpty, ROOM_OF_EMPTY_SHARE_MIN * rollsAt)',
        replace: 'Math.max(roomOfEmpty, 0.01 * rollsAt)',
      },
    ],
  },
  {
    id: 'replay',
    mend: 'the replay of a lost live node is not counted as its stream',
    likely: ({ leansTo }) => leansTo === 'a live node dies late in its turn',
    file: 'lib/targets/rdb-group/decide/learn/stream/learn-stream.ts',
    find: 'const { bounds, goesOn } = replayNow(before?.replay, learned, news, gone);',
    replace: 'const { bounds, goesOn }: ReturnType<typeof replayNow> = {};',
  },
  {
    id: 'lead times',
    mend: 'lead times of suspects are not learned, and what is learned is bounded',
    likely: ({ leansTo }) => leansTo === 'a spare that says nothing for hours',
    file: 'lib/targets/rdb-group/decide/learn/learn.ts',
    find: 'if (leadTimeMs !== undefined && leadTimeMs <= longestMs) leadTimesMs.push(leadTimeMs);',
    replace: 'if (leadTimeMs !== undefined && longestMs > 0) leadTimesMs.push(leadTimeMs);',
    also: [
      {
        file: 'lib/targets/rdb-group/decide/lead-time.ts',
        find: 'launches.leadTimesMs.filter((ms) => ms <= LEAD_TIME_LEARNED_MAX_MS)',
        replace: 'launches.leadTimesMs.filter((ms) => ms >= 0)',
      },
    ],
  },
  {
    id: 'node size',
    mend: 'rows at which nodes of another size rolled say nothing of this one',
    likely: ({ leansTo }) => leansTo === 'larger servers, then smaller ones',
    file: 'lib/targets/rdb-group/decide/filling/same-size.ts',
    find: 'return Math.abs(a - b) <= SAME_SIZE_SHARE * Math.max(a, b);',
    replace: 'return true;',
    also: [
      {
        file: 'lib/targets/rdb-group/decide/filling/filling.ts',
        find: 'return Math.min(byMemory, filling.byRows?.roomLeft ?? Number.POSITIVE_INFINITY);',
        replace: 'return filling.byRows?.roomLeft ?? byMemory;',
      },
    ],
  },
  {
    id: 'half day',
    mend: "the end of day that counts is the schedule's latest, not yesterday's",
    likely: ({ leansTo }) => leansTo === 'a half day among whole ones',
    file: 'lib/targets/rdb-group/decide/last-spare.ts',
    find: 'const latestMs = newestMs + laterMs;',
    replace: 'const latestMs = newestMs + 0 * laterMs;',
    also: [
      {
        file: 'lib/targets/rdb-group/decide/last-spare.ts',
        find: 'return latestMs + daysAhead * DAY_MS + HOUR_MS;',
        replace: 'return latestMs + daysAhead * DAY_MS + 0 * HOUR_MS;',
      },
      {
        file: 'lib/targets/rdb-group/decide/last-spare.ts',
        find: 'if (margin * Math.max(rest, arrivalAhead) >= roomLeft) return undefined;',
        replace: 'if (margin * rest >= roomLeft) return undefined;',
      },
    ],
  },
  {
    id: 'due time',
    mend: 'a due time beyond the longest look ahead is due',
    likely: ({ leansTo }) => leansTo === 'a clock far ahead',
    file: 'lib/cycle/triggers/due.ts',
    find: 'if (due.nextLookAtMs > nowMs + LOOK_AHEAD_MAX_MS + CLOCK_SKEW_MAX_MS) return true;',
    replace: '',
  },
  {
    id: 'impossible lease',
    mend: 'a lease that no healthy clock can have given is nobody’s',
    likely: ({ leansTo }) => leansTo === 'a clock far ahead',
    file: 'lib/cycle/lease/take-lease.ts',
    find: 'impossibleAfterMs: nowMs + LEASE_AHEAD_MAX_MS,',
    replace: 'impossibleAfterMs: Number.POSITIVE_INFINITY,',
  },
  {
    id: 'those that wait',
    mend: 'who waits for its turn is asked for every window: it may have passed on since the look',
    likely: ({ faults }) => faults['roll-by-hand'] !== undefined || faults['node-dies'] !== undefined,
    file: 'lib/routing/may-hold.ts',
    find: "(role === 'rolled' || role === 'flushed')",
    replace: "(role === 'rolled' || role === 'flushed' || role === 'queued')",
  },
];
