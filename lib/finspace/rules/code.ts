// What runs on a cluster's servers: the q code, its start, its arguments, and what it may do. Arguments are words of a shell,
// and quoted here.
import { valueAt } from '../cluster.ts';
import { shellWord } from '../shell-word.ts';
import { isSecretName, isSecretShape } from '../secrets.ts';
import { placeOf } from '../parameters.ts';
import * as admitted from './admitted.ts';
import type { Asked, Rules, Verdict } from './rule.ts';
import { mapped, needsYou, rule } from './rule.ts';

const EXACT = "the same object, exactly; the servers' role may read it";

function initScript({ value }: Asked<string>): Verdict {
  const steps = value.split(/[/\\]/);
  if (steps.includes('..') || steps[0] === '')
    return needsYou('it leads out of the zip; FinSpace took a path within it', placeOf('InitScript'));
  return mapped('InitScript', value, 'q loads it at the start, from within the zip');
}

/**
 * An argument as FinSpace handed it to q: `-name`, then each word of the value, since a list of values was given as words
 * with blanks between (API_KxCommandLineArgument). `AWS_ZIP_DEFAULT` was FinSpace's own.
 */
function argument(name: string, value: string | undefined): Verdict {
  const to = placeOf('QArguments');
  if (!admitted.argumentName.safeParse(name).success)
    return needsYou('no name that FinSpace took for an argument: give it to q yourself', to);
  if (name === 'AWS_ZIP_DEFAULT')
    return needsYou(
      'FinSpace set the default compression from it: set .z.zd in your own script (https://code.kx.com/q/ref/dotz/#zzd-compressionencryption-defaults)',
    );
  if (isSecretName(name) || isSecretShape(value))
    return needsYou(
      'it looks like a secret, and is written nowhere: keep it in AWS Secrets Manager, and let your script read it',
    );
  const words = value === undefined ? [] : value.split(' ').filter((word) => word !== '');
  return mapped(
    'QArguments',
    [`-${name}`, ...words.map(shellWord)].join(' '),
    "on q's command line: .z.x and .Q.opt have it as before",
  );
}

/** The other half of an argument: `key` beside `value`. */
function beside({ path, cluster }: Pick<Asked, 'path' | 'cluster'>, name: string): string | undefined {
  const value = valueAt(cluster.leaves, path.replace(/[^.]*$/, name));
  return typeof value === 'string' ? value : undefined;
}

function argumentKey(asked: Asked<string>): Verdict {
  const value = beside(asked, 'value');
  const verdict = argument(asked.value, value);
  // The value's own line writes both; a key without a value stands alone.
  if (value === undefined || verdict.outcome !== 'mapped') return verdict;
  if (admitted.argumentValue.safeParse(value).success) return { ...verdict, writes: [] };
  return needsYou('its value is none that FinSpace took: give both to q yourself', placeOf('QArguments'));
}

function argumentValue(asked: Asked<string>): Verdict {
  const key = beside(asked, 'key');
  return key === undefined
    ? needsYou('a value without a key', placeOf('QArguments'))
    : argument(key, asked.value);
}

/** The name of an entry of a map: the path's last step, which is quoted where it had to be. */
export function entryName(path: string): string {
  const quoted = /\[("(?:[^"\\]|\\.)*")\]$/.exec(path)?.[1];
  return quoted === undefined ? path.slice(path.lastIndexOf('.') + 1) : (JSON.parse(quoted) as string);
}

export const CODE: Rules = {
  'code.s3Bucket': rule(admitted.bucket, ({ value }) => mapped('CodeBucket', value, EXACT)),
  'code.s3Key': rule(admitted.s3Key, ({ value }) => mapped('CodeKey', value, EXACT)),
  'code.s3ObjectVersion': rule(admitted.s3Version, ({ value }) => mapped('CodeVersion', value, EXACT)),
  initializationScript: rule(admitted.script, initScript),
  'commandLineArguments[].key': rule(admitted.argumentName, argumentKey),
  'commandLineArguments[].value': rule(admitted.argumentValue, argumentValue),
  // Terraform has them as a map.
  'commandLineArguments.*': rule(admitted.argumentValue, ({ path, value }) =>
    argument(entryName(path), value),
  ),
  executionRole: rule(admitted.role, () =>
    needsYou(
      "it was the cluster's to reach other clusters with; a server has a role that EC2 may assume: put what your code still needs into a policy of that role",
    ),
  ),
};
