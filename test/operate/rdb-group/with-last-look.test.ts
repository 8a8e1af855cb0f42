import { expect, it } from 'vitest';
import { withLastLook } from '../../../lib/operate/rdb-group/with-last-look.ts';
import { NOTHING_LEARNED } from '../../../lib/targets/rdb-group/domain/state.ts';
import type { Policy } from '../../../lib/targets/rdb-group/domain/policy.ts';
import type { GroupPorts } from '../../../lib/targets/rdb-group/ports/group-ports.ts';
import type { Telemetry } from '../../../lib/targets/rdb-group/ports/telemetry.ts';
import { readAlone } from '../../build/read-alone.ts';

const heard = {
  instanceId: 'i-heard',
  source: 'cloudwatch',
  observedAtMs: 90,
  sampledFromMs: 30,
  rows: 3,
} as const;
const telemetry: Telemetry = {
  readReports: () => Promise.resolve([{ ok: true, value: { reports: [heard], odd: [] } }]),
};
const said = (rows: number) => ({
  launch: { firstSeenAtMs: 1 },
  last: { observedAtMs: 80, rows, live: true, queued: false },
  memory: { used: 5, total: 10 },
});
const learned = { ...NOTHING_LEARNED, nodes: { 'i-heard': said(1), 'i-silent': said(2) } };

async function reportsOf(reports: Policy['reports']) {
  const silent: Pick<GroupPorts, 'telemetryFor'> = { telemetryFor: () => telemetry };
  const ports = withLastLook(silent, { learned });
  const asked = { groupName: 'rdb', instanceIds: ['i-heard', 'i-silent', 'i-new'], fromMs: 0, nowMs: 100 };
  return (await readAlone(ports.telemetryFor({ reports } as Policy), asked)).reports;
}

it('a node that the probe reads and that nothing is heard of here shows what it said at the latest look', async () => {
  expect(await reportsOf('probe')).toEqual([
    {
      instanceId: 'i-silent',
      source: 'table',
      observedAtMs: 80,
      sampledFromMs: 80,
      memory: { used: 5, total: 10, unit: 'bytes' },
      rows: 2,
      live: true,
      queued: false,
    },
    heard,
  ]);
});

it('a node that should tell unasked, and does not, is shown as silent', async () => {
  expect(await reportsOf('cloudwatch')).toEqual([heard]);
});
