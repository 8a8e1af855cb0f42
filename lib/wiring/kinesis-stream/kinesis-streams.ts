// Streams, as functions serve them. Their ports: wire-streams.ts.
import type { KinesisStream } from '../../targets/kinesis-stream/kinesis-stream.ts';
import type { KindSpec } from '../served-kind.ts';
import { streamPorts } from './wire-streams.ts';

export const KINESIS_STREAMS: KindSpec<KinesisStream> = {
  one: 'stream',
  many: 'streams',
  namePrefix: 'kinesis:',
  dimension: 'StreamName',
  load: async () => {
    const { KINESIS_STREAM } = await import('../../targets/kinesis-stream/kinesis-stream.ts');
    return KINESIS_STREAM;
  },
  portsOf: streamPorts,
};
