// The kinds of run that a campaign has: what a seed draws, how a run is run, made smaller and told. A kind of target that
// joins the campaign has its line here, and a folder beside this file.
import { drawStreamOptions } from './kinesis-stream/options/draw-stream-options.ts';
import type { StreamRunOptions } from './kinesis-stream/options/stream-options.ts';
import { runStream } from './kinesis-stream/run-stream.ts';
import { describeStream, smallerStreams } from './kinesis-stream/shrink-stream.ts';
import { drawOptions } from './options/draw-options.ts';
import type { RunOptions } from './options/options.ts';
import { runOptions, type RunResult } from './run-seed.ts';
import { describe, smallerOf } from './shrink.ts';

export type AnyRunOptions = RunOptions | StreamRunOptions;

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
  smaller: smallerOf,
  describe,
};

export const STREAMS: CampaignKind<StreamRunOptions> = {
  draw: drawStreamOptions,
  run: (options) => runStream(options),
  smaller: smallerStreams,
  describe: describeStream,
};

/** Seeds up to here are those of groups' runs, which were there first; those above are of streams'. */
export const GROUP_SEED_MAX = 2 ** 31;

export function isStreamSeed(seed: number): boolean {
  return seed > GROUP_SEED_MAX;
}

/** Any run of the campaign, whatever its kind. */
export const ANY_KIND: CampaignKind<AnyRunOptions> = {
  draw: (seed) => (isStreamSeed(seed) ? STREAMS : GROUPS).draw(seed),
  run: (options) => ('kind' in options ? STREAMS.run(options) : GROUPS.run(options)),
  smaller: (options) => ('kind' in options ? STREAMS.smaller(options) : GROUPS.smaller(options)),
  describe: (options) => ('kind' in options ? STREAMS.describe(options) : GROUPS.describe(options)),
};
