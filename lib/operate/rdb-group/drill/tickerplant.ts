// The drill of a tickerplant that dies: its server is ended, a new one must go on with the same log, and updates reach the live
// RDB again. No RDB is touched: what they hold must be there throughout. Pure but for the ports.
import { MINUTE_MS } from '../../../core/units.ts';
import type { DrillPlan } from '../../../drill/drill-plan.ts';
import { parseDrillTags } from '../../../drill/drill-tags.ts';
import type { Route } from '../../../routing/route.ts';
import type { Group } from '../../../targets/rdb-group/domain/group.ts';
import type { WayToBreak } from '../../../targets/rdb-group/ports/server-breaker.ts';
import type { Drill, Showing } from '../../drill/drill.ts';
import { countData } from './count-data.ts';
import { glanceAtGroup, lookAtGroup, type GroupGlance, type GroupSight } from './group-sight.ts';
import { GLANCE_EVERY_MS, HEALTH_CHECK_MS, VERB_OF_WAY, type LiveRdbPorts } from './live-rdb.ts';
import { whyNotGroup, whyNotLive } from './why-not-group.ts';

export interface TickerplantGlance extends GroupGlance {
  /** The tickerplant's own group. */
  readonly tickerplants?: Group;
}
export type TickerplantSight = GroupSight & TickerplantGlance;

/** Looks are a minute apart: what grows is seen by two of them. */
const LOOKS_MS = 3 * MINUTE_MS;

/** `undefined`: there is no such group. Throws `PortError`. */
export async function lookAtTickerplant(
  name: string,
  ports: LiveRdbPorts,
): Promise<TickerplantSight | undefined> {
  const sight = await lookAtGroup(name, ports);
  return sight && { ...sight, ...(await tickerplantsOf(sight.group, ports)) };
}

export function tickerplantDrill(
  { name, how }: { readonly name: string; readonly how: WayToBreak },
  first: TickerplantSight,
  ports: LiveRdbPorts,
): Drill<TickerplantSight, TickerplantGlance> {
  let looked: TickerplantSight | undefined = first;
  return {
    look: async () => {
      const sight = looked ?? (await lookAtTickerplant(name, ports)) ?? first;
      looked = undefined;
      return sight;
    },
    plan: (sight) => planTickerplant(name, how, sight),
    inject: (sight) => {
      const instanceId = victimOf(sight);
      if (instanceId !== undefined) return ports.breaker.breakServer({ instanceId, how, port: 0 });
      return Promise.resolve({ kind: 'not-sent', why: 'unread', message: 'the tickerplant is not known' });
    },
    glance: async () => ({
      ...(await glanceAtGroup(name, ports)),
      ...(await tickerplantsOf(first.group, ports)),
    }),
    follow: followTickerplant,
    everyMs: GLANCE_EVERY_MS,
  };
}

async function tickerplantsOf({ tags }: Pick<Group, 'tags'>, { cyclePorts }: LiveRdbPorts) {
  const { tickerplantGroup } = parseDrillTags(tags);
  const found =
    tickerplantGroup === undefined ? undefined : await cyclePorts.fleetReader.readGroup(tickerplantGroup);
  return found ? { tickerplants: found } : {};
}

function planTickerplant(name: string, how: WayToBreak, sight: TickerplantSight): DrillPlan {
  const victim = victimOf(sight);
  const replacedMs = HEALTH_CHECK_MS + 2 * sight.leadTimeMs;
  const isFilling = isFlowing(sight);
  return {
    drill: 'tickerplant',
    target: name,
    breaks: [
      victim === undefined
        ? `the tickerplant of ${name}, if it were known`
        : `${VERB_OF_WAY[how]} ${victim}, the tickerplant of ${name}`,
      'Until it is back no update reaches an RDB: those who send must keep what they have, or it is lost, which no drill can see.',
      ...(isFilling
        ? []
        : ['Nothing fills the live RDB now: whether updates are taken again cannot be seen.']),
    ],
    expected: [
      { moment: 'detected', text: 'Auto Scaling no longer shows it in service' },
      { moment: 'replaced', text: 'another server of its group is in service' },
      ...(isFilling
        ? [{ moment: 'writable' as const, text: 'the live RDB grows again from look to look' }]
        : []),
      { moment: 'queryable', text: 'spillway nodes gives a complete answer' },
      { moment: 'caughtUp', text: 'nothing that the RDBs held before is missing' },
    ],
    limits: {
      detected: HEALTH_CHECK_MS,
      replaced: replacedMs,
      ...(isFilling && { writable: replacedMs + LOOKS_MS }),
      queryable: replacedMs + LOOKS_MS,
      caughtUp: replacedMs + LOOKS_MS,
    },
    whyNot: [...whyNotGroup(sight), ...whyNotLive(sight), ...whyNotTickerplant(how, sight)],
  };
}

