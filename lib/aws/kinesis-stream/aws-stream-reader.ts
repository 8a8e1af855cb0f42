// Reads streams: described and their tags read by Kinesis itself; they are listed by list-managed-streams.ts.
// It holds Kinesis' commands: load it by `import()`, so that who has groups alone starts without them.
// Next: aws-stream-writer.ts, cloudwatch-demand.ts.
import {
  DescribeStreamSummaryCommand,
  ListShardsCommand,
  ListStreamConsumersCommand,
  ListTagsForStreamCommand,
  type ListTagsForStreamCommandOutput,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';
import { PortError } from '../../core/errors.ts';
import type { StreamReader, StreamSummary } from '../../targets/kinesis-stream/ports/streams.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { tagsOfSdk } from '../tagged/tags-of-sdk.ts';
import { readingStreams } from './kinesis-failures.ts';
import { listManagedStreams } from './list-managed-streams.ts';
import { summaryOfSdk } from './stream-of-sdk.ts';

/** AWS's largest pages, and more of them than AWS lets there be tags, consumers or shards. */
const TAGS_PER_PAGE = 50;
const CONSUMERS_PER_PAGE = 100;
const SHARDS_PER_PAGE = 1_000;
const PAGES_MAX = 20;

/** `StreamReader` on AWS. Each call throws `PortError` for anything but a complete answer. */
export function createAwsStreamReader(
  clients: Pick<AwsClients, 'kinesis' | 'tagging'>,
  awsCalls: AwsCalls,
): StreamReader {
  const calls = readingStreams(awsCalls);
  const kinesis = async () => (await clients.kinesis()).retrying;

  async function readSummary(streamName: string): Promise<StreamSummary | undefined> {
    const client = await kinesis();
    const command = new DescribeStreamSummaryCommand({ StreamName: streamName });
    const answer = await unlessAbsent(
      calls.read('kinesis:DescribeStreamSummary', (options) => client.send(command, options)),
    );
    if (!answer) return undefined;
    const { summary, arn, consumerCount } = summaryOfSdk(streamName, answer.StreamDescriptionSummary);
    if (consumerCount === 0) return summary;
    const consumerNames = await unlessAbsent(readConsumers(client, arn));
    return consumerNames && { ...summary, consumerNames };
  }

  async function readConsumers(client: KinesisClient, StreamARN: string): Promise<readonly string[]> {
    const call = 'kinesis:ListStreamConsumers';
    const names = await allPages(call, async (token) => {
      const command = new ListStreamConsumersCommand({
        StreamARN,
        MaxResults: CONSUMERS_PER_PAGE,
        ...(token !== undefined && { NextToken: token }),
      });
      const answer = await calls.read(call, (options) => client.send(command, options));
      return { entries: answer.Consumers?.map(({ ConsumerName }) => ConsumerName), token: answer.NextToken };
    });
    return names.sort();
  }

  async function readTags(streamName: string): Promise<Readonly<Record<string, string>> | undefined> {
    const call = 'kinesis:ListTagsForStream';
    const client = await kinesis();
    const reading = allPages(call, async (after) => {
      const command = new ListTagsForStreamCommand({
        StreamName: streamName,
        Limit: TAGS_PER_PAGE,
        ...(after !== undefined && { ExclusiveStartTagKey: after }),
      });
      const answer: ListTagsForStreamCommandOutput = await calls.read(call, (options) =>
        client.send(command, options),
      );
      return { entries: answer.Tags, token: answer.HasMoreTags ? answer.Tags?.at(-1)?.Key : undefined };
    });
    const tags = await unlessAbsent(reading);
    return tags && tagsOfSdk(call, tags);
  }

  return {
    listManagedStreams: () => listManagedStreams(clients, awsCalls),
    readSummary,
    readStream: async (streamName) => {
      const [summary, tags] = await Promise.all([readSummary(streamName), readTags(streamName)]);
      return summary && tags && { ...summary, tags };
    },
    readOpenShardIds: async (streamName) => {
      const call = 'kinesis:ListShards';
      const client = await kinesis();
      const reading = allPages(call, async (token) => {
        // A token names its stream and filter: beside it AWS takes neither.
        const command = new ListShardsCommand({
          MaxResults: SHARDS_PER_PAGE,
          ...(token === undefined
            ? { StreamName: streamName, ShardFilter: { Type: 'AT_LATEST' } }
            : { NextToken: token }),
        });
        const answer = await calls.read(call, (options) => client.send(command, options));
        return { entries: answer.Shards?.map(({ ShardId }) => ShardId), token: answer.NextToken };
      });
      return ((await unlessAbsent(reading)) ?? []).sort();
    },
  };
}

/** Entries of all pages. One that is missing, or a page without its list, is an error. */
async function allPages<Entry>(
  call: string,
  readPage: (token: string | undefined) => Promise<{
    readonly entries: readonly (Entry | undefined)[] | undefined;
    readonly token: string | undefined;
  }>,
): Promise<Entry[]> {
  const all: Entry[] = [];
  let token: string | undefined;
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const answer = await readPage(token);
    if (!answer.entries) throw new PortError(call, 'IncompleteAnswer', 'the answer lacks its list');
    for (const entry of answer.entries) {
      if (entry === undefined) throw new PortError(call, 'IncompleteAnswer', 'an entry lacks its name');
      all.push(entry);
    }
    token = answer.token;
    if (!token) return all;
  }
  throw new PortError(call, 'TooManyPages', `more than ${PAGES_MAX} pages`);
}

/** A stream that is not there, or vanished between two calls. */
async function unlessAbsent<Answer>(answering: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answering;
  } catch (error) {
    if (error instanceof PortError && error.failure === 'absent') return undefined;
    throw error;
  }
}
