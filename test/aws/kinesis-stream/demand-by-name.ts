// Some streams' demand, read as a test needs it: an answer that is an error is thrown.
import { valueOf } from '../../../lib/ports/settled.ts';
import type {
  DemandQuery,
  DemandReader,
  StreamDemand,
} from '../../../lib/targets/kinesis-stream/ports/demand.ts';

/** By stream name. */
export async function demandByName(
  reader: DemandReader,
  query: DemandQuery,
): Promise<ReadonlyMap<string, StreamDemand>> {
  const answers = await reader.readDemand(query);
  return new Map(
    query.streams.map(({ streamName }, index) => {
      const answer = answers[index];
      if (!answer) throw new Error('nothing was answered');
      return [streamName, valueOf(answer)];
    }),
  );
}
