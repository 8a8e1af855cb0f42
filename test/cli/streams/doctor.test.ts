import { describe, expect, it } from 'vitest';
import { UTC_CALENDAR } from '../../../lib/core/calendar.ts';
import type { StreamDiagnosis } from '../../../lib/operate/kinesis-stream/doctor/diagnose-stream.ts';
import { throttlingAlarm } from '../../../lib/sim/aws/throttling-alarm.ts';
import type { KinesisOptions } from '../../../lib/sim/kinesis/kinesis.ts';
import { SHARD_METRICS, type StreamSpec } from '../../../lib/sim/kinesis/stream-state.ts';
import type { LocalOperator } from '../local-operator.ts';
import { cycle, FEED, startOperatorOf, TAGS, TARGET } from './a-stream.ts';

const ALARM = throttlingAlarm();

/** Adopted, looked at by a cycle, with the stack's alarm and a calendar that is known. */
async function aSoundStream(
  changes: Partial<StreamSpec> = {},
  kinesis: KinesisOptions & { readonly afterMinutes?: number } = {},
): Promise<LocalOperator> {
  const operator = await startOperatorOf({ shardMetrics: SHARD_METRICS, ...changes }, kinesis);
  operator.world.alarms.put(ALARM);
  await operator.streamPorts.calendars.writeCalendar('default', UTC_CALENDAR);
  await cycle(operator);
  return operator;
}

async function codesOf(operator: LocalOperator): Promise<readonly string[]> {
  const { text } = await operator.run(`doctor ${TARGET} --json`);
  const [diagnosis] = JSON.parse(text) as readonly StreamDiagnosis[];
  expect(diagnosis?.streamName).toBe(FEED);
  return (diagnosis?.checks ?? []).flatMap(({ findings }) => findings.map((one) => one.code));
}

