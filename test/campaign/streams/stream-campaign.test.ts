// Streams in the campaign: their seeds, their options, their figures.
import { describe, expect, it } from 'vitest';
import { addUp, seedsOf } from '../../../lib/campaign/campaign.ts';
import { ANY_KIND, GROUP_SEED_MAX, isStreamSeed, STREAMS } from '../../../lib/campaign/kinds.ts';
import { EMPTY_TALLY } from '../../../lib/campaign/checks/check.ts';
import { EMPTY_STREAM_TALLY } from '../../../lib/campaign/kinesis-stream/checks/stream-check.ts';
import { STREAM_FAULT_NAMES } from '../../../lib/campaign/kinesis-stream/options/stream-fault-names.ts';
import { tooRareOfStreams } from '../../../lib/campaign/kinesis-stream/options/stream-minimums.ts';
import { drawOptions } from '../../../lib/campaign/options/draw-options.ts';
import type { RunResult } from '../../../lib/campaign/run-seed.ts';
import { shrink } from '../../../lib/campaign/shrink.ts';
import { failingUnderSurge } from '../shrunk-to-surge.ts';
import { aStreamDay, foundWithin, type LivedThrough } from './build-stream-run.ts';

const allFaults = Object.fromEntries(STREAM_FAULT_NAMES.map((name) => [name, 0.3]));

describe('a seed', () => {
  it('up to 2^31 names the same run of a group as before there were streams', () => {
    for (const seed of [1, 146, 1_902_503_409, GROUP_SEED_MAX])
      expect(ANY_KIND.draw(seed)).toEqual(drawOptions(seed));
    expect(ANY_KIND.draw(GROUP_SEED_MAX + 1)).toMatchObject({ kind: 'kinesis-stream' });
  });

  it('of a stream gives the same hours, to the byte, with every fault on', async () => {
    const options = aStreamDay({ stream: { hasAlarm: true, shardsStart: 3 }, faults: allFaults });
    const [first, second] = [await foundWithin(300, options), await foundWithin(300, options)];
    const all = ({ found, tally, occurred }: LivedThrough) => JSON.stringify([found, tally, [...occurred]]);
    expect(all(second)).toBe(all(first));
    expect(first.occurred.size).toBeGreaterThan(15);
  });

  it('of a campaign is a stream’s one time in eight, and the groups’ seeds stay what they were', () => {
    const seeds = seedsOf({ seed: 3, days: 2_000 });
    const streams = seeds.filter(isStreamSeed);
    expect(streams.length / seeds.length).toBeGreaterThan(0.09);
    expect(streams.length / seeds.length).toBeLessThan(0.17);
    const groups = seedsOf({ seed: 3, days: 1_000, runs: 'groups' });
    expect(seeds.filter((seed) => seed <= GROUP_SEED_MAX).slice(0, 100)).toEqual(groups.slice(0, 100));
    expect(seedsOf({ seed: 3, days: 20, runs: 'streams' }).every(isStreamSeed)).toBe(true);
  });

  it('turns each fault on in some runs and off in others', () => {
    const runs = Array.from({ length: 300 }, (_, i) => STREAMS.draw(GROUP_SEED_MAX + 1 + i));
    for (const name of STREAM_FAULT_NAMES) {
      const on = runs.filter((options) => 'kind' in options && options.faults[name] !== undefined).length;
      expect(on, name).toBeGreaterThan(10);
      expect(on, name).toBeLessThan(200);
    }
  });
});

describe('figures of streams', () => {
  const ofStream: RunResult = {
    seed: GROUP_SEED_MAX + 1,
    dayCount: 3,
    cycleCount: 5,
    findings: [],
    excused: [],
    tally: { ...EMPTY_TALLY, unlookedMinutesMax: 4 },
    streamTally: { ...EMPTY_STREAM_TALLY, calls: 6, callsMaxIn24h: 9, unlookedMinutesMax: 4 },
    occurred: { killed: 2 },
  };
  const ofGroup: RunResult = { ...ofStream, seed: 1, dayCount: 2, occurred: { killed: 1 } };

  it('stand beside those of groups, and all days count', () => {
    const report = addUp({ seed: 1, results: [ofStream, ofStream, ofGroup], failures: [], seconds: 1 });
    expect(report).toMatchObject({ days: 8, cycles: 15, occurred: { killed: 1 }, unlookedMinutesMax: 4 });
    expect(report.streams).toMatchObject({ days: 6, calls: 12, callsMaxIn24h: 9, occurred: { killed: 4 } });
  });

  it('have least occurrences of their own', () => {
    expect(tooRareOfStreams({}, 299)).toEqual([]);
    expect(tooRareOfStreams({}, 299, 100).length).toBeGreaterThan(10);
    expect(tooRareOfStreams({ surge: 9 }, 1_000)).toContain(
      'of streams, surge occurred 9 times in 1000 days; at least 10 are wanted',
    );
  });
});

describe('shrinking a stream’s run', () => {
  it('leaves only what the failure needs', async () => {
    const options = { ...aStreamDay({ stream: { hasAlarm: true }, faults: allFaults }), dayCount: 3 };
    const shrunk = await shrink(options, 'illegal-ratio', {
      ...STREAMS,
      run: failingUnderSurge('illegal-ratio'),
    });
    expect(shrunk?.options).toMatchObject({ dayCount: 1, faults: { surge: 0.3 } });
    expect(Object.keys(shrunk?.options.faults ?? {})).toEqual(['surge']);
    expect(STREAMS.describe(shrunk?.options ?? options)).toContain(
      'a stream, 1 day after 0 that are known; surge 0.3',
    );
  });
});
