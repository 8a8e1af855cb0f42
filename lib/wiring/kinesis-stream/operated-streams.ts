// Streams behind an operator's commands: the cycles' ports, and the streams' tags. The adapters are loaded when they are
// first called, so that who has groups alone starts without them.
import { STREAM_WORDS } from '../../operate/kinesis-stream/stream-words.ts';
import { operateStreams } from '../../operate/kinesis-stream/operate-streams.ts';
import type { StreamPorts } from '../../targets/kinesis-stream/ports/stream-ports.ts';
import type { KindEntry, OperatorParts } from '../operator-parts.ts';
import { streamPorts } from './wire-streams.ts';

export const OPERATED_STREAMS: KindEntry = {
  words: STREAM_WORDS,
  open: (parts) => {
    const settings = () => settingsOf(parts);
    return operateStreams({
      cyclePorts: forOperator(streamPorts(parts)),
      settingsReader: {
        readShardLimits: async () => (await settings()).reader.readShardLimits(),
        readThrottlingAlarms: async () => (await settings()).reader.readThrottlingAlarms(),
      },
      settingsWriter: { change: async (name, change) => (await settings()).writer.change(name, change) },
    });
  },
};

async function settingsOf({ clients, calls }: OperatorParts) {
  const { createAwsStreamSettingsReader, createAwsStreamSettingsWriter } =
    await import('../../aws/kinesis-stream/aws-stream-settings.ts');
  return {
    reader: createAwsStreamSettingsReader(clients, calls),
    writer: createAwsStreamSettingsWriter(clients, calls),
  };
}

/** No metrics from here: they would land in the command's output. */
function forOperator(ports: StreamPorts): StreamPorts {
  const { announcer } = ports;
  return {
    ...ports,
    announcer: { ...announcer, publishStreamMetrics: () => undefined, publishAttention: () => undefined },
  };
}
