// When the metrics of a group are read before the items of its nodes: never where a node may be let go, and never where one
// has ever written an item.
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../../lib/core/units.ts';
import type { Intent } from '../../../../lib/core/schedule.ts';
import type { NodeLearned } from '../../../../lib/targets/rdb-group/domain/learned/node-learned.ts';
import { NOTHING_LEARNED } from '../../../../lib/targets/rdb-group/domain/state.ts';
import { learnReport } from '../../../../lib/targets/rdb-group/decide/learn/learn-report.ts';
import type { GroupLook } from '../../../../lib/targets/rdb-group/observe/group-look.ts';
import { mayLetGo, publishesMetrics } from '../../../../lib/targets/rdb-group/observe/may-let-go.ts';
import { aNode, aReport, NOW_MS } from '../../../build/servers.ts';
import { aGroup, anOpenWindow, aPolicy } from '../../../build/snapshot.ts';

const LAUNCHED: NodeLearned = { launch: { firstSeenAtMs: NOW_MS - HOUR_MS } };
const by = (...sources: readonly ('cloudwatch' | 'table')[]): NodeLearned =>
  sources.reduce((known, source) => learnReport(known, aReport('i-1', { source })), LAUNCHED);

function aLook(nodes: readonly NodeLearned[], change: Partial<GroupLook> = {}): GroupLook {
  const known = Object.fromEntries(nodes.map((node, index) => [`i-${index}`, node]));
  return {
    group: aGroup({ nodes: nodes.map((_, index) => aNode(`i-${index}`)) }),
    policy: aPolicy(),
    state: { learned: { ...NOTHING_LEARNED, nodes: known } },
    ...change,
  };
}

describe('a group publishes metrics', () => {
  it.each<[string, readonly NodeLearned[], boolean]>([
    ['none was heard yet', [LAUNCHED], false],
    ['all that were heard were heard by CloudWatch', [by('cloudwatch'), LAUNCHED], true],
    ['one writes an item', [by('cloudwatch'), by('table')], false],
    ['one wrote an item before', [by('cloudwatch'), by('table', 'cloudwatch')], false],
  ])('if %s: %#', (_, nodes, publishes) => {
    expect(publishesMetrics(aLook(nodes))).toBe(publishes);
  });

  it.each([
    ['cloudwatch', true],
    ['probe', false],
    ['probe-then-cloudwatch', false],
  ] as const)('of those that are read by %s: %s', (reports, publishes) => {
    const policy = { ...aPolicy(), reports };
    expect(publishesMetrics(aLook([by('cloudwatch')], { policy }))).toBe(publishes);
  });
});

describe('a look may let a node go', () => {
  const of = (change: Partial<GroupLook>) => mayLetGo(aLook([LAUNCHED], change), NOW_MS);
  const policyOf = (scaleIn: 'continuous' | 'scheduled' | 'never') => ({ ...aPolicy(), scaleIn });
  const state = (intent: Intent) => ({ learned: NOTHING_LEARNED, intent });
  const window = anOpenWindow();

  it.each<[string, Partial<GroupLook>, boolean]>([
    ['of a group that retires by schedule', { policy: policyOf('scheduled') }, false],
    ['in an open window', { policy: policyOf('scheduled'), state: state(window) }, true],
    ['of a group that never retires', { policy: policyOf('never'), state: state(window) }, false],
    ['of a group that retires at any time', { policy: policyOf('continuous') }, true],
    [
      'of one that is dormant',
      { state: state({ scheduledAtMs: NOW_MS, dormant: { sinceMs: NOW_MS } }) },
      true,
    ],
    ['for an operator', { policy: policyOf('never'), operatorTarget: 1 }, true],
    [
      'that waits in its hook',
      { group: aGroup({ nodes: [aNode('i-1', { stage: 'terminating-wait' })] }) },
      true,
    ],
  ])('%s: %#', (_, change, may) => {
    expect(of(change)).toBe(may);
  });
});