/** The live RDB's newest row is not older than that. */
const FLOWS_WITHIN_MS = 5 * MINUTE_MS;

function isFlowing({ route, atMs }: TickerplantSight): boolean {
  const live = (route?.nodes ?? []).filter(({ role }) => role === 'live');
  return live
    .flatMap(({ tables }) => Object.values(tables))
    .some(({ toMs }) => toMs !== null && atMs - toMs <= FLOWS_WITHIN_MS);
}

function whyNotTickerplant(how: WayToBreak, { group, tickerplants }: TickerplantSight): readonly string[] {
  const { tickerplantGroup } = parseDrillTags(group.tags);
  if (tickerplantGroup === undefined)
    return ['its tag spillway:tickerplant does not say in which Auto Scaling group its tickerplant runs'];
  if (!tickerplants)
    return [`there is no Auto Scaling group ${tickerplantGroup}, which spillway:tickerplant names`];
  return [
    ...(tickerplants.nodes.length === 1 && inServiceOf(tickerplants).length === 1
      ? []
      : [`${tickerplantGroup} has not exactly one server in service`]),
    ...(how === 'stop-process' || tickerplants.desiredCapacity >= 1
      ? []
      : [`${tickerplantGroup} would not be given another server: its desired capacity is 0`]),
  ];
}

function followTickerplant(
  before: TickerplantSight,
  glance: TickerplantGlance,
  earlier: readonly TickerplantGlance[],
): Showing {
  const victim = victimOf(before);
  const now = glance.tickerplants;
  const broken = now?.nodes.find(({ instanceId }) => instanceId === victim);
  const replacing = now && replacementOf(now, victim);
  const route = glance.route && glance.route.asOfMs > before.atMs ? glance.route : undefined;
  const count = route && before.route && countData(before.route, route);
  // Only what grows from one look with the new server to another is its work.
  const since = earlier.find(({ tickerplants: then }) => then && replacementOf(then, victim))?.atMs;
  const first = earlier.find((one) => since !== undefined && one.route && one.route.asOfMs >= since)?.route;
  const hasGrown = route && first && newestOf(route) > newestOf(first);
  const isBack = route !== undefined && since !== undefined && route.asOfMs >= since;
  return {
    come: {
      ...(now && broken?.stage !== 'in-service'
        ? {
            detected: broken ? `Auto Scaling says ${broken.lifecycleState}` : 'Auto Scaling shows it no more',
          }
        : {}),
      ...(replacing !== undefined && { replaced: `${replacing} is in service` }),
      ...(hasGrown && { writable: 'the live RDB has grown since the look before' }),
      ...(isBack &&
        glance.answer?.complete && { queryable: `a complete answer, version ${glance.answer.version}` }),
      ...(isBack &&
        count && { caughtUp: `${count.found} of ${count.expected} ${count.unit} held before are there` }),
    },
    ...(count && { count }),
    notes: [],
  };
}

function victimOf({ tickerplants }: TickerplantGlance): string | undefined {
  return tickerplants && inServiceOf(tickerplants)[0];
}

function replacementOf(tickerplants: Group, victim: string | undefined): string | undefined {
  return inServiceOf(tickerplants).find((instanceId) => instanceId !== victim);
}

function inServiceOf({ nodes }: Group): readonly string[] {
  return nodes.filter(({ stage }) => stage === 'in-service').map(({ instanceId }) => instanceId);
}

/** Of messages the newest; where they are not counted, all rows. */
function newestOf({ nodes }: Route): number {
  const messages = nodes.flatMap((node) => node.messages?.to ?? []);
  if (messages.length > 0) return Math.max(...messages);
  return nodes.reduce(
    (sum, { tables }) => sum + Object.values(tables).reduce((all, { rows }) => all + rows, 0),
    0,
  );
}
