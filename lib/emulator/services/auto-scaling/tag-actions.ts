// Auto Scaling actions on the tags of groups.
import * as z from 'zod';
import { validationError } from '../../../sim/aws/aws-error.ts';
import type { AutoScaling } from '../../../sim/aws/auto-scaling.ts';
import type { GroupState } from '../../../sim/aws/group-state.ts';
import { pageOf } from '../../wire/page.ts';
import { flag, integer, listOf, text } from '../../wire/params.ts';
import { tagAnswer } from './auto-scaling-answers.ts';
import { serviceAction } from '../service-action.ts';

const PAGE_SIZE_MAX = 100;
const PAGE_SIZE_DEFAULT = 50;

const tag = z.object({
  ResourceId: text,
  Key: text,
  Value: z.string().default(''),
  // AWS does not say what holds where it is left out.
  PropagateAtLaunch: flag.default(true),
});
const filters = listOf(z.object({ Name: text, Values: listOf(z.string()) }));

export function tagActions(autoScaling: AutoScaling) {
  return {
    CreateOrUpdateTags: serviceAction(z.object({ Tags: listOf(tag) }), ({ Tags }) => {
      for (const { ResourceId, Key, Value, PropagateAtLaunch: propagate } of Tags)
        autoScaling.putTags(ResourceId, { [Key]: Value }, { propagate });
      return {};
    }),
    DeleteTags: serviceAction(z.object({ Tags: listOf(tag) }), ({ Tags }) => {
      for (const { ResourceId, Key } of Tags) autoScaling.deleteTags(ResourceId, [Key]);
      return {};
    }),
    DescribeTags: serviceAction(
      z.object({
        Filters: filters,
        MaxRecords: integer.min(1).max(PAGE_SIZE_MAX).default(PAGE_SIZE_DEFAULT),
        NextToken: text.optional(),
      }),
      ({ Filters, MaxRecords, NextToken }) => {
        const wanted = Filters.map(({ Name, Values }) => ({ partOf: filteredBy(Name), values: Values }));
        // Each page goes through all the groups that there are: nothing is made of a tag before it is shown.
        const tags: { readonly group: Readonly<GroupState>; readonly key: string }[] = [];
        for (const group of autoScaling.describeGroups())
          for (const key of group.tags.keys())
            if (wanted.every(({ partOf, values }) => values.includes(partOf(group, key))))
              tags.push({ group, key });
        const page = pageOf(tags, MaxRecords, NextToken);
        const Tags = page.entries.map(({ group, key }) => tagAnswer(group, key));
        return { Tags, NextToken: page.nextToken };
      },
    ),
  };
}

/** The part of a tag that a filter is about, as it stands in the request. */
function filteredBy(filterName: string): (group: Readonly<GroupState>, key: string) => string {
  if (filterName === 'auto-scaling-group') return ({ name }) => name;
  if (filterName === 'key') return (_group, key) => key;
  if (filterName === 'value') return ({ tags }, key) => tags.get(key) ?? '';
  if (filterName === 'propagate-at-launch')
    return ({ propagatedTags }, key) => String(propagatedTags.has(key));
  throw validationError(
    `Filter type ${filterName} is not correct. Allowed Filter types are: auto-scaling-group, key, value, propagate-at-launch`,
  );
}
