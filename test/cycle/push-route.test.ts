// Gateways are told where the data is, by the cycle: with each change and each minute, those alone that consent, and never in
// the way of scaling.
import { describe, expect, it } from 'vitest';
import { PortError } from '../../lib/core/errors.ts';
import { MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import type { Group } from '../../lib/targets/rdb-group/domain/group.ts';
import type { Gateways, PushAnswer, PushRequest } from '../../lib/targets/rdb-group/ports/gateways.ts';
import { aWorld, TAGS } from '../build/fake-world.ts';
import { createMemoryRouteStore } from '../build/memory-route-store.ts';
import { live, NOW_MS, queued } from '../build/servers.ts';
import { aGroup } from '../build/snapshot.ts';
import { cycle, GROUP } from './one-cycle.ts';

const TRADE = { trade: { rows: 750, fromMs: NOW_MS - 9 * MINUTE_MS, toMs: NOW_MS - 5 * MINUTE_MS } };
const TOLD_TAGS = { ...TAGS, 'spillway:reports': 'probe', 'spillway:gateways': 'gw' };

interface Scene {
  readonly tags?: Readonly<Record<string, string>>;
  readonly consent?: string;
  readonly gateways?: Partial<Gateways>;
  readonly gatewayGroup?: Partial<Group>;
}

/** A group whose gateways are two instances in service, one that starts, and one that ends. */
function aTellingWorld({ tags = {}, consent = GROUP, gateways, gatewayGroup }: Scene = {}) {
  const servers = [live(50, { report: { tables: TRADE } })];
  const stages = ['in-service', 'in-service', 'pending', 'terminating-wait'] as const;
  const [template] = servers.map(({ node }) => node);
  if (!template) throw new Error('no node to copy');
  const gw = aGroup({
    name: 'gw',
    tags: { 'spillway:gateway-for': consent },
    nodes: stages.map((stage, i) => ({ ...template, instanceId: `i-g${i}`, stage })),
    ...gatewayGroup,
  });
  const told = aGroup({ name: GROUP, tags: { ...TOLD_TAGS, ...tags } });
  const world = aWorld({ groups: { [GROUP]: { servers, group: { tags: told.tags } } } });
  const pushed: PushRequest[] = [];
  const secretsOf: string[] = [];
  const problems: (readonly string[])[] = [];
  const { readGroups } = world.ports.fleetReader;
  const ports = {
    ...world.ports,
    routes: createMemoryRouteStore(),
    fleetReader: {
      ...world.ports.fleetReader,
      readGroups: (names: readonly string[]) =>
        names.includes('gw') ? Promise.resolve([{ ok: true as const, value: gw }]) : readGroups(names),
    },
    gateways: {
      readAddresses: (ids: readonly string[]) =>
        Promise.resolve(new Map(ids.map((id) => [id, `host-of-${id}`]))),
      readAccess: ({ secretName, groupName }: { secretName: string; groupName: string }) => {
        secretsOf.push(`${secretName} for ${groupName}`);
        return Promise.resolve({ username: 'u', password: 'p' });
      },
      send: (request: PushRequest): Promise<readonly PushAnswer[]> => {
        pushed.push(request);
        return Promise.resolve(
          request.gateways.map(({ instanceId }) => ({ kind: 'pushed', instanceId }) as const),
        );
      },
      onPushed: (_: string, why: readonly string[]) => void problems.push(why),
      ...gateways,
    },
  };
  const state = () => world.stateStore.items.get(GROUP);
  return { ...world, servers, ports, pushed, secretsOf, problems, state };
}

describe('gateways', () => {
  it('in service are told what the look has shown, at their own addresses', async () => {
    const { ports, pushed, problems } = aTellingWorld({ tags: { 'spillway:gateway-port': '6001' } });
    await cycle(ports);
    expect(pushed).toHaveLength(1);
    expect(pushed[0]).not.toHaveProperty('access');
    expect(pushed[0]?.nowMs).toBe(NOW_MS);
    expect(pushed[0]?.gateways).toEqual([
      { instanceId: 'i-g0', host: 'host-of-i-g0', port: 6001 },
      { instanceId: 'i-g1', host: 'host-of-i-g1', port: 6001 },
    ]);
    const route = { group: GROUP, version: NOW_MS, asOfMs: NOW_MS };
    expect(pushed[0]?.route).toMatchObject({ ...route, nodes: [{ role: 'live', tables: TRADE }] });
    expect(problems).toEqual([[]]);
  });

  it('are told of a change at once, and of none once a minute', async () => {
    const world = aTellingWorld();
    await cycle(world.ports);
    world.advance(20 * SECOND_MS);
    await cycle(world.ports);
    expect(world.pushed).toHaveLength(1);
    world.servers.push(queued('i-q'));
    await cycle(world.ports);
    expect(world.pushed).toHaveLength(2);
    expect(world.pushed[1]?.route.nodes).toHaveLength(2);
    world.advance(44 * SECOND_MS);
    await cycle(world.ports);
    expect(world.pushed).toHaveLength(2);
    world.advance(SECOND_MS);
    await cycle(world.ports);
    expect(world.pushed).toHaveLength(3);
    expect(world.pushed[2]?.route).toMatchObject({ asOfMs: NOW_MS + 65 * SECOND_MS });
  });

  it('are told although a clock that was ahead noted a push that is still to come', async () => {
    const world = aTellingWorld();
    world.advance(60 * MINUTE_MS);
    await cycle(world.ports);
    world.advance(-60 * MINUTE_MS);
    await cycle(world.ports);
    expect(world.pushed.map(({ nowMs }) => nowMs)).toEqual([NOW_MS + 60 * MINUTE_MS, NOW_MS]);
  });

  it('of which EC2 names no address are trouble, and the others are told', async () => {
    const readAddresses = () => Promise.resolve(new Map([['i-g1', 'host']]));
    const { ports, pushed, problems } = aTellingWorld({ gateways: { readAddresses } });
    await cycle(ports);
    expect(pushed[0]?.gateways).toMatchObject([{ instanceId: 'i-g1' }]);
    expect(problems).toEqual([['i-g0: EC2 names no private address for it']]);
    const none = aTellingWorld({ gateways: { readAddresses: () => Promise.resolve(new Map()) } });
    await cycle(none.ports);
    expect(none.pushed).toEqual([]);
    expect(none.problems.flat()).toHaveLength(2);
  });

  it.each<[string, Scene, boolean]>([
    ['of the group by its name', { consent: `other, ${GROUP}` }, true],
    ['of all whose names begin so', { consent: 'rdb-*' }, true],
    ['of other groups', { consent: 'other' }, false],
    ['of nobody', { gatewayGroup: { tags: {} } }, false],
  ])('that say they are %s', async (_, scene, isTold) => {
    const { ports, pushed, problems, state } = aTellingWorld(scene);
    await cycle(ports);
    expect(pushed).toHaveLength(isTold ? 1 : 0);
    expect(problems.flat()).toHaveLength(isTold ? 0 : 1);
    expect(Object.keys(state()?.troubles ?? {})).toEqual(isTold ? [] : ['gateways']);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['the group is off', { 'spillway:mode': 'off' }],
    ['no probe reads the group', { 'spillway:reports': 'cloudwatch' }],
    ['their port cannot be read: nor might the secret be', { 'spillway:gateway-port': 'none' }],
    ['no name is left of the tag', { 'spillway:gateways': ' , ' }],
  ])('are told nothing where %s', async (_, tags) => {
    const { ports, pushed } = aTellingWorld({ tags });
    await cycle(ports);
    expect(pushed).toEqual([]);
  });

  it('are told while another tag of the group is wrong', async () => {
    const { ports, pushed } = aTellingWorld({ tags: { 'spillway:burst-factor': 'many' } });
    await cycle(ports);
    expect(pushed).toHaveLength(1);
  });

  it('are let in by a secret that names their own group, not the one that is told of', async () => {
    const { ports, pushed, secretsOf } = aTellingWorld({
      tags: { 'spillway:gateway-secret': 'spillway/gw' },
    });
    await cycle(ports);
    expect(secretsOf).toEqual(['spillway/gw for gw']);
    expect(pushed[0]?.access).toEqual({ username: 'u', password: 'p' });
  });

  const refused = { code: 'refused', message: 'host-of-i-g1:5012, while connecting: ECONNREFUSED' };
  it.each<[string, Partial<Gateways>, RegExp]>([
    [
      'one does not listen',
      {
        send: ({ gateways }) =>
          Promise.resolve(
            gateways.map(({ instanceId }, i) =>
              i === 0
                ? ({ kind: 'pushed', instanceId } as const)
                : ({ kind: 'failed', instanceId, failure: refused } as const),
            ),
          ),
      },
      /^i-g1: host-of-i-g1:5012/,
    ],
    [
      'the probe does not answer',
      { send: () => Promise.reject(new PortError('lambda:Invoke', 'TooManyRequestsException', 'wait')) },
      /^gw: lambda:Invoke: TooManyRequestsException/,
    ],
    [
      'the secret is of another',
      {
        readAccess: () =>
          Promise.reject(new PortError('secretsmanager:DescribeSecret', 'SecretOfAnother', 'no')),
      },
      /^gw: secretsmanager:DescribeSecret: SecretOfAnother/,
    ],
  ])('that cannot be told are trouble, and no failure of the cycle: %s', async (_, gateways, why) => {
    const tags = { 'spillway:gateway-secret': 'spillway/gw' };
    const world = aTellingWorld({ tags, gateways });
    const result = await cycle(world.ports);
    expect(result.kind).toBe('decided');
    expect(world.problems.flat()).toEqual([expect.stringMatching(why)]);
    expect(world.state()?.troubles).toEqual({ gateways: NOW_MS });
    world.advance(20 * SECOND_MS);
    await cycle(world.ports);
    // Nothing was sent meanwhile, so nothing is known to be better.
    expect(world.state()?.troubles).toEqual({ gateways: NOW_MS });
  });

  it('that could be told again are no trouble any more', async () => {
    let isDown = true;
    const send = ({ gateways }: PushRequest): Promise<readonly PushAnswer[]> =>
      isDown
        ? Promise.reject(new PortError('lambda:Invoke', 'X', 'no'))
        : Promise.resolve(gateways.map(({ instanceId }) => ({ kind: 'pushed', instanceId })));
    const world = aTellingWorld({ gateways: { send } });
    await cycle(world.ports);
    isDown = false;
    world.advance(MINUTE_MS);
    await cycle(world.ports);
    expect(world.state()?.troubles).toEqual({});
  });
});
