// The drill of a live RDB that dies: made by a person on purpose, and the one exception to the promise that no server with live
// data is ever ended. What follows is judged from outside: by Auto Scaling, and by where the data is said to be. Pure but for
// the ports. Why not now: why-not-group.ts; what a look shows: follow-live-rdb.ts.
import { MINUTE_MS } from '../../../core/units.ts';
import type { DrillPlan } from '../../../drill/drill-plan.ts';
import type { KnownNode } from '../../../routing/route.ts';
import type { ServerBreaker, WayToBreak } from '../../../targets/rdb-group/ports/server-breaker.ts';
import type { Drill } from '../../drill/drill.ts';
import { countData } from './count-data.ts';
import { followLiveRdb } from './follow-live-rdb.ts';
import {
  glanceAtGroup,
  lookAtGroup,
  type GroupGlance,
  type GroupSight,
  type GroupSightPorts,
} from './group-sight.ts';
import { whyNotGroup, whyNotLive } from './why-not-group.ts';

export interface LiveRdbPorts extends GroupSightPorts {
  readonly breaker: ServerBreaker;
}

/** Routes are a minute apart; Auto Scaling's own changes are seen sooner. */
export const GLANCE_EVERY_MS = 10_000;

/** Two looks a minute apart, and a report that may be two and a half minutes old. */
const DETECTED_WITHIN_MS = 4 * MINUTE_MS;

/** The tickerplant hands over as the connection closes; the next look says who is live. */
const WRITABLE_WITHIN_MS = 3 * MINUTE_MS;

/** Of a log of a day, read by who takes over. */
const REPLAY_WITHIN_MS = 20 * MINUTE_MS;

/** EC2's status checks are a minute apart, and Auto Scaling acts on them "within a few minutes". */
export const HEALTH_CHECK_MS = 10 * MINUTE_MS;

export function liveRdbDrill(
  { name, how }: { readonly name: string; readonly how: WayToBreak },
  first: GroupSight,
  ports: LiveRdbPorts,
): Drill<GroupSight, GroupGlance> {
  let looked: GroupSight | undefined = first;
  return {
    // What the command has just seen need not be asked for twice.
    look: async () => {
      const sight = looked ?? (await lookAtGroup(name, ports)) ?? first;
      looked = undefined;
      return sight;
    },
    plan: (sight) => planLiveRdb(name, how, sight),
    inject: (sight) => {
      const victim = liveOf(sight);
      if (victim) return ports.breaker.breakServer({ instanceId: victim.nodeId, how, port: victim.port });
      return Promise.resolve({ kind: 'not-sent', why: 'unread', message: 'no server is known to be live' });
    },
    glance: () => glanceAtGroup(name, ports),
    follow: (before, glance, earlier) => followLiveRdb({ before, victim: liveOf(before), glance, earlier }),
    everyMs: GLANCE_EVERY_MS,
  };
}

function planLiveRdb(name: string, how: WayToBreak, sight: GroupSight): DrillPlan {
  const live = (sight.route?.nodes ?? []).filter(({ role }) => role === 'live');
  const victim = liveOf(sight);
  return {
    drill: 'live-rdb',
    target: name,
    breaks: [
      victim
        ? `${VERB_OF_WAY[how]} ${victim.nodeId}, the live RDB of ${name}`
        : `the live RDB of ${name}, if one were known`,
      ...(victim && rowsOf(victim) === 0
        ? ['It holds no rows now: a drill would prove nothing of the replay.']
        : []),
      `Its slice is gone with it${sliceText(sight)}, unless the tickerplant's log is replayed by the one that takes over.`,
    ],
    expected: [
      { moment: 'detected', text: 'Auto Scaling or the next look no longer takes it for live' },
      { moment: 'writable', text: 'the first in the queue is live: updates have somebody to go to' },
      { moment: 'queryable', text: 'spillway nodes has a complete answer, the dead one left out' },
      { moment: 'caughtUp', text: 'the log has been replayed: nothing that was held before is missing' },
      ...(how === 'stop-process'
        ? []
        : [
            {
              moment: 'replaced' as const,
              text: 'a new server is in service, and there are as many as before',
            },
          ]),
    ],
    limits: {
      detected: DETECTED_WITHIN_MS,
      writable: WRITABLE_WITHIN_MS,
      queryable: REPLAY_WITHIN_MS,
      caughtUp: REPLAY_WITHIN_MS,
      // A process that ends leaves its server in service: nobody replaces it.
      ...(how !== 'stop-process' && { replaced: HEALTH_CHECK_MS + 2 * sight.leadTimeMs }),
    },
    whyNot: [
      ...whyNotGroup(sight),
      ...(live.length === 1
        ? []
        : [`${live.length === 0 ? 'no server is' : 'several servers are'} known to be live`]),
      ...whyNotLive(sight),
    ],
  };
}

/** In sentences. */
export const VERB_OF_WAY: Readonly<Record<WayToBreak, string>> = {
  terminate: 'terminates',
  'stop-instance': 'stops',
  'stop-process': 'kills the process of',
};

function sliceText({ route }: GroupSight): string {
  const count = route && countData(route, route);
  const live = (route?.nodes ?? []).find(({ role }) => role === 'live');
  return count && live ? `: ${rowsOf(live).toLocaleString('en-US')} rows` : '';
}

function rowsOf({ tables }: KnownNode): number {
  return Object.values(tables).reduce((sum, { rows }) => sum + rows, 0);
}

function liveOf({ route }: GroupGlance): KnownNode | undefined {
  const live = (route?.nodes ?? []).filter(({ role }) => role === 'live');
  return live.length === 1 ? live[0] : undefined;
}
