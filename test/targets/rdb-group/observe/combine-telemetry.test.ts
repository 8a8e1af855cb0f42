import { describe, expect, it } from 'vitest';
import {
  createCombinedTelemetry,
  GROWING_PERCENT,
} from '../../../../lib/targets/rdb-group/observe/telemetry/combine-telemetry.ts';
import { PortError } from '../../../../lib/core/errors.ts';
import type { OddReport, Report } from '../../../../lib/targets/rdb-group/domain/node.ts';
import { eachByItself, type Telemetry } from '../../../../lib/targets/rdb-group/ports/telemetry.ts';
import { readAlone } from '../../../build/read-alone.ts';

const NOW_MS = Date.UTC(2026, 2, 2, 15);
const aReport = (instanceId: string, changes: Partial<Report> = {}): Report => ({
  instanceId,
  source: 'probe',
  observedAtMs: NOW_MS,
  sampledFromMs: NOW_MS,
  memory: { used: 10, total: 100, unit: 'percent' },
  rows: 5,
  live: false,
  busy: false,
  ...changes,
});
const watched = (instanceId: string, usedPercent: number, changes: Partial<Report> = {}): Report => {
  const at = { observedAtMs: NOW_MS, sampledFromMs: NOW_MS - 60_000 };
  const memory = { used: usedPercent, total: 100, unit: 'percent' } as const;
  return { instanceId, source: 'cloudwatch', ...at, memory, ...changes };
};
const EMPTY = { rows: 0, queued: true } as const;

interface Channel extends Telemetry {
  readonly asked: (readonly string[])[];
}
function channel(reports: readonly Report[] | PortError, odd: readonly OddReport[] = []): Channel {
  const asked: (readonly string[])[] = [];
  const answering = eachByItself(({ instanceIds }) => {
    asked.push(instanceIds);
    if (reports instanceof PortError) return Promise.reject(reports);
    return Promise.resolve({ reports: reports.filter((r) => instanceIds.includes(r.instanceId)), odd });
  });
  return { ...answering, asked };
}
const DOWN = new PortError('lambda:Invoke', 'Unhandled', 'down');

async function read(probe: Channel, cloudWatch: Channel, ...instanceIds: string[]) {
  const failed: string[] = [];
  const telemetry = createCombinedTelemetry({
    probe,
    cloudWatch,
    onChannels: (_groupName, one) => failed.push(...(one ? [one.channel] : [])),
  });
  const answer = await readAlone(telemetry, { groupName: 'rdb', instanceIds, fromMs: 0, nowMs: NOW_MS });
  return { ...answer, disputed: [...(answer.disputed ?? [])], failed };
}

describe('the probe first', () => {
  it('costs no metric read while every RDB answers and holds data', async () => {
    const cloudWatch = channel([watched('i-1', 50)]);
    const answer = await read(channel([aReport('i-1')]), cloudWatch, 'i-1');
    expect(answer.reports).toEqual([aReport('i-1')]);
    expect(cloudWatch.asked).toEqual([]);
  });

  it('leaves nodes that it cannot reach to CloudWatch, in order of observation', async () => {
    const older = watched('i-2', 50, { observedAtMs: NOW_MS - 60_000 });
    const cloudWatch = channel([older]);
    const answer = await read(channel([aReport('i-1')]), cloudWatch, 'i-1', 'i-2');
    expect(answer.reports).toEqual([older, aReport('i-1')]);
    expect(cloudWatch.asked).toEqual([['i-2']]);
  });

  it('gives one channel for a node, never both', async () => {
    const answer = await read(channel([aReport('i-1', EMPTY)]), channel([watched('i-1', 10)]), 'i-1');
    expect(answer.reports).toEqual([aReport('i-1', EMPTY)]);
  });

  it('does not let CloudWatch speak for a node whose probe sample was refused', async () => {
    const odd = [{ instanceId: 'i-1', metric: 'rows', value: -1, why: 'not a count' }];
    const answer = await read(channel([], odd), channel([watched('i-1', 10)]), 'i-1');
    expect(answer.reports).toEqual([]);
    expect(answer.odd).toEqual(odd);
  });
});

describe('a node that claims to be empty', () => {
  const disputedBy = async (...reports: Report[]) =>
    (await read(channel([aReport('i-1', EMPTY)]), channel(reports), 'i-1')).disputed;

  it('is not disputed while its memory stands still', async () => {
    expect(await disputedBy(watched('i-1', 80), watched('i-1', 80))).toEqual([]);
  });
  it('is not disputed by memory that falls', async () => {
    expect(await disputedBy(watched('i-1', 80), watched('i-1', 20))).toEqual([]);
  });
  it('is not disputed by growth up to the limit', async () => {
    expect(await disputedBy(watched('i-1', 20), watched('i-1', 20 + GROWING_PERCENT))).toEqual([]);
  });
  it('is disputed by memory that grows beyond it', async () => {
    expect(await disputedBy(watched('i-1', 20), watched('i-1', 20.1 + GROWING_PERCENT))).toEqual(['i-1']);
  });
  it('is disputed by rows in the latest metric, and by being live in it', async () => {
    expect(await disputedBy(watched('i-1', 20, { rows: 1 }))).toEqual(['i-1']);
    expect(await disputedBy(watched('i-1', 20, { live: true }))).toEqual(['i-1']);
    expect(await disputedBy(watched('i-1', 20, { rows: 1 }), watched('i-1', 20, { rows: 0 }))).toEqual([]);
  });
  it('is disputed when CloudWatch cannot be asked, and scale-out goes on with the probe', async () => {
    const answer = await read(channel([aReport('i-1', EMPTY), aReport('i-2')]), channel(DOWN), 'i-1', 'i-2');
    expect(answer.disputed).toEqual(['i-1']);
    expect(answer.reports).toHaveLength(2);
    expect(answer.failed).toEqual(['cloudwatch']);
  });
});

describe('a channel that fails', () => {
  it('leaves all to CloudWatch if it is the probe, and says so', async () => {
    const answer = await read(channel(DOWN), channel([watched('i-1', 50)]), 'i-1');
    expect(answer.reports).toEqual([watched('i-1', 50)]);
    expect(answer.failed).toEqual(['probe']);
  });
  it('is an error if both fail', async () => {
    await expect(read(channel(DOWN), channel(DOWN), 'i-1')).rejects.toBe(DOWN);
  });
  it('is an error if it is a mistake of ours', async () => {
    const broken: Channel = { asked: [], ...eachByItself(() => Promise.reject(new TypeError('bug'))) };
    await expect(read(broken, channel([]), 'i-1')).rejects.toThrow('bug');
  });
});
