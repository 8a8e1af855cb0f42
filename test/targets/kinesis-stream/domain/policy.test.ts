import { describe, expect, it } from 'vitest';
import { parseStreamPolicy } from '../../../../lib/targets/kinesis-stream/domain/policy.ts';

const parse = (tags: Record<string, string>) => parseStreamPolicy({ 'spillway:managed': 'true', ...tags });
const problemsOf = (tags: Record<string, string>) => {
  const parsed = parse(tags);
  return parsed.ok ? [] : parsed.problems;
};

describe("a stream's policy", () => {
  it('has defaults for all but the maximum', () => {
    expect(parse({ 'spillway:shards-max': '64' })).toEqual({
      ok: true,
      policy: {
        mode: 'act',
        calendar: 'default',
        shardsMin: 1,
        shardsMax: 64,
        utilizationPercent: 70,
        changesReserved: 2,
      },
    });
  });

  it('is held without a maximum, and says so', () => {
    expect(problemsOf({})).toEqual([
      {
        tag: 'spillway:shards-max',
        given: 'nothing',
        allowed: 'required: the most shards that the stream may ever have, such as 64',
      },
    ]);
  });

  it('takes every tag', () => {
    const tags = {
      'spillway:mode': 'dry-run',
      'spillway:pause-until': '2026-11-21T18:00:00Z',
      'spillway:calendar': 'nyse',
      'spillway:shards-min': '4',
      'spillway:shards-max': '4',
      'spillway:utilization': '55.5',
      'spillway:changes-reserved': '0',
      'spillway:consumers': 'none',
    };
    expect(parse(tags).policy).toEqual({
      mode: 'dry-run',
      pauseUntilMs: Date.parse('2026-11-21T18:00:00Z'),
      calendar: 'nyse',
      shardsMin: 4,
      shardsMax: 4,
      utilizationPercent: 55.5,
      changesReserved: 0,
      consumers: 'none',
    });
  });

  it.each([
    ['spillway:shards-max', '0', 'a whole number from 1 to 10000'],
    ['spillway:shards-max', '10001', 'a whole number from 1 to 10000'],
    ['spillway:shards-max', 'many', 'a whole number from 1 to 10000'],
    ['spillway:utilization', '9', 'a number from 10 to 95 (percent)'],
    ['spillway:utilization', '96', 'a number from 10 to 95 (percent)'],
    ['spillway:changes-reserved', '9', 'a whole number from 0 to 8'],
    ['spillway:consumers', 'some', 'one of none'],
    ['spillway:mode', 'on', 'one of act, dry-run, off'],
  ])('refuses %s = %s', (tag, given, allowed) => {
    expect(problemsOf({ 'spillway:shards-max': '64', [tag]: given })).toEqual([{ tag, given, allowed }]);
  });

  it('refuses a minimum above the maximum', () => {
    expect(problemsOf({ 'spillway:shards-min': '9', 'spillway:shards-max': '8' })).toEqual([
      {
        tag: 'spillway:shards-min',
        given: '9',
        allowed: 'a whole number up to spillway:shards-max (8)',
      },
    ]);
  });
});
