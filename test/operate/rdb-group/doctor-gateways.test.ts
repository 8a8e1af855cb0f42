// What doctor says of who is told where the data is.
import { describe, expect, it } from 'vitest';
import { gatewayChecks } from '../../../lib/operate/rdb-group/doctor/checks/gateways.ts';
import type { RouteLearned } from '../../../lib/targets/rdb-group/domain/learned/route-learned.ts';
import { parsePolicy } from '../../../lib/targets/rdb-group/domain/policy.ts';
import { NOTHING_LEARNED } from '../../../lib/targets/rdb-group/domain/state.ts';
import { NOW_MS } from '../../build/servers.ts';
import { anExamined } from './builders.ts';

describe('gateways', () => {
  const told = { version: 1, fingerprint: 'f', asOfMs: NOW_MS, keptAtMs: NOW_MS };
  it.each<[string, string, RouteLearned | undefined, readonly string[]]>([
    ['no probe reads the group', 'cloudwatch', told, ['gateways-without-probe']],
    ['no look has told yet', 'probe', undefined, []],
    ['the latest look told nobody', 'probe', told, ['gateways-not-told']],
    [
      'one was missed',
      'probe',
      { ...told, push: { version: 1, atMs: NOW_MS, missed: true } },
      ['gateways-missed'],
    ],
    ['all were told', 'probe', { ...told, push: { version: 1, atMs: NOW_MS } }, []],
  ])('%s', (_, reports, route, expected) => {
    const tags = { 'spillway:gateways': 'gw', 'spillway:reports': reports };
    const state = { ok: true, value: { learned: { ...NOTHING_LEARNED, ...(route && { route }) } } } as const;
    const found = gatewayChecks.findings(anExamined({ policy: parsePolicy(tags), state }));
    expect(found.map(({ code }) => code)).toEqual(expected);
  });
});
