// A world of one group that changes as its servers are ended: what a tick's cycles do to it, one after the other, and in
// which order they looked and called.
import { NOTHING_LEARNED } from '../../lib/targets/rdb-group/domain/state.ts';
import { aStream, type SnapshotParts } from '../build/snapshot.ts';
import { aWorld, TAGS, type FakeParts, type FakeWorld } from '../build/fake-world.ts';
import { APPLIED } from '../../lib/core/outcome.ts';
import type { Group } from '../../lib/targets/rdb-group/domain/group.ts';
import { aNode, type Server } from '../build/servers.ts';
import { GROUP } from './one-cycle.ts';

export interface StandingGroup {
  readonly world: FakeWorld;
  readonly group: { servers: readonly Server[]; group: Partial<Group> };
  /** In their order: `look`, `ended i-1`, and what else was sent. */
  readonly order: readonly string[];
}

export interface GroupParts {
  readonly group?: Partial<Group>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly intent?: SnapshotParts['intent'];
  /** What happens before the look of that number, from 1 on. */
  readonly before?: (look: number, group: StandingGroup['group']) => void;
  readonly writer?: FakeParts['writer'];
}

/** Ended servers wait in their hook, and the desired capacity falls by one with each. */
export function aStandingGroup(servers: readonly Server[], parts: GroupParts = {}): StandingGroup {
  const order: string[] = [];
  const desiredCapacity = parts.group?.desiredCapacity ?? servers.length;
  const group: StandingGroup['group'] = {
    servers,
    group: {
      tags: { ...TAGS, 'spillway:scale-in': 'continuous', ...parts.tags },
      maxSize: 100,
      ...parts.group,
      desiredCapacity,
    },
  };
  let lookCount = 0;
  const world: FakeWorld = aWorld({
    groups: { [GROUP]: group },
    writer: {
      terminateInstance: ({ instanceId, decrement }) => {
        order.push(`ended ${instanceId}`);
        group.servers = group.servers.map((server) =>
          server.node.instanceId === instanceId
            ? { ...server, node: aNode(instanceId, { stage: 'terminating-wait' }) }
            : server,
        );
        const { desiredCapacity: before = 0 } = group.group;
        group.group = { ...group.group, desiredCapacity: before - (decrement ? 1 : 0) };
        return Promise.resolve(APPLIED);
      },
      setDesiredCapacity: ({ desiredCapacity: target }) => {
        order.push(`desired ${target}`);
        return Promise.resolve(APPLIED);
      },
      completeHook: () => Promise.resolve(APPLIED),
      heartbeatHook: () => Promise.resolve(APPLIED),
      ...parts.writer,
    },
    store: {
      takeLease: (request) => {
        lookCount += 1;
        order.push('look');
        parts.before?.(lookCount, group);
        return world.stateStore.takeLease(request);
      },
    },
  });
  const item = world.stateStore.items.get(GROUP);
  // Nothing arrives: nobody is about to be needed.
  const learned = { ...NOTHING_LEARNED, ...item?.learned, stream: aStream(0) };
  world.stateStore.items.set(GROUP, {
    fence: 0,
    ...item,
    learned,
    ...(parts.intent && { intent: parts.intent }),
  });
  return { world, group, order };
}
