// The kinds of run that a campaign has: what a seed draws, how a run is run, made smaller and told. A kind of target that
// joins the campaign has its line here, and a folder beside this file.
import { drawStreamOptions } from './kinesis-stream/options/draw-stream-options.ts';
import type { StreamRunOptions } from './kinesis-stream/options/stream-options.ts';
import { runStream } from './kinesis-stream/run-stream.ts';
import { describeStream, smallerStreams } from './kinesis-stream/shrink-stream.ts';
import { drawClusterOptions } from './memorydb-cluster/options/draw-cluster-options.ts';
import type { ClusterRunOptions } from './memorydb-cluster/options/cluster-options.ts';
import { runCluster } from './memorydb-cluster/run-cluster.ts';
import { describeCluster, smallerClusters } from './memorydb-cluster/shrink-cluster.ts';
import { drawOptions } from './options/draw-options.ts';
import type { RunOptions } from './options/options.ts';
import { runOptions, type RunResult } from './run-seed.ts';
import { describeGroup, smallerGroups } from './shrink-group.ts';

export type AnyRunOptions = RunOptions | StreamRunOptions | ClusterRunOptions;

export interface CampaignKind<Options> {
  readonly draw: (seed: number) => Options;
  readonly run: (options: Options) => Promise<RunResult>;
  /** Each a little less than the options, the largest steps first. */
  readonly smaller: (options: Options) => Iterable<Options>;
  /** What sets a shrunk run apart, in one line. */
  readonly describe: (options: Options) => string;
}

export const GROUPS: CampaignKind<RunOptions> = {
  draw: drawOptions,
  run: (options) => runOptions(options),
  smaller: smallerGroups,
  describe: describeGroup,
};

export const STREAMS: CampaignKind<StreamRunOptions> = {
  draw: drawStreamOptions,
  run: (options) => runStream(options),
  smaller: smallerStreams,
  describe: describeStream,
};

export const CLUSTERS: CampaignKind<ClusterRunOptions> = {
  draw: drawClusterOptions,
  run: (options) => runCluster(options),
  smaller: smallerClusters,
  describe: describeCluster,
};

/** Seeds up to here are those of groups' runs, which were there first; of streams' the next as many, and of clusters' those after. */
export const GROUP_SEED_MAX = 2 ** 31;
export const STREAM_SEED_MAX = 2 * GROUP_SEED_MAX;

export function isStreamSeed(seed: number): boolean {
  return seed > GROUP_SEED_MAX && seed <= STREAM_SEED_MAX;
}

export function isClusterSeed(seed: number): boolean {
  return seed > STREAM_SEED_MAX;
}

/** Any run of the campaign, whatever its kind. */
export const ANY_KIND: CampaignKind<AnyRunOptions> = {
  draw(seed) {
    if (isClusterSeed(seed)) return CLUSTERS.draw(seed);
    return isStreamSeed(seed) ? STREAMS.draw(seed) : GROUPS.draw(seed);
  },
  run: (options) => withKind(options, (kind, own) => kind.run(own)),
  smaller: (options) => withKind<Iterable<AnyRunOptions>>(options, (kind, own) => kind.smaller(own)),
  describe: (options) => withKind(options, (kind, own) => kind.describe(own)),
};

function withKind<Answer>(
  options: AnyRunOptions,
  ask: <Options extends AnyRunOptions>(kind: CampaignKind<Options>, own: Options) => Answer,
): Answer {
  if (!('kind' in options)) return ask(GROUPS, options);
  return options.kind === 'kinesis-stream' ? ask(STREAMS, options) : ask(CLUSTERS, options);
}
