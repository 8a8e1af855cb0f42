// What must hold of all that a tick ends, whoever is there and whatever changes between two of its cycles.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { APPLIED } from '../../lib/core/outcome.ts';
import { runTick } from '../../lib/cycle/triggers/run-tick.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';
import { aNode, flushed, live, provedOnce, queued } from '../build/servers.ts';
import { aFloor } from '../build/snapshot.ts';
import { aStandingGroup, type StandingGroup } from './standing-group.ts';

const RUNS = 400;

const anyCase = fc.record({
  flushedCount: fc.nat({ max: 6 }),
  queuedCount: fc.nat({ max: 5 }),
  minSize: fc.nat({ max: 6 }),
  floor: fc.nat({ max: 6 }),
  sparesMin: fc.nat({ max: 3 }),
  change: fc.constantFrom('none', 'one becomes live', 'the minimum is raised', 'one is not seen to leave'),
  atLook: fc.integer({ min: 2, max: 5 }),
  which: fc.nat({ max: 10 }),
});

describe('of the nodes that one tick ends, each', () => {
  it('is empty and not live then, leaves what the rules keep, and goes on a look made after the one before', async () => {
    const seen = { 'several end': 0, 'a queued one ends': 0, 'one was spared': 0, 'a floor holds': 0 };
    await fc.assert(
      fc.asyncProperty(anyCase, async (given) => {
        const { change, atLook, sparesMin, floor } = given;
        const servers = [
          live(10),
          ...Array.from({ length: given.flushedCount }, (_, i) => provedOnce(flushed(`i-f${i}`))),
          ...Array.from({ length: given.queuedCount }, (_, i) => provedOnce(queued(`i-q${i}`))),
        ];
        const unlucky = servers[1 + (given.which % Math.max(1, servers.length - 1))]?.node.instanceId ?? '';
        let looksSince = 0;
        let ended = 0;
        const check = (group: StandingGroup['group'], instanceId: string): void => {
          expect(looksSince).toBe(1);
          looksSince = 0;
          ended += 1;
          const server = group.servers.find(({ node }) => node.instanceId === instanceId);
          expect(server).toMatchObject({ node: { stage: 'in-service' }, report: { rows: 0, live: false } });
          const { desiredCapacity = 0, minSize = 0 } = group.group;
          expect(desiredCapacity - 1).toBeGreaterThanOrEqual(Math.max(minSize, floor));
          if (floor > minSize) seen['a floor holds'] += 1;
          if (server?.report?.queued !== true) return;
          seen['a queued one ends'] += 1;
          const waiting = group.servers.filter(
            ({ node, report }) => node.stage === 'in-service' && report?.queued === true,
          );
          expect(waiting.length - 1).toBeGreaterThanOrEqual(Math.max(sparesMin, floor - 1));
        };
        let isBlindTo = '';
        const { world, group } = aStandingGroup(servers, {
          tags: { 'spillway:leaves-queue': 'true', 'spillway:spares-min': String(sparesMin) },
          group: { minSize: given.minSize, maxSize: servers.length },
          ...(floor > 0 && { intent: aFloor(floor) }),
          before: (look, { servers: now }) => {
            looksSince += 1;
            if (look !== atLook) return;
            if (change === 'one becomes live' && isInService(now, unlucky)) {
              seen['one was spared'] += 1;
              group.servers = now.map((server) =>
                server.node.instanceId === unlucky ? live(10, { node: { instanceId: unlucky } }) : server,
              );
            }
            if (change === 'the minimum is raised')
              group.group = { ...group.group, minSize: Math.min(servers.length, given.minSize + 2) };
            if (change === 'one is not seen to leave') isBlindTo = 'the next';
          },
          writer: {
            terminateInstance: ({ instanceId, decrement }) => {
              check(group, instanceId);
              expect(decrement).toBe(true);
              // AWS shows the group as it was; nobody else may go until it does not.
              if (isBlindTo === 'the next') {
                isBlindTo = instanceId;
                return Promise.resolve(APPLIED);
              }
              expect(isBlindTo).toBe('');
              group.servers = group.servers.map((server) =>
                server.node.instanceId === instanceId
                  ? { ...server, node: aNode(instanceId, { stage: 'terminating-wait' }) }
                  : server,
              );
              group.group = { ...group.group, desiredCapacity: (group.group.desiredCapacity ?? 0) - 1 };
              return Promise.resolve(APPLIED);
            },
          },
        });
        const { failures } = await runTick(RDB_GROUP, world.ports);
        expect(failures).toEqual([]);
        if (ended > 1) seen['several end'] += 1;
      }),
      { numRuns: RUNS },
    );
    expect(seen['several end']).toBeGreaterThan(RUNS / 10);
    expect(seen['a queued one ends']).toBeGreaterThan(10);
    expect(seen['one was spared']).toBeGreaterThan(10);
    expect(seen['a floor holds']).toBeGreaterThan(10);
  });
});

function isInService(servers: StandingGroup['group']['servers'], instanceId: string): boolean {
  return servers.some(({ node }) => node.instanceId === instanceId && node.stage === 'in-service');
}
