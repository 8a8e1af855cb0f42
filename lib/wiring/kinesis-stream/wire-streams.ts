// The part of the composition root for streams. Their adapters hold the SDK's clients of Kinesis and of the tagging API:
// each is loaded when it is first called, so that who has groups alone starts without them.
import { createAwsAnnouncer } from '../../aws/aws-announcer.ts';
import { createRestWhereNone } from '../../aws/rest-where-none.ts';
import { createStreamMetricsPublisher } from '../../aws/kinesis-stream/stream-metrics-publisher.ts';
import { createDynamoCalendarStore } from '../../aws/dynamo/dynamo-calendar-store.ts';
import { createDynamoStateStore } from '../../aws/dynamo/dynamo-state-store.ts';
import { KEPT_STREAMS } from '../../targets/kinesis-stream/ports/kept-streams.ts';
import type { StreamPorts } from '../../targets/kinesis-stream/ports/stream-ports.ts';
import { once } from '../once.ts';
import type { WiringParts } from '../wire-cycle.ts';

/** A stream's ports on AWS; make them once per process. Sends nothing yet. */
export function streamPorts(parts: WiringParts): StreamPorts {
  const { clients, calls, clock } = parts;
  const listing = createRestWhereNone(clock);
  const reader = once(async () => {
    const { createAwsStreamReader } = await import('../../aws/kinesis-stream/aws-stream-reader.ts');
    return createAwsStreamReader(clients, calls);
  });
  const writer = once(async () => {
    const { createAwsStreamWriter } = await import('../../aws/kinesis-stream/aws-stream-writer.ts');
    return createAwsStreamWriter(clients, calls);
  });
  const demand = once(async () => {
    const { createCloudWatchDemand } = await import('../../aws/kinesis-stream/cloudwatch-demand.ts');
    return createCloudWatchDemand(clients.cloudWatch, calls);
  });
  return {
    streamReader: {
      async *listManagedStreams() {
        if (listing.isResting()) return;
        const { listManagedStreams } = await import('../../aws/kinesis-stream/list-managed-streams.ts');
        yield* listing.watch(listManagedStreams(clients, calls));
      },
      readStream: async (name) => (await reader()).readStream(name),
      readSummary: async (name) => (await reader()).readSummary(name),
      readOpenShardIds: async (name) => (await reader()).readOpenShardIds(name),
    },
    streamWriter: { updateShardCount: async (change) => (await writer()).updateShardCount(change) },
    demandReader: { readDemand: async (query) => (await demand()).readDemand(query) },
    stateStore: createDynamoStateStore({ kind: KEPT_STREAMS, ...parts }),
    announcer: { ...createAwsAnnouncer(parts), ...createStreamMetricsPublisher(parts) },
    calendars: createDynamoCalendarStore(parts),
    clock,
  };
}
