import type { GroupJournalEntry } from '../../lib/targets/rdb-group/ports/group-journal.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsAnnouncer } from '../../lib/aws/aws-announcer.ts';
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import type { MetricsDetail } from '../../lib/aws/target-metrics.ts';
import type { Announcement } from '../../lib/ports/announcer.ts';
import { json, jsonError, startWireServer, type WireServer } from './wire-server.ts';

const NOW_MS = Date.parse('2026-11-20T15:00:00Z');

let server: WireServer;
beforeAll(async () => {
  server = await startWireServer();
});
afterAll(async () => {
  await server.close();
});

function anAnnouncer(metrics: MetricsDetail = 'full') {
  const lines: string[] = [];
  const announcer = createAwsAnnouncer({
    clients: server.clients(),
    calls: createAwsCalls(),
    namespace: 'Desk',
    metrics,
    writeLine: (line) => void lines.push(line),
    clock: { nowMs: () => NOW_MS },
  });
  return { announcer, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('node metrics', () => {
  it('are one line for each node, at the time of its sample, with what it reports and no more', () => {
    const { announcer, parsed } = anAnnouncer();
    const at = { observedAtMs: NOW_MS + 40, sampledFromMs: NOW_MS };
    const memory = { used: 50, total: 200, unit: 'bytes' } as const;
    announcer.publishNodeMetrics('rdb', [
      { instanceId: 'i-1', source: 'probe', ...at, memory, rows: 0, live: false, queued: true, busy: false },
      { instanceId: 'i-2', source: 'probe', ...at, memory, live: true, busy: true },
    ]);
    const [first, second] = parsed();
    expect(first).toEqual({
      _aws: {
        Timestamp: NOW_MS,
        CloudWatchMetrics: [
          {
            Namespace: 'Desk',
            Dimensions: [['AutoScalingGroupName', 'InstanceId']],
            Metrics: [
              { Name: 'MemoryUsedPercent', Unit: 'Percent' },
              { Name: 'MemoryUsedBytes', Unit: 'Bytes' },
              { Name: 'MemoryTotalBytes', Unit: 'Bytes' },
              { Name: 'Rows', Unit: 'Count' },
              { Name: 'Live', Unit: 'None' },
              { Name: 'Queued', Unit: 'None' },
              { Name: 'Busy', Unit: 'None' },
            ],
          },
        ],
      },
      AutoScalingGroupName: 'rdb',
      InstanceId: 'i-1',
      MemoryUsedPercent: 25,
      MemoryUsedBytes: 50,
      MemoryTotalBytes: 200,
      Rows: 0,
      Live: 0,
      Queued: 1,
      Busy: 0,
    });
    expect(second).toMatchObject({ InstanceId: 'i-2', Live: 1, Busy: 1 });
    expect(Object.keys(second ?? {})).not.toContain('Rows');
    expect(JSON.stringify(second)).not.toContain('Queued');
  });
});

describe('attention', () => {
  it('is one line for each target and kind, at the time given, and none where nothing needs any', () => {
    const { announcer, parsed } = anAnnouncer();
    announcer.publishAttention([], NOW_MS);
    expect(parsed()).toEqual([]);
    announcer.publishAttention(
      [
        { target: 'rdb-fx', kind: 'failing' },
        { target: 'rdb-fx', kind: 'late-roll' },
        { target: 'rdb-eq', kind: 'late-roll' },
      ],
      NOW_MS,
    );
    const Metrics = [{ Name: 'Attention', Unit: 'Count' }];
    expect(parsed()).toEqual(
      [
        ['rdb-fx', 'failing'],
        ['rdb-fx', 'late-roll'],
        ['rdb-eq', 'late-roll'],
      ].map(([Target, Kind]) => ({
        _aws: {
          Timestamp: NOW_MS,
          CloudWatchMetrics: [{ Namespace: 'Desk', Dimensions: [['Target', 'Kind']], Metrics }],
        },
        Target,
        Kind,
        Attention: 1,
      })),
    );
  });
});

describe('group metrics', () => {
  it('are one line in the embedded metric format, with units and the group as the only dimension', () => {
    const { announcer, parsed } = anAnnouncer();
    announcer.publishMetrics('rdb', { SparesHave: 1, TimeToRollSeconds: 90.5, CycleDurationMs: 40 });
    expect(parsed()).toEqual([
      {
        _aws: {
          Timestamp: NOW_MS,
          CloudWatchMetrics: [
            {
              Namespace: 'Desk',
              Dimensions: [['AutoScalingGroupName']],
              Metrics: [
                { Name: 'SparesHave', Unit: 'Count' },
                { Name: 'TimeToRollSeconds', Unit: 'Seconds' },
                { Name: 'CycleDurationMs', Unit: 'Milliseconds' },
              ],
            },
          ],
        },
        AutoScalingGroupName: 'rdb',
        SparesHave: 1,
        TimeToRollSeconds: 90.5,
        CycleDurationMs: 40,
      },
    ]);
  });

  it('of two groups in one invocation never mix', () => {
    const { announcer, parsed } = anAnnouncer();
    announcer.publishMetrics('a', { SparesHave: 1 });
    announcer.publishMetrics('b', { AtMaximum: 1 });
    expect(parsed()).toMatchObject([
      { AutoScalingGroupName: 'a', SparesHave: 1 },
      { AutoScalingGroupName: 'b', AtMaximum: 1 },
    ]);
    expect(parsed()[1]).not.toHaveProperty('SparesHave');
  });

  it('that are no finite numbers are left out, and a line without any is not written', () => {
    const { announcer, parsed } = anAnnouncer();
    announcer.publishMetrics('rdb', { TimeToRollSeconds: Number.POSITIVE_INFINITY, SparesWanted: 0 });
    announcer.publishMetrics('rdb', { TimeToRollSeconds: Number.NaN });
    announcer.publishMetrics('rdb', {});
    expect(parsed()).toHaveLength(1);
    expect(parsed()[0]).not.toHaveProperty('TimeToRollSeconds');
    expect(parsed()[0]).toHaveProperty('SparesWanted', 0);
  });
});

describe('lean metrics', () => {
  const namesOf = (line: Record<string, unknown> | undefined) => {
    const { _aws } = (line ?? {}) as { _aws?: { CloudWatchMetrics: [{ Metrics: { Name: string }[] }] } };
    return _aws?.CloudWatchMetrics[0].Metrics.map(({ Name }) => Name);
  };
  const still = { SparesHave: 1, ScaleOuts: 0, LateRolls: 0, AtMaximum: 1, CycleDurationMs: 10_000 };

  it('are what an alarm watches and what has happened; the line says all values, and where none is a metric, is plain', () => {
    const { announcer, parsed } = anAnnouncer('lean');
    announcer.publishMetrics('rdb', { ...still, LiveMemoryUsedPercent: 61 });
    announcer.publishMetrics('rdb', {
      ...still,
      ScaleOuts: 1,
      Retirements: 2,
      LaunchFailures: 1,
      LateRolls: 1,
    });
    announcer.publishMetrics('rdb', { ...still, CycleDurationMs: 10_001 });
    announcer.publishMetrics('rdb', still);
    const lines = parsed();
    expect(lines.map(namesOf)).toEqual([
      ['LiveMemoryUsedPercent'],
      ['ScaleOuts', 'LateRolls', 'Retirements', 'LaunchFailures'],
      ['CycleDurationMs'],
      undefined,
    ]);
    for (const line of lines) expect(line).toMatchObject({ AutoScalingGroupName: 'rdb', SparesHave: 1 });
    expect(lines[3]).toEqual({
      timestamp: expect.any(Number) as number,
      AutoScalingGroupName: 'rdb',
      ...still,
    });
  });

  it('have no node among them: its values are a plain line, as those are that are only logged where metrics are full', () => {
    const at = { observedAtMs: NOW_MS + 40, sampledFromMs: NOW_MS };
    const report = { instanceId: 'i-1', source: 'probe', ...at, rows: 5, live: true } as const;
    const lean = anAnnouncer('lean');
    lean.announcer.publishNodeMetrics('rdb', [report]);
    const full = anAnnouncer('full');
    full.announcer.logNodes('rdb', [report]);
    const line = { timestamp: NOW_MS, AutoScalingGroupName: 'rdb', InstanceId: 'i-1', Rows: 5, Live: 1 };
    expect(lean.parsed()).toEqual([line]);
    expect(full.parsed()).toEqual([line]);
  });

  it('have attention among them', () => {
    const { announcer, parsed } = anAnnouncer('lean');
    announcer.publishAttention([{ target: 'rdb-fx', kind: 'late-roll' }], NOW_MS);
    expect(parsed().map(namesOf)).toEqual([['Attention']]);
  });
});

describe('an announcement', () => {
  const failure: Announcement = {
    type: 'Spillway Launch Failure',
    target: 'rdb',
    atMs: NOW_MS,
    message: 'no capacity',
  };
  const told = {
    atMs: NOW_MS,
    cycleId: 'c1',
    trigger: 'alarm',
    kind: 'scale-out',
    reason: { code: 'spare-wanted', text: 'A spare is wanted.', operands: { have: 0, wanted: 1 } },
    considered: [],
    actions: [],
    waits: [],
  };
  const entry: GroupJournalEntry = { target: 'rdb', ...told };
  const decision: Announcement = { type: 'Spillway Scaling Decision', entry };

  it.each([
    [decision, { groupName: 'rdb', ...told }],
    [failure, { groupName: 'rdb', atMs: NOW_MS, message: 'no capacity' }],
  ] as const)(
    'is an event from spillway, with the name under the key of 0.1: $type',
    async (announcement, detail) => {
      server.script('PutEvents', json({ FailedEntryCount: 0, Entries: [{ EventId: 'e1' }] }));
      await anAnnouncer().announcer.announce(announcement);
      const [entry] = (server.seen.at(-1)?.fields['Entries'] ?? []) as Record<string, unknown>[];
      expect(entry).toMatchObject({
        Source: 'spillway',
        DetailType: announcement.type,
        Time: NOW_MS / 1_000,
      });
      expect(JSON.parse(String(entry?.['Detail']))).toEqual(detail);
    },
  );

  it('that the bus refuses with status 200 is an error', async () => {
    server.script(
      'PutEvents',
      json({
        FailedEntryCount: 1,
        Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' }],
      }),
    );
    await expect(anAnnouncer().announcer.announce(failure)).rejects.toMatchObject({
      name: 'PortError',
      call: 'events:PutEvents',
      code: 'ThrottlingException',
    });
  });

  it('that is denied is an error', async () => {
    server.script('PutEvents', jsonError(400, 'AccessDeniedException', 'not authorized'));
    await expect(anAnnouncer().announcer.announce(failure)).rejects.toMatchObject({
      code: 'AccessDeniedException',
    });
  });
});
