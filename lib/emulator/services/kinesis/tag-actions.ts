// Kinesis actions on the tags of streams: by the stream, and by any resource's ARN.
// Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListTagsForStream.html
import * as z from 'zod';
import type { Kinesis } from '../../../sim/kinesis/kinesis.ts';
import { integer, text } from '../../wire/params.ts';
import { serviceAction } from '../service-action.ts';
import { named, nameOf, nameOfArn } from './stream-name.ts';

const TAGS_PAGE_MAX = 50;
/** AWS does not say what it is; a small one makes callers page. */
const TAGS_PAGE_DEFAULT = 10;

const key = z.string().min(1).max(128);
const tags = z.record(key, z.string().max(256));
const keys = z.array(key).min(1).max(TAGS_PAGE_MAX);

export function tagActions(kinesis: Kinesis) {
  return {
    ListTagsForStream: serviceAction(
      z.object({
        ...named,
        ExclusiveStartTagKey: text.optional(),
        Limit: integer.min(1).max(TAGS_PAGE_MAX).default(TAGS_PAGE_DEFAULT),
      }),
      ({ ExclusiveStartTagKey: after = '', Limit, ...params }) => {
        const rest = tagsOf(kinesis, nameOf(params)).filter(({ Key }) => Key > after);
        return { Tags: rest.slice(0, Limit), HasMoreTags: rest.length > Limit };
      },
    ),
    AddTagsToStream: serviceAction(z.object({ ...named, Tags: tags }), ({ Tags, ...params }) => {
      kinesis.putTags(nameOf(params), Tags);
      return {};
    }),
    RemoveTagsFromStream: serviceAction(z.object({ ...named, TagKeys: keys }), ({ TagKeys, ...params }) => {
      kinesis.removeTags(nameOf(params), TagKeys);
      return {};
    }),
    ListTagsForResource: serviceAction(z.object({ ResourceARN: text }), ({ ResourceARN }) => ({
      Tags: tagsOf(kinesis, nameOfArn(ResourceARN)),
    })),
    TagResource: serviceAction(z.object({ ResourceARN: text, Tags: tags }), ({ ResourceARN, Tags }) => {
      kinesis.putTags(nameOfArn(ResourceARN), Tags);
      return {};
    }),
    UntagResource: serviceAction(
      z.object({ ResourceARN: text, TagKeys: keys }),
      ({ ResourceARN, TagKeys }) => {
        kinesis.removeTags(nameOfArn(ResourceARN), TagKeys);
        return {};
      },
    ),
  };
}

function tagsOf(kinesis: Kinesis, streamName: string) {
  return [...kinesis.describe(streamName).tags]
    .map(([Key, Value]) => ({ Key, Value }))
    .sort((a, b) => (a.Key < b.Key ? -1 : 1));
}