describe('spillway doctor of a stream', () => {
  it('finds nothing wrong with one that is adopted, read, and looked at', async () => {
    const operator = await aSoundStream();
    const { exitStatus, text } = await operator.run(`doctor ${TARGET}`);
    expect(text).toContain('kinesis:feed');
    expect(text).toContain('nothing is wrong');
    expect(text).not.toContain('fix:');
    expect(exitStatus).toBe(0);
  });

  it('names all that is wrong with one that nobody adopted, each with a fix, and ends with 1', async () => {
    const operator = await startOperatorOf({ tags: {}, consumers: [] });
    const { exitStatus, text } = await operator.run(`doctor ${TARGET}`);
    expect(exitStatus).toBe(1);
    expect(text).toContain('fix: spillway adopt kinesis:feed --shards-max <n>');
    expect(text).toContain(
      "fix: aws kinesis add-tags-to-stream --stream-name feed --tags 'spillway:shards-max=<value>'",
    );
    expect(text).toContain(
      'fix: aws kinesis enable-enhanced-monitoring --stream-name feed --shard-level-metrics IncomingBytes IncomingRecords WriteProvisionedThroughputExceeded',
    );
    expect(text).toContain('12 for the 4 there are; the price is the region');
    expect(await codesOf(operator)).toEqual([
      'not-managed',
      'tag-missing',
      'shard-metrics-off',
      'calendar-unknown',
    ]);
  });

  it.each([
    ['spillway:mode', 'maybe', 'bad-tag'],
    ['spillway:shards-min', '65', 'bad-tag'],
    ['spillway:mode', 'off', 'mode-off'],
    ['spillway:pause-until', '2027-01-01T00:00:00Z', 'paused'],
    ['spillway:calendar', 'nyse', 'calendar-unknown'],
  ])('says what the tag %s = %s does', async (tag, value, code) => {
    const operator = await aSoundStream({ tags: { ...TAGS, [tag]: value } });
    expect(await codesOf(operator)).toEqual([code]);
  });

  it('says that nothing shrinks while readers say nothing, and that a tag can answer for them', async () => {
    expect(await codesOf(await aSoundStream({ consumers: [] }))).toEqual(['readers-unknown']);
    const tags = { ...TAGS, 'spillway:consumers': 'none' };
    expect(await codesOf(await aSoundStream({ consumers: [], tags }))).toEqual([]);
  });

  it('says that a reader is behind', async () => {
    const consumers = [{ name: 'rdb', kind: 'polling' as const, behindMs: () => 600_000 }];
    expect(await codesOf(await aSoundStream({ consumers }))).toEqual(['readers-behind']);
  });

  it('says that the account has not as many shards as the stream may have', async () => {
    const kinesis = { shardLimit: 63 };
    expect(await codesOf(await aSoundStream({}, kinesis))).toEqual(['shard-quota']);
    expect(await codesOf(await aSoundStream({}, { shardLimit: 64 }))).toEqual([]);
  });

  it('says that others spent changes of the day, and when none is left', async () => {
    const operator = await aSoundStream();
    operator.world.kinesis.updateShardCount({ name: FEED, targetCount: 8 });
    await operator.pass(6);
    await cycle(operator);
    const { text } = await operator.run(`doctor ${TARGET}`);
    expect(text).toContain("1 of the day's 10 changes was spent by others");
    for (let shards = 9; shards < 18; shards += 1) {
      operator.world.kinesis.updateShardCount({ name: FEED, targetCount: shards });
      await operator.pass(6);
      await cycle(operator);
    }
    expect(await codesOf(operator)).toEqual(['changes-spent', 'changed-by-others']);
  });

  it('says that the alarm is missing, and that the tick is late', async () => {
    const operator = await aSoundStream();
    operator.world.alarms.delete([ALARM.alarmName]);
    await operator.pass(8);
    expect(await codesOf(operator)).toEqual(['no-alarm', 'tick-late']);
  });

  it('says that the state item cannot be read', async () => {
    const operator = await aSoundStream();
    const { stateStore } = operator.streamPorts;
    const answer = await stateStore.takeLease({
      name: FEED,
      owner: 'somebody',
      nowMs: operator.world.clock.nowMs(),
      durationMs: 60_000,
      impossibleAfterMs: Number.MAX_SAFE_INTEGER,
    });
    if (answer.kind !== 'taken') throw new Error('the lease is free');
    const learned = { ...answer.state.learned, settledShards: -1 };
    await stateStore.giveBack(answer.lease, { learned });
    const { exitStatus, text } = await operator.run(`doctor ${TARGET}`);
    expect(exitStatus).toBe(1);
    expect(text).toContain('cannot be read');
    expect(text).toContain(`--key '{"pk":{"S":"STREAM#feed"},"sk":{"S":"STATE"}}'`);
  });

  it('says of an on-demand stream that it is left alone, and what provisioned would take', async () => {
    const operator = await aSoundStream({ mode: 'ON_DEMAND' });
    const { exitStatus, text } = await operator.run(`doctor ${TARGET}`);
    expect(exitStatus).toBe(0);
    expect(text).toMatch(
      /AWS sizes it, and Spillway leaves it alone\. Provisioned, its last \d+ min would have taken about/,
    );
    expect(text).toContain('(spillway doctor kinesis:NAME --price-per-hour USD tells it in money)');
    const priced = (await operator.run(`doctor ${TARGET} --price-per-hour 7`)).text;
    const told =
      /about (\d+) shard-hours \(\$([\d.]+)\) with .*, or (\d+) \(\$([\d.]+)\) with/.exec(priced) ?? [];
    const [planned, plannedUsd, fixed, fixedUsd] = told.slice(1).map(Number);
    expect(planned).toBeGreaterThan(0);
    expect([plannedUsd, fixedUsd]).toEqual([7 * (planned ?? 0), 7 * (fixed ?? 0)]);
    expect(priced).toContain('at $7 a shard-hour, and PUT payload units beside it');
  });

  it('says which call is not allowed, and still checks the rest', async () => {
    const operator = await aSoundStream({ consumers: [] });
    operator.emulator.injectWireFault({ action: 'DescribeLimits', fault: { kind: 'deny' }, times: Infinity });
    const { exitStatus, text } = await operator.run(`doctor ${TARGET}`);
    expect(exitStatus).toBe(1);
    expect(text).toContain('you may not call kinesis:DescribeLimits');
    expect(text).toContain('the stream never shrinks');
  });

  it('says that a cycle was refused for want of permission', async () => {
    const operator = await aSoundStream();
    operator.emulator.injectWireFault({ action: 'UpdateShardCount', fault: { kind: 'deny' } });
    await operator.run(`scale ${TARGET} --to 8`).catch(() => undefined);
    expect(await codesOf(operator)).toContain('functions-refused');
  });

  it('looks at all managed streams where none is named, and ends with 1 for one that is not there', async () => {
    const operator = await aSoundStream();
    operator.world.kinesis.addStream({ name: 'other' });
    const { text } = await operator.run('doctor --json');
    expect((JSON.parse(text) as readonly StreamDiagnosis[]).map(({ streamName }) => streamName)).toEqual([
      FEED,
    ]);
    expect(await operator.run('doctor kinesis:gone')).toMatchObject({
      exitStatus: 1,
      text: expect.stringContaining('there is no Kinesis stream "gone"') as string,
    });
  });
});

describe('spillway explain of a stream', () => {
  it('tells the journal as sentences, and why nothing else was done', async () => {
    const operator = await aSoundStream();
    await operator.run(`scale ${TARGET} --to 8 --as kim`);
    const { exitStatus, text } = await operator.run(`explain ${TARGET} --why-not`);
    expect(exitStatus).toBe(0);
    expect(text).toContain(
      'grow       Growing from 4 to 8 shards. An operator asks for 8 shards. [applied] (operator: kim)',
    );
    expect(text).toContain('    4 shards were open and 25 % of them used, 8 wanted, 10 changes left.');
    expect(text).toMatch(/now: hold {2}The stream has 8 shards, as asked for\.\n$/);
    expect((await operator.run(`explain ${TARGET}`)).text).not.toContain('were open and');
  });

  it('ends with 1 for a stream of which nothing is recorded', async () => {
    const operator = await startOperatorOf();
    const { exitStatus, text } = await operator.run(`explain ${TARGET}`);
    expect(exitStatus).toBe(1);
    expect(text).toContain('nothing is recorded of a stream "feed"');
  });
});
