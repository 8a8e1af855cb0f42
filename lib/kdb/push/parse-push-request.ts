// The probe function's other event: what gateways are to be sent. Checked by hand, as parse-probe-request.ts says.
import {
  GATEWAYS_MAX,
  type GatewayAddress,
  type PushRequest,
} from '../../targets/rdb-group/ports/gateways.ts';
import { PROBE_DEADLINE_MAX_MS } from '../../targets/rdb-group/ports/probe.ts';
import type { KnownNode, LastWord, MessageRange, Route, Slice } from '../../routing/route.ts';
import { bad, objectAt, textAt, wholeAt } from '../check-event.ts';
import { parseAccess } from '../parse-probe-request.ts';

const NAME_LENGTH_MAX = 1_024;
const PORT = { min: 1, max: 65_535 };

/** Whether the event is one of these, and none that asks RDBs. */
export function isPushRequest(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'gateways' in event;
}

/** The request, if the event is one. Throws `KdbError` (`bad-request`) naming the field and what it may be. */
export function parsePushRequest(event: unknown): PushRequest {
  const { gateways, route, nowMs, access, deadlineMs } = objectAt(event, 'event');
  if (!Array.isArray(gateways) || gateways.length > GATEWAYS_MAX)
    throw bad('gateways', `a list of at most ${GATEWAYS_MAX}`);
  return {
    gateways: gateways.map((gateway: unknown, i) => gatewayAt(gateway, `gateways[${i}]`)),
    route: routeAt(route, 'route'),
    nowMs: numberAt(nowMs, 'nowMs'),
    ...(access !== undefined && { access: parseAccess(access) }),
    ...(deadlineMs !== undefined && {
      deadlineMs: wholeAt(deadlineMs, 'deadlineMs', { min: 1, max: PROBE_DEADLINE_MAX_MS }),
    }),
  };
}

function gatewayAt(given: unknown, at: string): GatewayAddress {
  const gateway = objectAt(given, at);
  return {
    instanceId: textAt(gateway['instanceId'], `${at}.instanceId`, 64),
    host: textAt(gateway['host'], `${at}.host`, 255),
    port: wholeAt(gateway['port'], `${at}.port`, PORT),
  };
}

function routeAt(given: unknown, at: string): Route {
  const route = objectAt(given, at);
  const { nodes } = route;
  if (!Array.isArray(nodes)) throw bad(`${at}.nodes`, 'a list');
  textAt(route['group'], `${at}.group`, NAME_LENGTH_MAX);
  for (const name of ['version', 'asOfMs', 'lateDataMs']) numberAt(route[name], `${at}.${name}`);
  nodes.forEach((node: unknown, i) => void checkNode(node, `${at}.nodes[${i}]`));
  return given as Route;
}

type Fields<T> = Readonly<Partial<Record<keyof T, unknown>>>;

function checkNode(given: unknown, at: string): void {
  const node: Fields<KnownNode> = objectAt(given, at);
  for (const name of ['nodeId', 'status', 'role'] as const)
    textAt(node[name], `${at}.${name}`, NAME_LENGTH_MAX);
  for (const name of ['azId', 'address'] as const)
    if (node[name] !== null) textAt(node[name], `${at}.${name}`, NAME_LENGTH_MAX);
  for (const name of ['port', 'processes'] as const) numberAt(node[name], `${at}.${name}`);
  for (const name of ['launchedAtMs', 'asOfMs'] as const)
    if (node[name] !== null) numberAt(node[name], `${at}.${name}`);
  if (node.messages !== undefined) {
    const messages: Fields<MessageRange> = objectAt(node.messages, `${at}.messages`);
    numberAt(messages.from, `${at}.messages.from`);
    numberAt(messages.to, `${at}.messages.to`);
  }
  checkTables(node.tables, `${at}.tables`);
  if (node.goneByMs !== undefined) numberAt(node.goneByMs, `${at}.goneByMs`);
  if (node.lastWord === undefined) return;
  const lastWord: Fields<LastWord> = objectAt(node.lastWord, `${at}.lastWord`);
  numberAt(lastWord.saidAtMs, `${at}.lastWord.saidAtMs`);
  checkTables(lastWord.tables, `${at}.lastWord.tables`);
}

function checkTables(given: unknown, at: string): void {
  for (const [i, table] of Object.values(objectAt(given, at)).entries()) checkSlice(table, `${at}[${i}]`);
}

function checkSlice(given: unknown, at: string): void {
  const slice: Fields<Slice> = objectAt(given, at);
  numberAt(slice.rows, `${at}.rows`);
  if (slice.fromMs !== null) numberAt(slice.fromMs, `${at}.fromMs`);
  if (slice.toMs !== null) numberAt(slice.toMs, `${at}.toMs`);
}

/** JSON has no other than finite ones. */
function numberAt(value: unknown, at: string): number {
  if (typeof value !== 'number') throw bad(at, 'a number');
  return value;
}
