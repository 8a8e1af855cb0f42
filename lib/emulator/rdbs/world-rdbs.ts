// The world's RDBs on the network: one q IPC server for each node whose process runs, on a loopback address of
// its own and one port for all, as a group's tag names one port. Servers come and go with their nodes.
// One server: rdb-server.ts. What it answers: rdb-answers.ts.
import * as net from 'node:net';
import type { Instance } from '../../sim/aws/instances.ts';
import { isUp, usedBytes, type RdbNode } from '../../sim/rdb/rdb-node.ts';
import type { Tickerplant } from '../../sim/rdb/tickerplant.ts';
import type { World } from '../../sim/world.ts';
import type { WorldEvent } from '../../sim/world-events.ts';
import type { RdbState } from './rdb-answers.ts';
import { rowTimesOf } from './row-times-of.ts';
import { startRdbServer, type RdbFault, type RdbServer, type RdbServerOptions } from './rdb-server.ts';

/** What holds for all RDBs of the world. */
export interface RdbServersOptions extends Pick<
  RdbServerOptions,
  'credentials' | 'tls' | 'queries' | 'onEvent'
> {
  /** What is wrong with which of them, from the start. */
  readonly faults?: readonly RdbFaultOrder[];
}

/** A fault of an RDB, also of one that is not launched yet: by its instance, as the n-th launch of its group, or as any of it. */
export interface RdbFaultOrder {
  readonly rdb:
    { readonly instanceId: string } | { readonly groupName: string; readonly launchNumber?: number };
  /** `undefined` ends it. */
  readonly fault: RdbFault | undefined;
}

export interface WorldRdbs {
  /** For `spillway:probe-port`. */
  readonly port: number;
  /** Holds for connections made from now on. What is returned takes it back: then the latest of the others holds. */
  readonly injectFault: (order: RdbFaultOrder) => Promise<() => Promise<void>>;
  /** Instances whose RDB has a server now; one that `refuses` among them. */
  readonly instanceIds: () => readonly string[];
  readonly stop: () => Promise<void>;
}

/**
 * Where an instance's RDB listens: its private address within 127.0.0.0/8, which is this machine on Linux and
 * Windows (macOS knows 127.0.0.1 alone, unless told more).
 */
export function loopbackAddressOf({ privateIp }: Pick<Instance, 'privateIp'>): string {
  return privateIp.replace(/^\d+\./, '127.');
}

/** What starts a process that ended takes so long. */
const RESTARTS_AFTER_MS = 20_000;

/** Whether this machine has such addresses. */
export async function hasLoopbackAddresses(address = '127.0.0.10'): Promise<boolean> {
  try {
    await (await listenSomewhere(address)).release();
    return true;
  } catch {
    return false; // EADDRNOTAVAIL: how macOS says that it has not.
  }
}

/** A process that ended is `restarted` as it ends; it is back by the time that it is `queued` again. */
const COMINGS_AND_GOINGS: ReadonlySet<WorldEvent['kind']> = new Set([
  'in-service',
  'terminated',
  'restarted',
  'queued',
]);

/**
 * Starts the servers of the nodes that are up, and keeps up with the world whenever its time moves.
 * Throws where `hasLoopbackAddresses` says no.
 */
export async function startWorldRdbs(world: World, options: RdbServersOptions): Promise<WorldRdbs> {
  // Held on 127.0.0.1, so that no other emulator of this machine is given the same.
  const port = await listenSomewhere('127.0.0.1');
  const servers = new Map<string, RdbServer>();
  const orders: RdbFaultOrder[] = [...(options.faults ?? [])];

  async function start(tickerplant: Tickerplant, node: RdbNode): Promise<void> {
    const instance = world.ec2.get(node.instanceId);
    if (!instance) return;
    const { faults: _, ...common } = options;
    const state = () => stateOf(world, tickerplant, node);
    const onExit = () => {
      const { groupName } = tickerplant;
      const victim = { instanceId: node.instanceId };
      const atMs = world.clock.nowMs();
      world.inject({ kind: 'node-restarts', groupName, node: victim, downMs: RESTARTS_AFTER_MS, atMs });
    };
    const server = await startRdbServer({
      ...common,
      state,
      onExit,
      port: port.number,
      host: loopbackAddressOf(instance),
    });
    servers.set(node.instanceId, server);
    await server.setFault(latestFault(world, orders, node.instanceId));
  }

  async function keepUp(): Promise<void> {
    const up = new Set<string>();
    for (const tickerplant of world.tickerplants.values()) {
      for (const node of tickerplant.nodes.values()) {
        if (!isUp(node)) continue;
        up.add(node.instanceId);
        if (!servers.has(node.instanceId)) await start(tickerplant, node);
      }
    }
    for (const [instanceId, server] of servers) {
      if (up.has(instanceId)) continue;
      servers.delete(instanceId);
      await server.close();
    }
  }

  const stopListening = world.onEvent(({ kind }) => {
    // Afterwards, when the node's process runs or is gone; the clock waits for it.
    if (COMINGS_AND_GOINGS.has(kind)) world.clock.schedule(world.clock.nowMs(), keepUp);
  });
  const stop = async (): Promise<void> => {
    stopListening();
    await Promise.all([...servers.values()].map((server) => server.close()));
    servers.clear();
    await port.release();
  };
  try {
    await keepUp();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    port: port.number,
    injectFault: async (order) => {
      const setFaults = async (): Promise<void> => {
        for (const [instanceId, server] of servers)
          if (isMeant(world, order, instanceId))
            await server.setFault(latestFault(world, orders, instanceId));
      };
      orders.push(order);
      await setFaults();
      return async () => {
        const index = orders.indexOf(order);
        if (index === -1) return;
        orders.splice(index, 1);
        await setFaults();
      };
    },
    instanceIds: () => [...servers.keys()],
    stop,
  };
}

function stateOf(world: World, tickerplant: Tickerplant, node: RdbNode): RdbState {
  tickerplant.bringUpToDate();
  const bytes = usedBytes(tickerplant.memory, node);
  const timeMs = world.clock.nowMs();
  // A part of a row that a trace's average makes is a row.
  const rows = Math.ceil(node.rows);
  const trades = Math.floor(rows / 10);
  return {
    usedBytes: bytes,
    heapBytes: bytes,
    mphyBytes: (node.memory ?? tickerplant.memory).totalBytes,
    serverUsedBytes: bytes,
    rowsByTable: { quote: rows - trades, trade: trades },
    ...rowTimesOf(tickerplant, node),
    live: node.stage === 'live',
    queued: node.stage === 'queued',
    busy: node.stage === 'starting' || timeMs < node.busyUntilMs,
    updates: Math.ceil(node.updates),
    timeMs,
  };
}

function latestFault(world: World, orders: readonly RdbFaultOrder[], instanceId: string) {
  return orders.findLast((order) => isMeant(world, order, instanceId))?.fault;
}

function isMeant(world: World, { rdb }: RdbFaultOrder, instanceId: string): boolean {
  if ('instanceId' in rdb) return rdb.instanceId === instanceId;
  const [group] = world.autoScaling.describeGroups([rdb.groupName]);
  const instance = group?.instances.get(instanceId);
  return instance !== undefined && [undefined, instance.launchNumber].includes(rdb.launchNumber);
}

/** A free port of that address, ours until it is released; nothing is served there. */
async function listenSomewhere(address: string) {
  const server = net.createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, resolve);
  });
  const { port } = server.address() as net.AddressInfo;
  return {
    number: port,
    release: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}
