// Finds targets by their tags, through the Resource Groups Tagging API. It holds none of the commands of their services: who
// looks whether there are any, and finds none, starts without them.
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { PortError } from '../../core/errors.ts';
import { MANAGED_TAG } from '../../core/tags/tag-policy.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { tagsOfSdk } from './tags-of-sdk.ts';

/** AWS's largest page: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html */
export const TAGGED_PER_PAGE = 100;

/** 20,000 targets of a kind. Beyond them the listing is an error. */
export const TAGGED_PAGES_MAX = 200;

export interface Tagged {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** All targets with the tag, page by page, as listed. `arn`: its first group is the name. Throws `PortError`. */
export async function* listTagged(
  { resourceType, arn }: { readonly resourceType: string; readonly arn: RegExp },
  clients: Pick<AwsClients, 'tagging'>,
  calls: Pick<AwsCalls, 'read'>,
): AsyncIterable<readonly Tagged[]> {
  const call = 'tag:GetResources';
  const client = await clients.tagging();
  let token: string | undefined;
  for (let page = 1; page <= TAGGED_PAGES_MAX; page += 1) {
    const command = new GetResourcesCommand({
      ResourceTypeFilters: [resourceType],
      TagFilters: [{ Key: MANAGED_TAG, Values: ['true'] }],
      ResourcesPerPage: TAGGED_PER_PAGE,
      ...(token !== undefined && { PaginationToken: token }),
    });
    const answer = await calls.read(call, (options) => client.send(command, options));
    if (!answer.ResourceTagMappingList)
      throw new PortError(call, 'IncompleteAnswer', 'the answer has no ResourceTagMappingList');
    yield answer.ResourceTagMappingList.flatMap(({ ResourceARN, Tags }) => {
      const name = arn.exec(ResourceARN ?? '')?.[1];
      const tags = tagsOfSdk(call, Tags);
      // Asked again here: nothing without the tag is touched, whatever the filter let through.
      return name !== undefined && tags[MANAGED_TAG] === 'true' ? [{ name, tags }] : [];
    });
    // On the last page AWS answers an empty token.
    token = answer.PaginationToken;
    if (!token) return;
  }
  throw new PortError(call, 'TooManyPages', `more than ${TAGGED_PAGES_MAX} pages of ${resourceType}`);
}
