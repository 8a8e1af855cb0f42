// Finds streams by their tags, through the Resource Groups Tagging API. It holds none of Kinesis' commands: who looks
// whether there are streams, and finds none, starts without them.
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { PortError } from '../../core/errors.ts';
import type { ListedStream } from '../../targets/kinesis-stream/ports/streams.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { tagsOfSdk } from './stream-of-sdk.ts';

/** AWS's largest page: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html */
export const STREAMS_PER_PAGE = 100;

/** 20,000 streams. Beyond them the listing is an error. */
export const STREAM_PAGES_MAX = 200;

const MANAGED_TAG = 'spillway:managed';

/** All streams with the tag, page by page, as listed. Throws `PortError`. */
export async function* listManagedStreams(
  clients: Pick<AwsClients, 'tagging'>,
  calls: Pick<AwsCalls, 'read'>,
): AsyncIterable<readonly ListedStream[]> {
  const call = 'tag:GetResources';
  const client = await clients.tagging();
  let token: string | undefined;
  for (let page = 1; page <= STREAM_PAGES_MAX; page += 1) {
    const command = new GetResourcesCommand({
      ResourceTypeFilters: ['kinesis:stream'],
      TagFilters: [{ Key: MANAGED_TAG, Values: ['true'] }],
      ResourcesPerPage: STREAMS_PER_PAGE,
      ...(token !== undefined && { PaginationToken: token }),
    });
    const answer = await calls.read(call, (options) => client.send(command, options));
    if (!answer.ResourceTagMappingList)
      throw new PortError(call, 'IncompleteAnswer', 'the answer has no ResourceTagMappingList');
    yield answer.ResourceTagMappingList.flatMap(({ ResourceARN, Tags }) => {
      const name = streamNameOf(ResourceARN);
      const tags = tagsOfSdk(call, Tags);
      // Asked again here: nothing without the tag is touched, whatever the filter let through.
      return name !== undefined && tags[MANAGED_TAG] === 'true' ? [{ name, tags }] : [];
    });
    // On the last page AWS answers an empty token.
    token = answer.PaginationToken;
    if (!token) return;
  }
  throw new PortError(call, 'TooManyPages', `more than ${STREAM_PAGES_MAX} pages of streams`);
}

function streamNameOf(arn: string | undefined): string | undefined {
  return /^arn:[^:]*:kinesis:[^:]*:[^:]*:stream\/([^/]+)$/.exec(arn ?? '')?.[1];
}
