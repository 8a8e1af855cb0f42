// Asks a day, many times a minute, which nodes hold rows of random windows, as whoever queries does: the route is read, the world
// goes on for a moment (it may roll on purpose), and then all nodes are looked at, who holds such rows. Most windows are asked
// of a route that was read once; a sample goes over the wire each, and must be answered alike: asked-over-the-wire.ts.
import { isDeepStrictEqual } from 'node:util';
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import { createAwsClients } from '../../lib/aws/clients.ts';
import { createDynamoRouteReader } from '../../lib/aws/dynamo/dynamo-route-reader.ts';
import { MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import { STATE_TABLE, type Emulator } from '../../lib/emulator/start-emulator.ts';
import { answerQuestion } from '../../lib/routing/answer-question.ts';
import type { Question, Route } from '../../lib/routing/route.ts';
import type { Random } from '../../lib/sim/random.ts';
import { createRandom } from '../../lib/sim/random.ts';
import { isUp } from '../../lib/sim/rdb/rdb-node.ts';
import { holdsRowOf, TABLES } from '../../lib/sim/rdb/row-times.ts';
import type { World } from '../../lib/sim/world.ts';
import { ROUTED_GROUPS } from '../../lib/targets/rdb-group/ports/routed-groups.ts';
import { createWireAsker } from './asked-over-the-wire.ts';
import { at, GROUP } from './local-day.ts';

export interface WindowsOptions {
  readonly untilMinute: number;
  readonly momentsPerMinute: number;
  readonly windowsPerMoment: number;
  /** After one in so many moments the live node rolls, between route and query. Default: never on purpose. */
  readonly rollsOneIn?: number;
  /** How old a server's word may be at the look that believes it; by default what the probe's may. */
  readonly wordAgeMaxMs?: number;
}

/** Of all windows that were asked for. */
export interface WindowsAsked {
  count: number;
  complete: number;
  /** Why answers were not, by the sentence without its names and numbers: how often. */
  readonly whyNot: Record<string, number>;
  /** Said to be complete, and a node that was not named holds such rows: must be none. */
  readonly missed: object[];
  /** Complete, while a node that has died is still in its hook. */
  besideTheDead: number;
  /** Complete by a look or a word that was too old: must be none. */
  readonly tooSure: object[];
  /** Of the moments at which an answer was complete: by which look, and whom that had live. */
  readonly believed: { readonly readAtMs: number; readonly asOfMs: number; readonly live: string }[];
  /** Windows asked by `discover` and by `spillway nodes` as well; and those that they did not answer alike: must be none. */
  overTheWire: number;
  readonly answeredOtherwise: object[];
  /** Rolls on purpose between a route and its query. */
  rollsBetween: number;
  /** A window of which somebody holds rows, and somebody else was not asked. */
  leftOut: number;
  /** Nodes asked that hold no such rows. */
  beyondNeeded: number;
}

/** The longest that an answer may be complete after its look. */
const LOOK_AGE_MAX_MS = 90 * SECOND_MS;

/** Told to the probe. */
const WORD_AGE_MAX_MS = 30 * SECOND_MS;

/** From reading the route to the query. */
const QUERY_AFTER_MS = 3 * SECOND_MS;

/** Moments of which one window is asked over the wire. */
const WIRE_ONE_IN = 10;

/** To be called before time moves; what it returns fills as the day goes. */
export function askWindows(
  { world, emulator }: { world: World; emulator: Emulator },
  options: WindowsOptions,
) {
  const random = createRandom(11);
  const { wordAgeMaxMs = WORD_AGE_MAX_MS } = options;
  const asked: WindowsAsked = {
    count: 0,
    complete: 0,
    whyNot: {},
    missed: [],
    besideTheDead: 0,
    tooSure: [],
    believed: [],
    overTheWire: 0,
    answeredOtherwise: [],
    rollsBetween: 0,
    leftOut: 0,
    beyondNeeded: 0,
  };
  const clients = createAwsClients({
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAGATEWAY000000000', secretAccessKey: 'local' },
  });
  const reader = createDynamoRouteReader({
    kind: ROUTED_GROUPS,
    clients,
    calls: createAwsCalls(),
    tableName: STATE_TABLE,
  });
  const { clock } = world;
  const wire = createWireAsker({ world, emulator });
  let moments = 0;

  async function ask(): Promise<void> {
    const known = await reader.readRoute(GROUP);
    if (known.kind !== 'known') return; // Before the first look.
    const readAtMs = clock.nowMs();
    moments += 1;
    if (moments % WIRE_ONE_IN === 0) await askOverTheWire(known.route, aWindow(random, readAtMs));
    const { rollsOneIn } = options;
    if (rollsOneIn !== undefined && random.integer({ min: 1, max: rollsOneIn }) === 1)
      if (world.tickerplants.get(GROUP)?.rollNow()) asked.rollsBetween += 1;
    clock.schedule(readAtMs + QUERY_AFTER_MS, () => query(known.route, readAtMs));
  }

  async function askOverTheWire(route: Route, question: Question): Promise<void> {
    const { version, complete, nodes } = answerQuestion(route, question, clock.nowMs());
    const expected = { version, complete, nodeIds: nodes.map(({ nodeId }) => nodeId) };
    asked.overTheWire += 1;
    for (const answer of await wire.ask(question)) {
      const nodeIds = answer.nodes.map(({ nodeId }) => nodeId);
      const given = { version: answer.version, complete: answer.complete, nodeIds };
      if (!isDeepStrictEqual(given, expected)) asked.answeredOtherwise.push({ question, given, expected });
    }
  }

  function query(route: Route, readAtMs: number): void {
    world.tickerplants.get(GROUP)?.bringUpToDate();
    for (let window = 0; window < options.windowsPerMoment; window += 1)
      judge(route, readAtMs, aWindow(random, clock.nowMs()));
  }

  function judge(
    route: Route,
    readAtMs: number,
    question: Required<Pick<Question, 'fromMs' | 'toMs'>> & Question,
  ) {
    const answer = answerQuestion(route, question, readAtMs);
    const named = new Set(answer.nodes.map(({ nodeId }) => nodeId));
    const holders = holdersOf(world, question);
    asked.count += 1;
    if (holders.some((id) => !named.has(id)) && answer.complete)
      asked.missed.push({ question, answer, holders });
    if (holders.length > 0 && named.size < route.nodes.length) asked.leftOut += 1;
    asked.beyondNeeded += [...named].filter((id) => !holders.includes(id)).length;
    if (!answer.complete) {
      for (const note of answer.notes) {
        const why = note.replaceAll(/i-\w+|\d+/g, '…');
        asked.whyNot[why] = (asked.whyNot[why] ?? 0) + 1;
      }
      return;
    }
    asked.complete += 1;
    if (route.nodes.some(({ status }) => status === 'gone')) asked.besideTheDead += 1;
    const isOld = (node: Route['nodes'][number]) =>
      node.status === 'ready' &&
      (!named.has(node.nodeId) || node.role === 'live') &&
      route.asOfMs - (node.asOfMs ?? 0) > wordAgeMaxMs;
    if (readAtMs - route.asOfMs > LOOK_AGE_MAX_MS || route.nodes.some(isOld))
      asked.tooSure.push({ readAtMs, route });
    const [live] = route.nodes.filter(({ role }) => role === 'live');
    const told = { readAtMs, asOfMs: route.asOfMs, live: String(live?.nodeId) };
    if (asked.believed.at(-1)?.readAtMs !== readAtMs) asked.believed.push(told);
  }

  for (let minute = 1; minute < options.untilMinute; minute += 1)
    for (let moment = 0; moment < options.momentsPerMinute; moment += 1)
      clock.schedule(at(minute) + random.integer({ min: 1, max: MINUTE_MS - QUERY_AFTER_MS - 1 }), ask);
  const destroy = () => {
    clients.destroy();
    wire.destroy();
  };
  return { asked, destroy };
}

/** As short as a second, as long as three hours, and any of these lengths as likely as another. */
function aWindow(random: Random, nowMs: number) {
  const lengthMs = SECOND_MS * Math.exp(random.next() * Math.log(3 * 60 * 60));
  const toMs = Math.round(at(0) + random.next() * (nowMs - at(0)));
  const table = [...TABLES, undefined][random.integer({ min: 0, max: TABLES.length })];
  return { ...(table && { table }), fromMs: Math.round(toMs - lengthMs), toMs };
}

/** Of all nodes whose process runs. */
function holdersOf(world: World, { table, fromMs, toMs }: { table?: string; fromMs: number; toMs: number }) {
  const tickerplant = world.tickerplants.get(GROUP);
  const { ledger, nodes } = tickerplant ?? {};
  if (!ledger || !nodes) throw new Error('the world keeps no rows');
  const name = TABLES.find((one) => one === table);
  return [...nodes.values()]
    .filter((node) => isUp(node) && node.rows > 0)
    .filter(({ instanceId }) =>
      holdsRowOf(ledger, ledger.rangesOf(instanceId), { table: name, fromMs, toMs }),
    )
    .map(({ instanceId }) => instanceId);
}
