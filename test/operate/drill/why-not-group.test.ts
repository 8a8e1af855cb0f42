import { describe, expect, it } from 'vitest';
import { UTC_CALENDAR } from '../../../lib/core/calendar.ts';
import { HOUR_MS } from '../../../lib/core/units.ts';
import type { GroupSight } from '../../../lib/operate/rdb-group/drill/group-sight.ts';
import { whyNotGroup, whyNotLive } from '../../../lib/operate/rdb-group/drill/why-not-group.ts';
import { answerQuestion } from '../../../lib/routing/answer-question.ts';
import type { KnownNode } from '../../../lib/routing/route.ts';
import { parsePolicy } from '../../../lib/targets/rdb-group/domain/policy.ts';
import type { Group } from '../../../lib/targets/rdb-group/domain/group.ts';
import { aGroup } from '../../build/snapshot.ts';
import { aNode, NOW_MS } from '../../build/servers.ts';
import { aRoute, HEAD, LIVE } from '../../routing/a-route.ts';
import { someSettings } from '../rdb-group/builders.ts';

/** Three in the afternoon, which is the evening here. */
const TAGS = {
  'spillway:managed': 'true',
  'spillway:drills': 'allowed',
  'spillway:drill-window': '15:00-18:00',
  'spillway:replay': 'tested',
};
const HOOK = {
  name: 'spillway-keep-data',
  transition: 'terminating' as const,
  defaultResult: 'ABANDON' as const,
  heartbeatTimeoutS: 3_600,
};
const SERVERS = [aNode('i-live'), aNode('i-head')];

interface Changes extends Partial<Omit<GroupSight, 'group' | 'route'>> {
  readonly group?: Partial<Group>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly nodes?: readonly KnownNode[];
}

/** A live server and a spare, with nothing to say against a drill. */
function aSight({ group: changed, tags, nodes = [LIVE, HEAD], ...changes }: Changes = {}): GroupSight {
  const group = aGroup({ nodes: SERVERS, ...changed, tags: { ...TAGS, ...tags } });
  const route = aRoute(nodes);
  return {
    atMs: NOW_MS,
    group,
    policy: parsePolicy(group.tags),
    settings: someSettings({ group, hooks: [HOOK] }),
    status: aStatus(),
    calendar: UTC_CALENDAR,
    refreshes: [],
    leadTimeMs: 180_000,
    route,
    answer: answerQuestion(route, {}, NOW_MS),
    ...changes,
  };
}

function aStatus(changes: Partial<GroupSight['status']> = {}): GroupSight['status'] {
  return {
    groupName: 'rdb-fx',
    managed: true,
    mode: 'act',
    minSize: 1,
    desiredCapacity: 2,
    maxSize: 10,
    timeToRollMs: null,
    nodes: [],
    attention: [],
    wouldNow: 'hold',
    ...changes,
  };
}

const SUSPECT = {
  instanceId: 'i-head',
  role: 'unknown' as const,
  lifecycleState: 'InService',
  availabilityZone: 'eu-west-1a',
  protectedFromScaleIn: true,
  suspect: true,
};

describe('a server of a group is broken on purpose', () => {
  it('on a quiet evening, where its data is kept and somebody takes over', () => {
    expect([...whyNotGroup(aSight()), ...whyNotLive(aSight())]).toEqual([]);
  });

  it('not where its owner has not said that it may be, nor the live one before the log was replayed', () => {
    const { 'spillway:drills': _drills, 'spillway:replay': _replay, ...silent } = TAGS;
    const sight = aSight();
    const untagged = { ...sight, group: { ...sight.group, tags: silent } };
    expect(whyNotGroup(untagged)).toEqual([
      'its tag spillway:drills is not "allowed": its owner lets nothing be broken',
    ]);
    expect(whyNotLive(untagged)).toEqual([
      expect.stringMatching(/^its tag spillway:replay is not "tested": /),
    ]);
  });

  it.each<[string, Changes, string]>([
    [
      'its hours are over',
      { atMs: NOW_MS + 3 * HOUR_MS, lastEndOfDayMs: NOW_MS },
      'it is outside spillway:drill-window',
    ],
    [
      'the market is open, whatever the window says',
      { calendar: { ...UTC_CALENDAR, marketHours: { open: '09:30', close: '16:00' } } },
      'the market is open: from 09:30 to 16:00 in UTC',
    ],
    ['nobody manages it', { tags: { 'spillway:managed': 'false' } }, 'it is not tagged spillway:managed'],
    ['Spillway only watches', { tags: { 'spillway:mode': 'dry-run' } }, 'its mode is dry-run'],
    [
      'it is paused',
      { tags: { 'spillway:pause-until': '2026-11-20T16:00:00Z' } },
      'it is paused until 2026-11-20T16:00:00.000Z',
    ],
    ['it has trouble', { status: aStatus({ attention: ['blind'] }) }, 'it has trouble already: blind'],
    [
      'it has no hook',
      { settings: someSettings({ hooks: [] }) },
      'it has no terminating hook of Spillway (spillway adopt)',
    ],
    [
      'its hook lets servers go',
      { settings: someSettings({ hooks: [{ ...HOOK, defaultResult: 'CONTINUE' }] }) },
      'its terminating hook spillway-keep-data lets a server go where nobody answers',
    ],
    ['it retains nothing', { group: { retainsOnAbandon: false } }, 'is not retained (spillway adopt)'],
    [
      'its servers are being exchanged',
      { refreshes: [{ id: 'r-1', status: 'InProgress' }] },
      'an instance refresh is under way: r-1, InProgress',
    ],
    ['one is suspect', { status: aStatus({ nodes: [SUSPECT] }) }, 'suspect: i-head'],
    [
      'one comes',
      { group: { nodes: [...SERVERS, aNode('i-new', { stage: 'pending' })] } },
      'servers come or go: i-new is Pending',
    ],
    ['one is missing', { group: { desiredCapacity: 3 } }, 'it has 2 servers, and 3 are asked for'],
    [
      'nobody knows for sure where its data is',
      { nodes: [{ ...LIVE, status: 'silent' }, HEAD] },
      'where its data is, is not known for sure',
    ],
  ])('not where %s', (_, changes, why) => {
    const reasons = whyNotGroup(aSight(changes));
    expect(reasons.join('\n')).toContain(why);
    expect(reasons).toHaveLength(1);
  });

  it('not where its servers do not tell which rows they hold', () => {
    const route = aRoute([LIVE, HEAD], { basis: 'roles' });
    const reasons = whyNotGroup({ ...aSight(), route, answer: answerQuestion(route, {}, NOW_MS) });
    expect(reasons.at(-1)).toContain('nobody could say what is lost');
  });

  it.each<[string, Changes, string]>([
    [
      'nobody can read whether the log has been replayed',
      { tags: { 'spillway:replay': 'no' } },
      'its tag spillway:replay is "no", allowed is',
    ],
    ['no spare waits', { nodes: [LIVE] }, 'no spare waits in the queue: nobody would take over'],
    [
      'the spare has not been heard',
      { nodes: [LIVE, { ...HEAD, status: 'silent' }] },
      'no spare waits in the queue',
    ],
    [
      'the spare is on its way out',
      { group: { nodes: [aNode('i-live'), aNode('i-head', { stage: 'terminating-wait' })] } },
      'no spare waits in the queue',
    ],
  ])('the live one not where %s', (_, changes, why) => {
    const sight = aSight(changes);
    expect([...whyNotGroup(sight), ...whyNotLive(sight)].join('\n')).toContain(why);
  });
});
