// The first day of docs/deploy.md, reckoned: no q runs here, and a reader who follows the page has one try a day. What is fed fills the
// server as q fills it: a column's memory is a power of two, and doubles when it is full. https://code.kx.com/q/ref/dotq/#gc-garbage-collect
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT } from '../package-project-fixture.ts';

const page = await readFile(join(PROJECT, 'docs/deploy.md'), 'utf8');
const schema = await readFile(join(PROJECT, 'q/schema.q'), 'utf8');

const numberIn = (text: string, pattern: RegExp) => {
  const [, digits] = pattern.exec(text) ?? [];
  if (digits === undefined) throw new Error(`the page has no ${pattern.source}`);
  return Number(digits);
};

const GIB = 1024 ** 3;
/** Of `t3.small`, `t3a.small` and `t2.small`, which the page takes: https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html */
const SERVER_BYTES = 2 * GIB;
/** From asking for a server until it waits in the queue, generously. */
const LAUNCH_MINUTES = 5;
/** A vector's header: 8,190 longs are in a block of 64 KiB, 8,191 in one of 128. https://dataintellect.com/garbage-collection-kdb/ */
const HEADER_BYTES = 16;
/** rdb.q takes nothing more in from here on. */
const CUT_PERCENT = 95;

const rowsAMinute =
  numberIn(page, /\.z\.ts:\{\[now\]h\(`\.u\.upd;`trade;\((\d+)\?/) *
  (60_000 / numberIn(page, /^system"t (\d{3,})"/m));
const rollPercent = numberIn(page, /InstanceTypes=t3\.small\S* .*RollThreshold=(\d+)/);
const scalePercent = numberIn(page, /InstanceTypes=t3\.small\S* ScaleThreshold=(\d+)/);
const columns = /^trade:\(\[\](.*)\)$/m.exec(schema)?.[1]?.split(';') ?? [];

/** Timestamps, symbols, floats and longs are of eight bytes each: https://code.kx.com/q/basics/datatypes/ */
const blockBytes = (rows: number) => 2 ** Math.ceil(Math.log2(HEADER_BYTES + 8 * rows));

/** What a column had before it grew is in the heap until it is collected, or is not. */
const heapPercent = {
  'kept in the heap': (rows: number) => (columns.length * 2 * blockBytes(rows) * 100) / SERVER_BYTES,
  'given back at once': (rows: number) => (columns.length * blockBytes(rows) * 100) / SERVER_BYTES,
};

describe.each(Object.entries(heapPercent))('the first day, with what is freed %s', (_, percentAt) => {
  const minuteOf = (percent: number) => {
    for (let minute = 1; minute < 120; minute += 1)
      if (percentAt(minute * rowsAMinute) >= percent) return minute;
    return Number.POSITIVE_INFINITY;
  };

  it('comes to the roll threshold within the quarter of an hour that the page says', () => {
    expect(columns).toHaveLength(4);
    expect(minuteOf(rollPercent)).toBeLessThanOrEqual(15);
  });

  it('leaves a spare the time to come, before the server is out of memory', () => {
    expect(percentAt(minuteOf(rollPercent) * rowsAMinute)).toBeLessThan(CUT_PERCENT);
    expect(minuteOf(CUT_PERCENT) - minuteOf(scalePercent)).toBeGreaterThan(LAUNCH_MINUTES);
  });
});
