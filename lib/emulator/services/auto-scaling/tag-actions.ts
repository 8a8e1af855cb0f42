// Auto Scaling actions on the tags of groups.
import * as z from 'zod';
import { validationError } from '../../../sim/aws/aws-error.ts';
import type { AutoScaling } from '../../../sim/aws/auto-scaling.ts';
import { pageOf } from '../../wire/page.ts';
import { flag, integer, listOf, text } from '../../wire/params.ts';
import { tagAnswers } from './auto-scaling-answers.ts';
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
        const wanted = Filters.map(({ Name, Values }) => ({ member: memberOf(Name), values: Values }));
        const tags = autoScaling
          .describeGroups()
          .flatMap(tagAnswers)
          .filter((one) => wanted.every(({ member, values }) => values.includes(String(one[member]))));
        const page = pageOf(tags, MaxRecords, NextToken);
        return { Tags: page.entries, NextToken: page.nextToken };
      },
    ),
  };
}

function memberOf(filterName: string): 'ResourceId' | 'Key' | 'Value' | 'PropagateAtLaunch' {
  if (filterName === 'auto-scaling-group') return 'ResourceId';
  if (filterName === 'key') return 'Key';
  if (filterName === 'value') return 'Value';
  if (filterName === 'propagate-at-launch') return 'PropagateAtLaunch';
  throw validationError(
    `Filter type ${filterName} is not correct. Allowed Filter types are: auto-scaling-group, key, value, propagate-at-launch`,
  );
}
