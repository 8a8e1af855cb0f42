// The world's tickerplants and RDBs on the network: for each group a tickerplant, for each RDB that runs a process, which say to
// each other what the world has happen, by the messages of docs/kdb-protocol.md. The world decides when an RDB is full, ends or
// leaves; who is live, what each holds and who writes down follows from the messages alone, so that the two can be compared.
// One message stands for all rows that have arrived since the one before: the world counts rows, and knows no more of them.
import { symbols, type QValue } from '../../kdb/ipc/values.ts';
import type { RdbNode } from '../../sim/rdb/rdb-node.ts';
import { isUp } from '../../sim/rdb/rdb-node.ts';
import type { Tickerplant } from '../../sim/rdb/tickerplant.ts';
import type { World } from '../../sim/world.ts';
import type { WorldEvent } from '../../sim/world-events.ts';
import { createEmulatedRdb, type EmulatedRdb, type EmulatedRdbState } from './emulated-rdb.ts';
import { startEmulatedTickerplant, type EmulatedTickerplant } from './emulated-tickerplant.ts';
import type { MemberRole } from './member-queue.ts';
import { dayOf } from './queue-messages.ts';

export interface WorldQueues {
  /** Where a group's tickerplant listens, on this machine; `undefined` for a group that there is not. */
  readonly portOf: (groupName: string) => number | undefined;
  /** Who is in a group's queue, by instance, in order. */
  readonly rolesOf: (groupName: string) => readonly (readonly [instanceId: string, role: MemberRole])[];
  /** What an instance's RDB holds, as the messages have told it. */
  readonly stateOf: (instanceId: string) => EmulatedRdbState | undefined;
  /** Messages that were not taken, and why. */
  readonly refused: () => readonly string[];
  readonly stop: () => Promise<void>;
}

const TABLE = 'trade';
const SCHEMA: QValue = { kind: 'table', columns: ['sym'], data: [symbols([])] };
const ROW: QValue = { kind: 'list', items: [symbols(['world'])] };

/** Starts them, and keeps up with the world whenever something happens in it. */
export async function startWorldQueues(world: World): Promise<WorldQueues> {
  const refused: string[] = [];
  const onRefused = (why: string) => void refused.push(why);
  const groups = new Map<string, EmulatedTickerplant>();
  const rdbs = new Map<string, { readonly groupName: string; readonly rdb: EmulatedRdb }>();
  const sentRows = new Map<string, number>();

  for (const groupName of world.tickerplants.keys()) {
    const day = dayOf(world.clock.nowMs());
    groups.set(groupName, await startEmulatedTickerplant({ schemas: { [TABLE]: SCHEMA }, day, onRefused }));
  }

  /** Until nobody is told anything more: what one says may be what another is told next. */
  async function settle(groupName: string): Promise<void> {
    const members = [...rdbs.values()].filter((each) => each.groupName === groupName);
    const heard = () => members.reduce((sum, { rdb }) => sum + rdb.heardCount(), 0);
    let before: number;
    do {
      before = heard();
      for (const { rdb } of members) await rdb.settled();
    } while (heard() !== before);
  }

  function feed(groupName: string, { deliveredMessages }: Tickerplant): void {
    const delivered = Math.ceil(deliveredMessages());
    if (delivered <= (sentRows.get(groupName) ?? 0)) return;
    sentRows.set(groupName, delivered);
    groups.get(groupName)?.update(TABLE, ROW);
  }

  async function end(instanceId: string): Promise<void> {
    const { groupName, rdb } = rdbs.get(instanceId) ?? {};
    const gone = groups.get(groupName ?? '')?.gone(instanceId);
    await rdb?.disconnect();
    await gone;
    rdbs.delete(instanceId);
  }

  /** A process for a node that runs and waits, or has its turn. One that came back with a log of its own keeps that to itself. */
  async function bring(groupName: string, { instanceId, stage }: RdbNode): Promise<void> {
    const port = groups.get(groupName)?.port;
    if (port === undefined || (stage !== 'queued' && stage !== 'live')) return;
    const known = rdbs.get(instanceId)?.rdb;
    // The end of a day has emptied the queue, and the world's RDBs wait on.
    if (known && !known.state().queued && !known.state().live) known.join();
    if (known) return;
    const tickerplant = { host: '127.0.0.1', port };
    const rdb = createEmulatedRdb({ tickerplant, queue: groupName, id: instanceId, onRefused });
    rdbs.set(instanceId, { groupName, rdb });
    await rdb.connect();
  }

  let isStopped = false;
  async function follow(event: WorldEvent): Promise<void> {
    const tickerplant = world.tickerplants.get(event.groupName);
    // What happened before the stop may come to be followed after it.
    if (!tickerplant || isStopped) return;
    feed(event.groupName, tickerplant);
    const { kind } = event;
    if (kind === 'end-of-day') groups.get(event.groupName)?.endDay(dayAfter(event));
    else if (kind === 'terminated' || kind === 'restarted') await end(event.instanceId);
    else if (kind === 'rolled' || kind === 'late-roll') rdbs.get(event.instanceId)?.rdb.full();
    else if (kind === 'left-queue') await rdbs.get(event.instanceId)?.rdb.leave();
    await settle(event.groupName);
    const first = 'instanceId' in event ? tickerplant.nodes.get(event.instanceId) : undefined;
    for (const node of first ? [first, ...tickerplant.nodes.values()] : tickerplant.nodes.values())
      if (isUp(node)) await bring(event.groupName, node);
    await settle(event.groupName);
  }

  /** One day after the other, also where the world ends a day twice within one. */
  const lastDay = new Map<string, string>();
  function dayAfter({ groupName, atMs }: WorldEvent): string {
    const last = lastDay.get(groupName) ?? dayOf(atMs);
    const next = dayOf(Math.max(Date.parse(last.replaceAll('.', '-')) + 86_400_000, atMs));
    lastDay.set(groupName, next);
    return next;
  }

  const stopListening = world.onEvent((event) => {
    if (event.kind !== 'launched' && event.kind !== 'terminating')
      world.clock.schedule(world.clock.nowMs(), () => follow(event));
  });
  for (const [groupName, { nodes }] of world.tickerplants)
    for (const node of nodes.values()) await bring(groupName, node);
  for (const groupName of groups.keys()) await settle(groupName);

  return {
    portOf: (groupName) => groups.get(groupName)?.port,
    rolesOf: (groupName) =>
      (groups.get(groupName)?.members() ?? []).map(({ id, role }) => [id, role] as const),
    stateOf: (instanceId) => rdbs.get(instanceId)?.rdb.state(),
    refused: () => refused,
    stop: async () => {
      isStopped = true;
      stopListening();
      for (const { rdb } of rdbs.values()) await rdb.disconnect();
      for (const group of groups.values()) await group.close();
    },
  };
}
