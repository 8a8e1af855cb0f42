// What texts the released template's parameters take, as the settings file takes them (lib/settings/settings.ts): a slip is told
// before anything is made, and not by a function on the first evening. Of a list each value is held to the pattern.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
import type { Parameter } from './parameter.ts';

/** Written so that Java, RE2 of Terraform, and JavaScript understand them alike. Those of tags have letters of any language. */
export type Pattern = Required<Pick<Parameter, 'AllowedPattern' | 'ConstraintDescription'>>;

const only = (AllowedPattern: string, ConstraintDescription: string): Pattern => ({
  AllowedPattern,
  ConstraintDescription,
});
const orEmpty = (pattern: string, allowed: string) => only(`^$|^${pattern}$`, `${allowed}, or empty`);

const DATE = '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';

export const PATTERNS = {
  bucket: only('^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$', 'the name of a bucket alone, without s3://'),
  prefix: only('^$|.*/$', 'a text with a slash at its end, or empty'),
  email: orEmpty('[^@ ]+@[^@ ]+[.][^@ ]+', 'an e-mail address'),
  topic: orEmpty('arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:.+', 'the ARN of an SNS topic'),
  // Both stand in the JSON that a schedule hands on.
  calendar: only('^[A-Za-z][A-Za-z0-9._-]{0,39}$', 'up to 40 letters, digits and ._-, a letter first'),
  timeZone: only('^[A-Za-z0-9_+/-]{1,50}$', 'an IANA time zone, such as America/New_York'),
  dates: orEmpty(DATE, 'dates such as 2026-12-25'),
  cron: orEmpty('[^ ()]+( [^ ()]+){5}', 'six fields, such as 30 17 ? * MON-FRI *, without cron( )'),
  subnets: orEmpty('subnet-[0-9a-f]+', 'subnet ids, such as subnet-0a1b2c3d'),
  securityGroups: orEmpty('sg-[0-9a-f]+', 'security group ids, such as sg-0a1b2c3d'),
  json: only('^\\s*[{][\\s\\S]*[}]\\s*$', 'JSON: an object of texts, {} for none'),
  key: orEmpty('arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+', 'the ARN of a KMS key, not of an alias'),
  boundary: orEmpty('arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+', 'the ARN of an IAM policy'),
  principals: orEmpty(
    'arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/[A-Za-z0-9_+=.@/-]+',
    'ARNs of IAM roles or users',
  ),
  groups: orEmpty('[^*?]{1,255}', 'names of Auto Scaling groups, without * and ?'),
  tagKey: orEmpty('[\\p{L}\\p{N} _.:/=+@-]{1,128}', 'up to 128 letters, digits, spaces and _.:/=+@-'),
  tagValue: only('^[\\p{L}\\p{N} _.:/=+@-]{0,256}$', 'up to 256 letters, digits, spaces and _.:/=+@-'),
} as const;
