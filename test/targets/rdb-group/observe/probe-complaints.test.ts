import { describe, expect, it } from 'vitest';
import { createProbeComplaints } from '../../../../lib/targets/rdb-group/observe/telemetry/probe-complaints.ts';
import type { GroupProbeFailure } from '../../../../lib/targets/rdb-group/observe/telemetry/probe-telemetry.ts';
import { PortError } from '../../../../lib/core/errors.ts';

function complaints() {
  const lines: { level: string; message: string; code?: string }[] = [];
  const told = createProbeComplaints((line) => void lines.push(JSON.parse(line) as (typeof lines)[number]));
  return { ...told, lines };
}
const failure = (code: string, ...instanceIds: string[]): GroupProbeFailure => ({
  groupName: 'rdb',
  code,
  instanceIds,
  message: `10.0.0.1:5010: ${code}`,
});

describe('what keeps the probe from hearing', () => {
  it('is named once, however often it is met', () => {
    const { onRead, lines } = complaints();
    for (let tick = 0; tick < 5; tick += 1) onRead('rdb', [failure('access-denied', 'i-2', 'i-1')]);
    expect(lines).toMatchObject([{ level: 'WARN', code: 'access-denied', groupName: 'rdb' }]);
    expect(lines[0]?.message).toBe(
      'rdb: no report by the probe from 2 of its servers: 10.0.0.1:5010: access-denied',
    );
  });

  it('is named again when other servers are struck, and for each group', () => {
    const { onRead, lines } = complaints();
    onRead('rdb', [failure('refused', 'i-1')]);
    onRead('rdb', [failure('refused', 'i-1', 'i-2')]);
    onRead('other', [failure('refused', 'i-1')]);
    expect(lines).toHaveLength(3);
  });

  it('is another for another reason', () => {
    const { onRead, lines } = complaints();
    onRead('rdb', [failure('refused', 'i-1')]);
    onRead('rdb', [failure('refused', 'i-1'), failure('timed-out', 'i-2')]);
    expect(lines.map(({ code }) => code)).toEqual(['refused', 'timed-out']);
  });

  it('is said to be over once, and named anew when it returns', () => {
    const { onRead, lines } = complaints();
    onRead('rdb', []);
    onRead('rdb', [failure('refused', 'i-1')]);
    onRead('rdb', []);
    onRead('rdb', []);
    onRead('rdb', [failure('refused', 'i-1')]);
    expect(lines.map(({ level }) => level)).toEqual(['WARN', 'INFO', 'WARN']);
  });
});

describe('a channel that failed as a whole', () => {
  it('is named once until it works again, with the one that carries on', () => {
    const { onChannels, lines } = complaints();
    const error = new PortError('lambda:Invoke', 'Unhandled', 'down');
    onChannels('rdb', { channel: 'probe', error });
    onChannels('rdb', { channel: 'probe', error });
    onChannels('rdb', { channel: 'cloudwatch', error });
    onChannels('rdb', undefined);
    onChannels('rdb', { channel: 'probe', error });
    expect(lines.map(({ message }) => message)).toEqual([
      'rdb: read by CloudWatch alone: lambda:Invoke: Unhandled: down',
      'rdb: read by the probe alone: lambda:Invoke: Unhandled: down',
      'rdb: read by CloudWatch alone: lambda:Invoke: Unhandled: down',
    ]);
  });
});
