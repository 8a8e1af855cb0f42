// A seed → the options of one stream's run. Each part draws from a fork of its own, so that a part added later leaves the
// others.
import { createRandom, type Random } from '../../../sim/random.ts';
import { drawFaults, RESOURCE_BITING, RESOURCE_FAULT_SHARES } from '../../options/draw-faults.ts';
import { oneOf, rounded } from '../../options/draws.ts';
import { STREAM_FAULT_NAMES, type StreamFaultName } from './stream-fault-names.ts';
import type { LoadOptions, StreamOptions, StreamRunOptions } from './stream-options.ts';

/** Options of the stream's run with this seed. */
export function drawStreamOptions(seed: number): StreamRunOptions {
  const random = createRandom(seed);
  const load = drawLoad(random.fork('load'));
  return {
    kind: 'kinesis-stream',
    seed,
    dayCount: oneOf(random.fork('days'), [1, 1, 2, 2, 3]),
    stream: drawStream(random.fork('stream'), load),
    load,
    daysKnown: oneOf(random.fork('days-known'), [0, 1, 2, 3, 3]),
    faults: drawFaults<StreamFaultName>(random.fork('faults'), {
      names: STREAM_FAULT_NAMES,
      biting: new Set(RESOURCE_BITING),
      shares: RESOURCE_FAULT_SHARES,
    }),
  };
}

function drawLoad(random: Random): LoadOptions {
  return {
    shape: oneOf(random, ['session', 'session', 'open', 'flat', 'spiky', 'around-the-clock']),
    peakShards: rounded(0.5 + 15 * random.next() ** 2),
    nightShare: oneOf(random, [0, 0.02, 0.05, 0.2]),
    spikeFactor: rounded(1 + 3 * random.next() ** 2),
    daysDiffer: oneOf(random, [0, 0.1, 0.3]),
    binds: oneOf(random, ['records', 'records', 'bytes']),
  };
}

function drawStream(random: Random, { peakShards }: LoadOptions): StreamOptions {
  const isSmall = random.next() < 0.12;
  const shardsMax = Math.max(2, Math.ceil(isSmall ? peakShards / 2 : 4 * peakShards));
  const shardsMin = random.next() < 0.2 ? Math.ceil(shardsMax / 16) : 1;
  const start = Math.ceil(peakShards * oneOf(random, [0.25, 1, 1.5, 1.5]));
  return {
    shardsStart: Math.min(shardsMax, Math.max(shardsMin, start)),
    mode: random.next() < 0.05 ? 'on-demand' : 'provisioned',
    reshardSeconds: oneOf(random, [45, 120, 300, 300, 600]),
    reshardStepSeconds: oneOf(random, [0, 2, 5]),
    metricsDelaySeconds: oneOf(random, [0, 20, 60, 90]),
    listingDelaySeconds: oneOf(random, [0, 60, 300]),
    readers: oneOf(random, ['polling', 'polling', 'polling', 'fan-out', 'both', 'silent', 'none']),
    hasShardMetrics: random.next() < 0.3,
    hasAlarm: random.next() < 0.6,
    tags: {
      'spillway:shards-max': String(shardsMax),
      ...(shardsMin > 1 && { 'spillway:shards-min': String(shardsMin) }),
      ...(random.next() < 0.4 && { 'spillway:utilization': oneOf(random, ['50', '60', '80', '90']) }),
      ...(random.next() < 0.5 && { 'spillway:changes-reserved': oneOf(random, ['0', '1', '3', '8', '8']) }),
    },
  };
}
