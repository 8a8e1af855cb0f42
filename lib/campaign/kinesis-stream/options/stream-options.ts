// What one run of a stream is: days over one stream, as data. Drawn from a seed by draw-stream-options.ts; a shrunk run is
// the same data with fewer faults. Everything else follows from it and its seed.
import type { FrameOptions } from '../../world/run-frame.ts';
import type { StreamFaultName } from './stream-fault-names.ts';

export interface StreamRunOptions extends FrameOptions<StreamFaultName> {
  readonly kind: 'kinesis-stream';
  readonly stream: StreamOptions;
  readonly load: LoadOptions;
  /** Days before the first that somebody has watched; what was learned of them stands in the item. */
  readonly daysKnown: number;
}

export interface StreamOptions {
  readonly shardsStart: number;
  readonly mode: 'provisioned' | 'on-demand';
  /** A change of the shard count takes so long, and so much more for each split or merge. */
  readonly reshardSeconds: number;
  readonly reshardStepSeconds: number;
  readonly metricsDelaySeconds: number;
  /** The listing of tagged streams lags so far behind. */
  readonly listingDelaySeconds: number;
  /** `silent`: somebody reads, and nothing tells of it. `none`: its owner says so, by the tag. */
  readonly readers: 'polling' | 'fan-out' | 'both' | 'silent' | 'none';
  readonly hasShardMetrics: boolean;
  /** The account's alarm on refused records wakes us too. */
  readonly hasAlarm: boolean;
  /** The owner's tags, `spillway:managed` and those of readers aside. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface LoadOptions {
  readonly shape: 'session' | 'open' | 'flat' | 'spiky' | 'around-the-clock';
  /** What an average day's busiest hour takes, in shards. */
  readonly peakShards: number;
  /** What the night takes, as a share of the peak. */
  readonly nightShare: number;
  /** The busiest spikes are so many times the volume around them. */
  readonly spikeFactor: number;
  /** Days differ from each other by up to this share, either way. */
  readonly daysDiffer: number;
  /** What fills a shard first. */
  readonly binds: 'records' | 'bytes';
}
