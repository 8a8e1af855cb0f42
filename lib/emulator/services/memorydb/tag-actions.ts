// MemoryDB actions on the tags of clusters, by their ARNs.
// Source: https://docs.aws.amazon.com/memorydb/latest/APIReference/API_TagResource.html
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import type { MemoryDb } from '../../../sim/memorydb/memorydb.ts';
import { text } from '../../wire/params.ts';
import { serviceAction } from '../service-action.ts';

/** "You can assign up to 50 tags": https://docs.aws.amazon.com/memorydb/latest/devguide/tagging-resources.html */
const TAGS_MAX = 50;

const tag = z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256).default('') });

export function tagActions(memoryDb: MemoryDb) {
  const answer = (name: string) => ({
    TagList: [...memoryDb.describe(name).tags]
      .map(([Key, Value]) => ({ Key, Value }))
      .sort((a, b) => (a.Key < b.Key ? -1 : 1)),
  });
  return {
    ListTags: serviceAction(z.object({ ResourceArn: text }), ({ ResourceArn }) =>
      answer(nameOfArn(ResourceArn)),
    ),
    TagResource: serviceAction(
      z.object({ ResourceArn: text, Tags: z.array(tag).min(1).max(200) }),
      ({ ResourceArn, Tags }) => {
        const name = nameOfArn(ResourceArn);
        const keys = new Set([...memoryDb.describe(name).tags.keys(), ...Tags.map(({ Key }) => Key)]);
        if (keys.size > TAGS_MAX)
          throw new AwsError('InvalidParameterValueException', `A resource has at most ${TAGS_MAX} tags.`);
        memoryDb.putTags(name, Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])));
        return answer(name);
      },
    ),
    UntagResource: serviceAction(
      z.object({ ResourceArn: text, TagKeys: z.array(text).min(1) }),
      ({ ResourceArn, TagKeys }) => {
        const name = nameOfArn(ResourceArn);
        const known = memoryDb.describe(name).tags;
        const missing = TagKeys.find((key) => !known.has(key));
        if (missing !== undefined) throw new AwsError('TagNotFoundFault', `There is no tag ${missing}.`);
        memoryDb.removeTags(name, TagKeys);
        return answer(name);
      },
    ),
  };
}

function nameOfArn(arn: string): string {
  const name = /^arn:aws[\w-]*:memorydb:[^:]*:\d{12}:cluster\/([^/]+)$/.exec(arn)?.[1];
  if (name === undefined) throw new AwsError('InvalidARNFault', `${arn} is no ARN of a cluster.`);
  return name;
}
