// The Resource Groups Tagging API, as far as it finds what is scaled besides groups: GetResources, page by page.
// Source: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import type { World } from '../../../sim/world.ts';
import { clusterArn, streamArn } from '../../aws-names.ts';
import { pageOf, type Page } from '../../wire/page.ts';
import { integer, listOf, text } from '../../wire/params.ts';
import { type ServiceActions, serviceAction } from '../service-action.ts';

const RESOURCES_PAGE_MAX = 100;
/** AWS does not say what it is. */
const RESOURCES_PAGE_DEFAULT = 50;
/** Of tag keys and of values; AWS does not say how many. */
const TAGS_PAGE = 100;

const tagFilter = z.object({ Key: text, Values: z.array(z.string()).max(20).default([]) });

/** A resource with tags; its type is `service:resource`, as in filters. */
interface Tagged {
  readonly arn: string;
  readonly type: string;
  readonly tags: Readonly<Record<string, string>>;
}

function allTagged({ kinesis, memoryDb }: Pick<World, 'kinesis' | 'memoryDb'>): readonly Tagged[] {
  return [
    ...kinesis.listTagged().map(({ name, tags }) => ({ arn: streamArn(name), type: 'kinesis:stream', tags })),
    ...memoryDb
      .listTagged()
      .map(({ name, tags }) => ({ arn: clusterArn(name), type: 'memorydb:cluster', tags })),
  ];
}

export function taggingActions(world: Pick<World, 'kinesis' | 'memoryDb'>): ServiceActions<'tag'> {
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
        const found = allTagged(world)
          .filter(({ type }) => types.length === 0 || types.includes(type) || types.includes(serviceOf(type)))
          .filter(({ arn }) => arns.length === 0 || arns.includes(arn))
          .filter((resource) => TagFilters.every((filter) => isTagged(resource, filter)));
        const page = pageOfResources(found, ResourcesPerPage, PaginationToken);
        return {
          // AWS answers an empty token on the last page, not none.
          PaginationToken: page.nextToken ?? '',
          ResourceTagMappingList: page.entries.map(({ arn, tags }) => ({
            ResourceARN: arn,
            Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
          })),
        };
      },
    ),
    // https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetTagKeys.html
    GetTagKeys: serviceAction(z.object({ PaginationToken: z.string().optional() }), ({ PaginationToken }) => {
      const keys = new Set(allTagged(world).flatMap(({ tags }) => Object.keys(tags)));
      const page = pageOfResources([...keys].sort(), TAGS_PAGE, PaginationToken);
      return { PaginationToken: page.nextToken ?? '', TagKeys: page.entries };
    }),
    // https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetTagValues.html
    GetTagValues: serviceAction(
      z.object({ Key: text, PaginationToken: z.string().optional() }),
      ({ Key, PaginationToken }) => {
        const values = new Set(allTagged(world).flatMap(({ tags }) => tags[Key] ?? []));
        const page = pageOfResources([...values].sort(), TAGS_PAGE, PaginationToken);
        return { PaginationToken: page.nextToken ?? '', TagValues: page.entries };
      },
    ),
  };
}

/** A filter may name a service alone. */
function serviceOf(type: string): string {
  return type.split(':')[0] ?? type;
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
function isTagged({ tags }: Tagged, { Key, Values }: z.output<typeof tagFilter>): boolean {
  const value = tags[Key];
  return value !== undefined && (Values.length === 0 || Values.includes(value));
}
