// What a cluster is called and labelled with, and what FinSpace and Terraform only noted of it.
import { stackNameOf, valueAt } from '../cluster.ts';
import type { ClusterType } from '../cluster.ts';
import type { Write } from '../parameters.ts';
import { FILES, parameter, TEMPLATES } from '../parameters.ts';
import { isSecretName, isSecretShape } from '../secrets.ts';
import * as admitted from './admitted.ts';
import { entryName } from './code.ts';
import type { Asked, Rule, Rules, Verdict } from './rule.ts';
import { dropped, needsYou, rule } from './rule.ts';

const DESCRIPTION_TAG = 'finspace-description';
/** A tag's key and value (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Tag.html). */
const TAG_KEY = /^[a-zA-Z0-9+\-=._:/@ ]{1,128}$/;
const TAG_VALUE_LENGTH_MAX = 256;
/** The stack hands its tags to a role as well, and IAM takes no more (https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html). */
const TAG_VALUE = /^[a-zA-Z0-9+\-=._:/@ ]*$/;

function description({ value }: Asked<string>): Verdict {
  const text = value.replace(/\s+/g, ' ').trim().slice(0, TAG_VALUE_LENGTH_MAX);
  const verdict = tag(DESCRIPTION_TAG, text);
  if (verdict.outcome !== 'mapped' || text === value) return verdict;
  return { ...verdict, outcome: 'approximated', why: 'cut and put on one line, as a tag must be' };
}

function tag(key: string, value: string): Verdict {
  if (key.startsWith('aws:')) return dropped('AWS sets tags of this prefix itself');
  if (key.startsWith('spillway:'))
    return needsYou('a tag that Spillway acts on: set it on the group yourself', FILES.groupTags);
  if (!TAG_KEY.test(key)) return needsYou('no key that CloudFormation takes for a tag', FILES.tags);
  if (isSecretName(key) || isSecretShape(value))
    return needsYou('it looks like a secret, and is written nowhere: keep it in AWS Secrets Manager');
  if (!TAG_VALUE.test(value))
    return needsYou(
      "the stack's role gets its tags too, and IAM takes letters, digits, blanks and + - = . _ : / @ alone: say it otherwise",
      FILES.tags,
    );
  return {
    outcome: 'mapped',
    to: `${FILES.tags} ${key}`,
    why: 'a tag of the stack, which hands it to what it makes',
    writes: [{ file: 'tags', name: key, value }],
  };
}

function tagRule({ path, value }: Asked<string>): Verdict {
  const key = entryName(path);
  if (key === DESCRIPTION_TAG) return needsYou("the import's own tag has this key: name it otherwise");
  return tag(key, value);
}

/** `tags_all` of Terraform: the tags, and those that the provider's default_tags add. */
function inheritedTag(asked: Asked<string>): Verdict {
  const own = valueAt(asked.cluster.leaves, asked.path.replace(/^tagsAll/, 'tags'));
  return own === undefined
    ? tagRule(asked)
    : dropped('Terraform repeats the tags here, with those of its provider');
}

/** A query group is told what it is of; a group of RDBs decides and changes nothing until somebody lets it. */
function typeWrites(type: ClusterType): readonly Write[] {
  if (type === 'RDB') return [parameter('Mode', 'dry-run')];
  return TEMPLATES[type] === 'query-group.yml' ? [parameter('Kind', type.toLowerCase())] : [];
}

const noted = (why: string): Rule => rule(admitted.anything, () => dropped(why));
const ANSWER = 'of the answer that was saved, not of the cluster';

export const IDENTITY: Rules = {
  clusterName: rule(admitted.name, ({ cluster }) => ({
    outcome: 'mapped',
    to: `${cluster.name}/, stack ${stackNameOf(cluster)}`,
    why: 'one folder and one stack for each cluster',
  })),
  clusterType: rule(admitted.anything, ({ cluster }) => ({
    writes: typeWrites(cluster.type),
    outcome: cluster.type === 'GP' ? 'approximated' : 'mapped',
    to: TEMPLATES[cluster.type],
    why:
      cluster.type === 'GP'
        ? 'a cluster to develop on: a query group of exactly one'
        : 'the template for this type',
  })),
  clusterDescription: rule(admitted.description, description),
  releaseLabel: rule(admitted.label, () => ({
    outcome: 'approximated',
    to: 'image-builder.yml KdbArchiveKey, LicenceKey',
    why: 'the version of kdb+ is that of the archive you give to the image, and you need a licence of your own from KX',
  })),
  environmentId: noted(
    'there are no environments: each stack stands by itself (an environment had a KMS key; EBS and EFS use AWS managed keys)',
  ),
  clientToken: noted('it made one call of CreateKxCluster safe to repeat'),
  'tags.*': rule(admitted.tagValue, tagRule),
  'tagsAll.*': rule(admitted.tagValue, inheritedTag),
  status: noted('how the cluster was when it was asked'),
  statusReason: noted('how the cluster was when it was asked'),
  createdTimestamp: noted('when FinSpace made it'),
  lastModifiedTimestamp: noted('when FinSpace changed it last'),
  arn: noted('the name of something that is gone'),
  id: noted('the name of something that is gone'),
  region: rule(admitted.region, () => ({
    outcome: 'mapped',
    to: 'README.md --region',
    why: 'the stack goes to the region that its command names',
  })),
  'timeouts.create': noted("how long Terraform waited; CloudFormation's own waits hold"),
  'timeouts.update': noted("how long Terraform waited; CloudFormation's own waits hold"),
  'timeouts.delete': noted("how long Terraform waited; CloudFormation's own waits hold"),
  'responseMetadata.requestId': noted(ANSWER),
  'responseMetadata.httpStatusCode': noted(ANSWER),
  'responseMetadata.httpHeaders.*': noted(ANSWER),
  'responseMetadata.retryAttempts': noted(ANSWER),
};
