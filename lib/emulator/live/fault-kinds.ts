// What can be broken on purpose while the local AWS runs: each kind with what is told of it, and how it is done to the world.
// What AWS itself can be asked for (ending an instance, changing a tag) is not among them: use AWS's own calls.
import { MINUTE_MS } from '../../core/units.ts';
import type { Fault } from '../../sim/faults.ts';
import type { World } from '../../sim/world.ts';
import type { RdbFault } from '../rdbs/rdb-server.ts';
import type { WorldRdbs } from '../rdbs/world-rdbs.ts';
import type { FaultOrder } from '../wire/wire-faults.ts';

/** What a fault is done with. */
export interface Breakable {
  readonly world: World;
  readonly rdbs: WorldRdbs | undefined;
  readonly injectWireFault: (order: FaultOrder) => void;
}

/** A fault that was asked for, complete. */
export interface AskedFault {
  readonly groupName: string;
  /** The first node that is so, or one by its instance id. */
  readonly node: 'live' | 'queued' | 'rolled' | 'flushed' | { readonly instanceId: string };
  /** Whether `node` was asked for, or is the default. */
  readonly isNodeNamed: boolean;
  readonly minutes: number;
  /** AWS's action; `*`: whatever comes. */
  readonly action: string;
  readonly times: number;
}

export interface FaultKind {
  /** For a list: what happens, and what of the request it heeds. */
  readonly says: string;
  readonly strike: (breakable: Breakable, asked: AskedFault) => Promise<void>;
}

/** A fault of the world that lasts. */
function lasting(kind: 'no-capacity' | 'stays-pending' | 'never-reports' | 'never-empties' | 'lies') {
  return ({ world }: Breakable, { groupName, minutes }: AskedFault): Promise<void> => {
    const fromMs = world.clock.nowMs();
    world.inject({ kind, groupName, fromMs, untilMs: fromMs + minutes * MINUTE_MS } as Fault);
    return Promise.resolve();
  };
}

/** A fault of RDB processes, mended after so many minutes. */
function ofRdbs(fault: RdbFault) {
  return async ({ world, rdbs }: Breakable, asked: AskedFault): Promise<void> => {
    const { clock } = world;
    for (const instanceId of struckIds(world, asked)) {
      await rdbs?.injectFault({ rdb: { instanceId }, fault });
      clock.schedule(clock.nowMs() + asked.minutes * MINUTE_MS, async () =>
        rdbs?.injectFault({ rdb: { instanceId }, fault: undefined }),
      );
    }
  };
}

/** The node named, or else all of the group. */
function struckIds(world: World, { groupName, node, isNodeNamed }: AskedFault): readonly string[] {
  const nodes = [...(world.tickerplants.get(groupName)?.nodes.values() ?? [])];
  if (!isNodeNamed) return nodes.map(({ instanceId }) => instanceId);
  if (typeof node === 'object') return [node.instanceId];
  return nodes.filter(({ stage }) => stage === node).map(({ instanceId }) => instanceId);
}

const refuseAll = ofRdbs({ kind: 'refuses' });

export const FAULT_KINDS = {
  'no-capacity': {
    says: 'EC2 has no capacity for the group for so many minutes: launches fail, and are tried again',
    strike: lasting('no-capacity'),
  },
  'slow-boot': {
    says: 'what is launched in the next hour takes so many minutes longer until it waits in the queue',
    strike: ({ world }, { groupName, minutes }) => {
      const fromMs = world.clock.nowMs();
      const extraMs = minutes * MINUTE_MS;
      world.inject({ kind: 'slow-boot', groupName, extraMs, fromMs, untilMs: fromMs + 60 * MINUTE_MS });
      return Promise.resolve();
    },
  },
  'stays-pending': {
    says: 'what is launched within so many minutes stays Pending, neither failing nor in service',
    strike: lasting('stays-pending'),
  },
  'never-reports': {
    says: 'what is launched within so many minutes boots, and its RDB never starts',
    strike: lasting('never-reports'),
  },
  'never-empties': {
    says: 'what is launched within so many minutes is not flushed at the end of day',
    strike: lasting('never-empties'),
  },
  'node-dies': {
    says: 'the instance of the node fails, the live one unless another is named',
    strike: ({ world }, { groupName, node }) => {
      world.inject({ kind: 'node-dies', groupName, node, atMs: world.clock.nowMs() });
      return Promise.resolve();
    },
  },
  'node-restarts': {
    says: "the node's RDB ends, and is started again after so many minutes",
    strike: ({ world }, { groupName, node, minutes }) => {
      const downMs = minutes * MINUTE_MS;
      world.inject({ kind: 'node-restarts', groupName, node, downMs, atMs: world.clock.nowMs() });
      return Promise.resolve();
    },
  },
  'reports-stop': {
    says: 'nothing is heard of the node, or of all of the group, for so many minutes; what they do goes on',
    strike: async (breakable, asked) => {
      const { world } = breakable;
      const fromMs = world.clock.nowMs();
      const untilMs = fromMs + asked.minutes * MINUTE_MS;
      const { groupName } = asked;
      for (const instanceId of struckIds(world, asked))
        world.inject({ kind: 'metrics-stop', groupName, instanceId, fromMs, untilMs });
      await refuseAll(breakable, asked);
    },
  },
  'wrong-password': {
    says: 'the node, or all of the group, lets the probe in no longer for so many minutes',
    strike: ofRdbs({ kind: 'wrong-password' }),
  },
  throttle: {
    says: 'AWS answers the next so many (`times`) calls, of one `action` or of all, with its throttling error',
    strike: ({ injectWireFault }, { action, times }) => {
      injectWireFault({ action, times, fault: { kind: 'throttle' } });
      return Promise.resolve();
    },
  },
  deny: {
    says: 'AWS denies the next so many (`times`) calls, of one `action` or of all',
    strike: ({ injectWireFault }, { action, times }) => {
      injectWireFault({ action, times, fault: { kind: 'deny' } });
      return Promise.resolve();
    },
  },
} as const satisfies Readonly<Record<string, FaultKind>>;

export type FaultName = keyof typeof FAULT_KINDS;
export const FAULT_NAMES = Object.keys(FAULT_KINDS) as readonly FaultName[];
