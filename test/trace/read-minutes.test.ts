import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { volumeOf } from '../../lib/trace/minute-trace.ts';
import { readMinutes } from '../../lib/trace/read-minutes.ts';

const folder = mkdtempSync(join(tmpdir(), 'traces-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: string | Buffer): string {
  const file = join(folder, `${Math.floor(performance.now() * 1e6)}.csv`);
  writeFileSync(file, content);
  return file;
}

const MESSAGES = 'timestamp,messages\n2026-03-02T09:00:00Z,5\n2026-03-02T09:02:00Z,7\n';

describe('a trace file', () => {
  it('is one number a minute, and a minute without a row carries nothing', async () => {
    const trace = await readMinutes(fileOf(MESSAGES));
    expect(trace.unit).toBe('messages');
    expect(trace.startMs).toBe(Date.parse('2026-03-02T09:00:00Z'));
    expect([...trace.volumes]).toEqual([5, 0, 7]);
  });

  it('may be gzip', async () => {
    expect([...(await readMinutes(fileOf(gzipSync(MESSAGES)))).volumes]).toEqual([5, 0, 7]);
  });

  it('may count bytes', async () => {
    const trace = await readMinutes(fileOf('timestamp,bytes\r\n2026-03-02T09:00:00-05:00,1024\r\n'));
    expect(trace).toMatchObject({ unit: 'bytes', startMs: Date.parse('2026-03-02T14:00:00Z') });
    expect(volumeOf(trace)).toBe(1_024);
  });

  it('may be the memory of nodes: what a node gains has arrived in the minute before, a flush takes nothing back', async () => {
    const trace = await readMinutes(
      fileOf(
        'timestamp,instanceId,memoryUsedBytes\n' +
          '2026-03-02T09:00:00Z,i-1,100\n2026-03-02T09:00:00Z,i-2,100\n' +
          '2026-03-02T09:01:00Z,i-1,150\n2026-03-02T09:01:00Z,i-2,100\n' +
          '2026-03-02T09:02:00Z,i-1,100\n2026-03-02T09:02:00Z,i-2,130\n',
      ),
    );
    expect(trace.unit).toBe('bytes');
    expect([...trace.volumes]).toEqual([50, 30]);
  });

  it('survives chunks that end within a line', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${new Date(i * 60_000).toISOString()},${i % 7}`);
    const trace = await readMinutes(fileOf(`timestamp,messages\n${rows.join('\n')}`));
    expect(trace.volumes.length).toBe(20_000);
    expect(volumeOf(trace)).toBe(rows.reduce((sum, row) => sum + Number(row.split(',')[1]), 0));
  });

  it.each([
    ['time,messages\n', /line 1: expected one of the headers/],
    ['', /expected one of the headers/],
    ['timestamp,messages\n', /at least one row/],
    ['timestamp,messages\nyesterday,5\n', /line 2: expected an ISO 8601 time with offset.*got "yesterday"/],
    ['timestamp,messages\n2026-03-02T09:00:00,5\n', /line 2: expected an ISO 8601 time with offset/],
    [
      'timestamp,messages\n2026-03-02T09:00:00Z,-5\n',
      /line 2: expected messages: a number, 0 or more; got "-5"/,
    ],
    [
      'timestamp,messages\n2026-03-02T09:01:00Z,5\n2026-03-02T09:00:00Z,5\n',
      /line 3: expected a time not before/,
    ],
    [
      'timestamp,messages\n2026-03-02T09:01:00Z,5\n2206-03-02T09:00:00Z,5\n',
      /line 3: expected a time within ten years/,
    ],
    ['timestamp,messages\n2026-03-02T09:01:00Z,5,6\n', /line 2/],
  ])('%j is refused with line and reason', async (text, message) => {
    await expect(readMinutes(fileOf(text))).rejects.toThrow(message);
  });

  it('that is missing, or a broken gzip, is named', async () => {
    await expect(readMinutes('/nowhere.csv')).rejects.toThrow(/\/nowhere\.csv: expected a readable CSV file/);
    await expect(readMinutes(fileOf(gzipSync(MESSAGES).subarray(0, 30)))).rejects.toThrow(
      /expected a readable/,
    );
  });
});
