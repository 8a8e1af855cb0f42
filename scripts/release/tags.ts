// Tags of the released template: pairs of parameters, put on every resource that takes tags. serverless.yml and Terraform
// give them to the stack itself, and CloudFormation hands them on; in the console's form and by a quick-create link, parameters
// are what can be given. Pure.
import type { Parameter } from './parameter.ts';
import { PATTERNS, type Pattern } from './patterns.ts';
import type { Members } from './to-plain.ts';

/**
 * Pairs, since a template can put no list of its parameters into tags: `Fn::ForEach` could, but needs a macro, for which
 * whoever deploys must give CAPABILITY_AUTO_EXPAND.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-languageextensions.html
 */
const NUMBERS = [1, 2, 3, 4, 5] as const;
type TagNumber = (typeof NUMBERS)[number];

/**
 * What takes a list of keys and values as `Tags`; a test holds it to the resource types' own schemas.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
 */
export const TAGGED_TYPES: ReadonlySet<string> = new Set([
  'AWS::CloudWatch::Alarm',
  'AWS::DynamoDB::Table',
  'AWS::IAM::Role',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::Scheduler::ScheduleGroup',
]);

type TagParameters = Readonly<Record<`TagKey${TagNumber}` | `TagValue${TagNumber}`, Parameter>>;

export const TAG_PARAMETERS = Object.fromEntries(
  NUMBERS.flatMap((number) => [
    [
      `TagKey${number}`,
      parameter(`Key of tag ${number} of everything in the stack that takes tags`, PATTERNS.tagKey),
    ],
    [`TagValue${number}`, parameter(`Value of tag ${number}`, PATTERNS.tagValue)],
  ]),
) as TagParameters;

function parameter(Description: string, pattern: Pattern): Parameter {
  return { Type: 'String', Description, Default: '', ...pattern };
}

const isGiven = (name: string) => ({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: name }, ''] }] });

/** Without any tag no resource has the property at all. */
export const TAG_CONDITIONS = {
  ...(Object.fromEntries(
    NUMBERS.map((number) => [`WithTag${number}`, isGiven(`TagKey${number}`)]),
  ) as Readonly<Record<`WithTag${TagNumber}`, ReturnType<typeof isGiven>>>),
  WithTags: { 'Fn::Or': NUMBERS.map((number) => isGiven(`TagKey${number}`)) },
};

const isEmpty = (name: string) => ({ 'Fn::Equals': [{ Ref: name }, ''] });

/**
 * A key without a value, or a value without a key, was a slip. Rules know few functions.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-rules.html
 */
export const TAG_ASSERTIONS = NUMBERS.map((number) => {
  const [key, value] = [`TagKey${number}`, `TagValue${number}`];
  return {
    Assert: {
      'Fn::Or': [
        { 'Fn::And': [isGiven(key), isGiven(value)] },
        { 'Fn::And': [isEmpty(key), isEmpty(value)] },
      ],
    },
    AssertDescription: `Give ${key} and ${value}, or neither`,
  };
});

const NO_VALUE = { Ref: 'AWS::NoValue' };

const TAGS = NUMBERS.map((number) => ({
  'Fn::If': [
    `WithTag${number}`,
    { Key: { Ref: `TagKey${number}` }, Value: { Ref: `TagValue${number}` } },
    NO_VALUE,
  ],
}));

/**
 * The resources with these tags.
 * @throws Error for one that has tags of its own: what would come of the two, nobody has said.
 */
export function withTags(resources: Members): Members {
  return Object.fromEntries(
    Object.entries(resources).map(([id, resource]) => {
      const { Type, Properties, ...others } = resource as Members;
      if (!TAGGED_TYPES.has(String(Type))) return [id, resource];
      if ((Properties as Members)['Tags'] !== undefined) throw new Error(`${id} has tags of its own`);
      const Tags = { 'Fn::If': ['WithTags', TAGS, NO_VALUE] };
      return [id, { Type, ...others, Properties: { ...(Properties as Members), Tags } }];
    }),
  );
}
