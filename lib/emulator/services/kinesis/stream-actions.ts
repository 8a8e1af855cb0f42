// Kinesis actions on whole streams: made, deleted, described, and their mode.
import * as z from 'zod';
import type { Kinesis } from '../../../sim/kinesis/kinesis.ts';
import { SHARD_METRICS, type StreamState } from '../../../sim/kinesis/stream-state.ts';
import { stableUuid, streamArn } from '../../aws-names.ts';
import { pageOf } from '../../wire/page.ts';
import { flag, integer, text } from '../../wire/params.ts';
import { serviceAction } from '../service-action.ts';
import { shardAnswer } from './shard-actions.ts';
import { named, nameOf, nameOfArn, streamName } from './stream-name.ts';

const mode = z.object({ StreamMode: z.enum(['PROVISIONED', 'ON_DEMAND']) });
const metricNames = z
  .array(z.enum([...SHARD_METRICS, 'ALL']))
  .min(1)
  .transform((names) =>
    names.includes('ALL') ? SHARD_METRICS : SHARD_METRICS.filter((n) => names.includes(n)),
  );

/** Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreams.html */
const STREAMS_PAGE_DEFAULT = 100;
const STREAMS_PAGE_MAX = 10_000;
const CONSUMERS_PAGE_MAX = 100;
const SHARDS_PAGE_MAX = 100;

export function streamActions(kinesis: Kinesis) {
  return {
    CreateStream: serviceAction(
      z.object({
        StreamName: streamName,
        ShardCount: integer.min(1).optional(),
        StreamModeDetails: mode.default({ StreamMode: 'PROVISIONED' }),
        Tags: z.record(text, z.string()).default({}),
      }),
      ({ StreamName, ShardCount, StreamModeDetails, Tags }) => {
        kinesis.createStream({
          name: StreamName,
          mode: StreamModeDetails.StreamMode,
          tags: Tags,
          ...(ShardCount !== undefined && { shardCount: ShardCount }),
        });
        return {};
      },
    ),
    DeleteStream: serviceAction(
      z.object({ ...named, EnforceConsumerDeletion: flag.default(false) }),
      (params) => {
        const consumers = params.EnforceConsumerDeletion ? 'deleted-too' : 'must-be-none';
        kinesis.deleteStream({ name: nameOf(params), consumers });
        return {};
      },
    ),
    DescribeStreamSummary: serviceAction(z.object(named), (params) => {
      const name = nameOf(params);
      return { StreamDescriptionSummary: summaryOf(kinesis.describe(name), kinesis.openCount(name)) };
    }),
    // Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStream.html
    DescribeStream: serviceAction(
      z.object({
        ...named,
        Limit: integer.min(1).max(10_000).default(SHARDS_PAGE_MAX),
        ExclusiveStartShardId: text.optional(),
      }),
      ({ Limit, ExclusiveStartShardId: after = '', ...params }) => {
        const name = nameOf(params);
        const shards = kinesis
          .listShards(name, { type: 'FROM_TRIM_HORIZON' })
          .filter(({ shardId }) => shardId > after);
        const page = shards.slice(0, Math.min(Limit, SHARDS_PAGE_MAX));
        const { OpenShardCount: _, ConsumerCount: __, ...summary } = summaryOf(kinesis.describe(name), 0);
        return {
          StreamDescription: {
            ...summary,
            Shards: page.map(shardAnswer),
            HasMoreShards: page.length < shards.length,
          },
        };
      },
    ),
    DescribeLimits: serviceAction(z.object({}), () => {
      const { shardLimit, openShardCount, onDemandStreamCount, onDemandStreamLimit } = kinesis.limits();
      return {
        ShardLimit: shardLimit,
        OpenShardCount: openShardCount,
        OnDemandStreamCount: onDemandStreamCount,
        OnDemandStreamCountLimit: onDemandStreamLimit,
      };
    }),
    ListStreams: serviceAction(
      z.object({
        Limit: integer.min(1).max(STREAMS_PAGE_MAX).default(STREAMS_PAGE_DEFAULT),
        ExclusiveStartStreamName: streamName.optional(),
        NextToken: text.optional(),
      }),
      ({ Limit, ExclusiveStartStreamName: after = '', NextToken }) => {
        const page = pageOf(
          kinesis.list().filter((name) => name > after),
          Limit,
          NextToken,
        );
        return {
          StreamNames: page.entries,
          HasMoreStreams: page.nextToken !== undefined,
          NextToken: page.nextToken,
          StreamSummaries: page.entries.map((name) => briefOf(kinesis.describe(name))),
        };
      },
    ),
    ListStreamConsumers: serviceAction(
      z.object({
        StreamARN: text,
        MaxResults: integer.min(1).max(10_000).default(CONSUMERS_PAGE_MAX),
        NextToken: text.optional(),
      }),
      ({ StreamARN, MaxResults, NextToken }) => {
        const stream = kinesis.describe(nameOfArn(StreamARN));
        const page = pageOf(registeredOf(stream), Math.min(MaxResults, CONSUMERS_PAGE_MAX), NextToken);
        return {
          Consumers: page.entries.map(({ name }) => ({
            ConsumerName: name,
            ConsumerARN: `${StreamARN}/consumer/${name}:${Math.floor(stream.createdAtMs / 1000)}`,
            ConsumerStatus: 'ACTIVE',
            ConsumerCreationTimestamp: new Date(stream.createdAtMs),
          })),
          NextToken: page.nextToken,
        };
      },
    ),
    UpdateStreamMode: serviceAction(
      z.object({ StreamARN: text, StreamModeDetails: mode }),
      ({ StreamARN, StreamModeDetails }) => {
        kinesis.updateStreamMode({ name: nameOfArn(StreamARN), mode: StreamModeDetails.StreamMode });
        return {};
      },
    ),
    EnableEnhancedMonitoring: serviceAction(
      z.object({ ...named, ShardLevelMetrics: metricNames }),
      ({ ShardLevelMetrics, ...params }) => {
        const name = nameOf(params);
        const before = kinesis.enableShardMetrics(name, ShardLevelMetrics);
        return {
          StreamName: name,
          StreamARN: streamArn(name),
          CurrentShardLevelMetrics: before,
          DesiredShardLevelMetrics: [...kinesis.describe(name).shardMetrics],
        };
      },
    ),
  };
}

/** Consumers that poll are not known to Kinesis; those with enhanced fan-out are registered. */
function registeredOf({ consumers }: Readonly<StreamState>) {
  return [...consumers.values()].filter(({ kind }) => kind === 'enhanced-fan-out');
}

function briefOf({ name, status, mode: StreamMode, createdAtMs }: Readonly<StreamState>) {
  return {
    StreamName: name,
    StreamARN: streamArn(name),
    StreamStatus: status,
    StreamModeDetails: { StreamMode },
    StreamCreationTimestamp: new Date(createdAtMs),
  };
}

function summaryOf(stream: Readonly<StreamState>, openShardCount: number) {
  return {
    ...briefOf(stream),
    StreamId: stableUuid(`stream/${stream.name}`).slice(0, 20),
    RetentionPeriodHours: stream.retentionHours,
    EnhancedMonitoring: [{ ShardLevelMetrics: [...stream.shardMetrics] }],
    EncryptionType: 'NONE',
    OpenShardCount: openShardCount,
    ConsumerCount: registeredOf(stream).length,
  };
}
