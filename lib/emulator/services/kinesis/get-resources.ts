// The Resource Groups Tagging API, as far as it finds streams: GetResources, page by page.
// Source: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import type { Kinesis } from '../../../sim/kinesis/kinesis.ts';
import type { ListedStream } from '../../../sim/kinesis/tag-listing.ts';
import { streamArn } from '../../aws-names.ts';
import { pageOf, type Page } from '../../wire/page.ts';
import { integer, listOf, text } from '../../wire/params.ts';
import { type ServiceActions, serviceAction } from '../service-action.ts';

const RESOURCES_PAGE_MAX = 100;
/** AWS does not say what it is. */
const RESOURCES_PAGE_DEFAULT = 50;

const tagFilter = z.object({ Key: text, Values: z.array(z.string()).max(20).default([]) });

export function taggingActions(kinesis: Kinesis): ServiceActions<'tag'> {
  return {
    GetResources: serviceAction(
      z.object({
        PaginationToken: z.string().optional(),
        TagFilters: z.array(tagFilter).max(50).default([]),
        ResourcesPerPage: integer.min(1).max(RESOURCES_PAGE_MAX).default(RESOURCES_PAGE_DEFAULT),
        ResourceTypeFilters: listOf(text),
        ResourceARNList: listOf(text),
      }),
      ({
        PaginationToken,
        TagFilters,
        ResourcesPerPage,
        ResourceTypeFilters: types,
        ResourceARNList: arns,
      }) => {
        if (arns.length > 0 && TagFilters.length + types.length > 0) {
          const message = 'ResourceARNList excludes TagFilters and ResourceTypeFilters.';
          throw new AwsError('InvalidParameterException', message);
        }
        const found = kinesis
          .listTagged()
          .filter(() => types.length === 0 || types.some((type) => /^kinesis(:stream)?$/.test(type)))
          .filter(({ name }) => arns.length === 0 || arns.includes(streamArn(name)))
          .filter((stream) => TagFilters.every((filter) => isTagged(stream, filter)));
        const page = pageOfResources(found, ResourcesPerPage, PaginationToken);
        return {
          // AWS answers an empty token on the last page, not none.
          PaginationToken: page.nextToken ?? '',
          ResourceTagMappingList: page.entries.map(({ name, tags }) => ({
            ResourceARN: streamArn(name),
            Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
          })),
        };
      },
    ),
  };
}

/** A token that is not ours is answered in this service's own words. */
function pageOfResources<T>(found: readonly T[], size: number, token: string | undefined): Page<T> {
  try {
    return pageOf(found, size, token);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError('PaginationTokenExpiredException', 'The PaginationToken is not valid any more.');
  }
}

/** Any of the values; with none, any value at all. */
function isTagged({ tags }: ListedStream, { Key, Values }: z.output<typeof tagFilter>): boolean {
  const value = tags[Key];
  return value !== undefined && (Values.length === 0 || Values.includes(value));
}
