// Filter patterns of CloudWatch Logs, as far as the emulator reads them: texts of JSON lines compared with texts, all of which
// must match; terms that a line must have, or must not; and no pattern, which every line matches.
// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax-for-Metric-Filters.html
import { AwsError } from '../../../sim/aws/aws-error.ts';

// $.Name = "text, * stands for any"
const CONDITION = /^\$\.(\w+)\s*=\s*"((?:[^"\\]|\\.)*)"$/;

/** @throws AwsError for a pattern of another form. */
export function parseFilterPattern(pattern: string): (line: string) => boolean {
  if (pattern.trim() === '') return () => true;
  if (!/^\s*[{[%]/.test(pattern)) return hasTerms(pattern);
  const [, inner] = /^\s*\{(.*)\}\s*$/s.exec(pattern) ?? [];
  const conditions = inner?.split('&&').map((one) => CONDITION.exec(one.trim()));
  if (!conditions?.every((one) => one !== null))
    throw new AwsError(
      'InvalidParameterException',
      `The emulator takes { $.Name = "text" && … }, and terms; got ${pattern}`,
    );
  const wanted = conditions.map(([, name = '', text = '']) => ({ name, matches: likeness(text) }));
  return (line) => {
    const members = membersOf(line);
    return wanted.every(({ name, matches }) => {
      const value = members?.[name];
      return typeof value === 'string' && matches.test(value);
    });
  };
}

// ERROR  "two words"  ?ERROR ?WARN  -DEBUG
const TERM = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g;

/** All plain terms must be there, or, where there are none, one of those with a question mark; none with a minus. */
function hasTerms(pattern: string): (line: string) => boolean {
  const terms = [...pattern.matchAll(TERM)].map(([, sign = '', quoted, bare = '']) => ({
    sign,
    term: quoted?.replaceAll(/\\(.)/g, '$1') ?? bare,
  }));
  const those = (sign: string) => terms.filter((one) => one.sign === sign).map(({ term }) => term);
  const [all, any, none] = [those(''), those('?'), those('-')];
  return (line) =>
    all.every((term) => line.includes(term)) &&
    (all.length > 0 || any.length === 0 || any.some((term) => line.includes(term))) &&
    !none.some((term) => line.includes(term));
}

function likeness(text: string): RegExp {
  const plain = text.replaceAll(/\\(.)/g, '$1').replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${plain.replaceAll('*', '.*')}$`, 's');
}

/** `undefined` for a line that is no JSON object. */
function membersOf(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined; // A pattern over JSON matches no other line.
  }
}
