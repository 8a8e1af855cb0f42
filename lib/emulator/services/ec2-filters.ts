// Filters and pages of EC2's `Describe…` actions.
import * as z from 'zod';
import { AwsError } from '../../sim/aws/aws-error.ts';
import { integer, listOf, text } from '../wire/params.ts';

const PAGE_SIZE_MIN = 5;
export const PAGE_SIZE_MAX = 1000;

export const filters = listOf(z.object({ Name: text, Value: listOf(z.string()) }));
export type Filter = z.output<typeof filters>[number];

export const page = {
  MaxResults: integer.min(PAGE_SIZE_MIN).max(PAGE_SIZE_MAX).optional(),
  NextToken: text.optional(),
};

/** `memberOf`: what a filter of that name compares, of things that have tags. Throws where there is none of that name. */
export function fitsFilter<T extends { readonly tags: Readonly<Record<string, string>> }>(
  { Name, Value }: Filter,
  memberOf: (filterName: string) => ((one: T) => string | undefined) | undefined,
): (one: T) => boolean {
  // Most are plain: a fleet's hundreds of ids, each held against every instance there is, are not tried one by one.
  const plain = new Set(Value.filter((value) => !/[*?\\]/.test(value)));
  const patterns = Value.filter((value) => !plain.has(value)).map(patternOf);
  const fits = (given: string | undefined) =>
    given !== undefined && (plain.has(given) || patterns.some((pattern) => pattern.test(given)));
  const key = /^tag:(.+)$/s.exec(Name)?.[1];
  if (key !== undefined) return ({ tags }) => fits(tags[key]);
  if (Name === 'tag-key') return ({ tags }) => Object.keys(tags).some(fits);
  const member = memberOf(Name);
  if (!member) throw unknownFilter(Name);
  return (one) => fits(member(one));
}

/**
 * A filter's value, in which `*` stands for any characters and `?` for one; after a backslash they stand for themselves.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
function patternOf(value: string): RegExp {
  const parts = value.match(/\\[\s\S]|[\s\S]/g) ?? [];
  const source = parts.map((part) => {
    if (part === '*') return '[\\s\\S]*';
    if (part === '?') return '[\\s\\S]';
    return part.at(-1)?.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`);
}

export function unknownFilter(name: string): AwsError {
  return new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
}
