// How a stream is named where groups are named too.

/** What a stream's name has before it at the command line, and in what needs attention. */
export const STREAM_NAME_PREFIX = 'kinesis:';
