import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  isStreamScenario,
  parseStreamScenario,
} from '../../../lib/backtest/kinesis-stream/read-stream-scenario.ts';
import { readTracesOf } from '../../../lib/backtest/kinesis-stream/run-stream-scenario.ts';
import type { StreamScenarioInput } from '../../../lib/backtest/kinesis-stream/scenario.ts';
import {
  parseScenario,
  readScenarioJson,
  ScenarioError,
} from '../../../lib/backtest/scenario/read-scenario.ts';
import { scenarioInput } from '../a-scenario.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/kinesis-day.json', import.meta.url));

function streamInput(change: object = {}): StreamScenarioInput {
  return {
    name: 'feed',
    target: 'kinesis-stream',
    trace: 'day.csv',
    bytesPerMessage: 900,
    shards: { max: 64, start: 8 },
    reshardSeconds: 300,
    prices: { shardHourUsd: 1, putUnitsPerMillionUsd: 1, onDemandPerGbUsd: 1, onDemandStreamHourUsd: 1 },
    policies: [{ kind: 'planner' }],
    ...change,
  };
}

function problemsOf(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems;
    throw error;
  }
  return [];
}

describe('a scenario of a stream', () => {
  it('has its defaults filled in', () => {
    expect(parseStreamScenario('s.json', streamInput())).toMatchObject({
      volumeFactor: 1,
      timeZone: 'UTC',
      calendar: { holidays: [], halfDays: [] },
      shards: { min: 1, max: 64, start: 8 },
      policies: [{ kind: 'planner', utilizationPercent: 70, changesReserved: 2 }],
    });
  });

  it('is told by its target, and RDBs are meant where none is named', () => {
    expect(isStreamScenario(streamInput())).toBe(true);
    for (const value of [scenarioInput(), { ...scenarioInput(), target: 'rdb-group' }, null, 'text', []])
      expect(isStreamScenario(value)).toBe(false);
    expect(parseScenario('s.json', { ...scenarioInput(), target: 'rdb-group' }).name).toBe('test');
  });

  it('of no known target is refused, and both are named', () => {
    expect(problemsOf(() => parseScenario('s.json', { ...scenarioInput(), target: 'redis' }))).toEqual([
      {
        path: 'target',
        given: '"redis"',
        allowed: expect.stringMatching(/rdb-group.*kinesis-stream/) as string,
      },
    ]);
  });

  it.each([
    [{ shards: { min: 4, max: 8, start: 3 } }, 'shards.start', '3', /from shards.min to shards.max/],
    [{ shards: { max: 10_001, start: 3 } }, 'shards.max', '10001', /whole number from 1 to 10000/],
    [{ trace: [] }, 'trace', '[]', /a CSV file/],
    [{ reshardSeconds: 'soon' }, 'reshardSeconds', '"soon"', /perShard/],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone', '"Mars/Olympus"', /Intl.DateTimeFormat/],
    [{ policies: [{ kind: 'fastest' }] }, 'policies[0].kind', '"fastest"', /planner, target-tracking/],
    [{ policies: [{ kind: 'static' }] }, 'policies[0].shards', 'nothing', /whole number from 1/],
    [{ policies: [{ kind: 'oracle', shards: 3 }] }, 'policies[0].shards', '3', /no such key/],
    [{ node: { memoryGiB: 4 } }, 'node', '{"memoryGiB":4}', /no such key/],
    [{ prices: undefined }, 'prices', 'nothing', /an object/],
    [{ calendar: { halfDays: ['tomorrow'] } }, 'calendar.halfDays[0]', '"tomorrow"', /2026-12-25/],
    [
      { calendar: { marketHours: { open: '9:30', close: '16:00' } } },
      'calendar.marketHours.open',
      '"9:30"',
      /09:30/,
    ],
    [{ calendar: { timeZone: 'UTC' } }, 'calendar.timeZone', '"UTC"', /no such key/],
  ])('refuses %j', (change, path, given, allowed) => {
    expect(problemsOf(() => parseStreamScenario('s.json', streamInput(change)))).toEqual([
      { path, given, allowed: expect.stringMatching(allowed) as string },
    ]);
  });

  it('names the file, and all problems at once', () => {
    const bad = streamInput({ volumeFactor: 0, name: '' });
    expect(() => parseStreamScenario('mine.json', bad)).toThrow(
      /mine\.json is not a scenario:\n.*name: given ""; .*\n.*volumeFactor: given 0; allowed: a number above 0/,
    );
  });
});

describe('its traces', () => {
  it('are found beside the scenario: the example names its own three days', async () => {
    const traces = await readTracesOf(parseStreamScenario(EXAMPLE, readScenarioJson(EXAMPLE)), EXAMPLE);
    expect(traces.map(({ unit }) => unit)).toEqual(['messages', 'messages', 'messages']);
  });

  it('need the size of a message where they count messages, and not where they count bytes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'spillway-'));
    writeFileSync(join(folder, 'bytes.csv'), 'timestamp,bytes\n2026-03-02T09:00:00Z,100\n');
    writeFileSync(join(folder, 'messages.csv'), 'timestamp,messages\n2026-03-02T09:00:00Z,100\n');
    const read = (trace: string) => {
      const { bytesPerMessage: _size, ...rest } = streamInput({ trace });
      return readTracesOf(parseStreamScenario('s.json', rest), join(folder, 's.json'));
    };
    await expect(read('bytes.csv')).resolves.toHaveLength(1);
    await expect(read('messages.csv')).rejects.toThrow(/bytesPerMessage: given nothing/);
    await expect(read('none.csv')).rejects.toThrow(/none\.csv/);
  });
});
