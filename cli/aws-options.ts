// Options that every command on real AWS shares, and what they say.
import type { Command } from 'commander';
import { CommandError } from './command-error.ts';

export interface AwsOptions {
  readonly endpoint?: string;
  readonly table?: string;
  readonly region?: string;
}

/** The state table's name where neither option nor environment gives one; the stack's default. */
export const STATE_TABLE_DEFAULT = 'spillway-state';

/** Adds `--endpoint`, `--table` and `--region`. */
export function withAwsOptions(command: Command): Command {
  return command
    .option('--endpoint <url>', 'send all calls there (an emulator) instead of AWS', endpointFrom)
    .option(
      '--table <name>',
      `state table (default: SPILLWAY_STATE_TABLE, else ${STATE_TABLE_DEFAULT})`,
      tableFrom('--table'),
    )
    .option('--region <region>', "AWS region (default: the SDK's own settings)", regionFrom);
}

/** Throws `CommandError`, exit status 2, as do those below. */
export function endpointFrom(given: string): string {
  const { protocol } = URL.canParse(given) ? new URL(given) : { protocol: '' };
  if (/^https?:$/.test(protocol)) return given;
  throw usage('--endpoint', given, 'a URL with http or https, such as http://127.0.0.1:4566');
}

/** Part of a host's name: that is all that the SDK asks of it. */
export function regionFrom(given: string): string {
  if (/^[a-z\d]([a-z\d-]{0,61}[a-z\d])?$/.test(given)) return given;
  throw usage('--region', given, "a region's name, such as eu-west-1");
}

/**
 * By its name or its ARN.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export function tableFrom(option: string): (given: string) => string {
  return (given) => {
    if (/^(arn:aws[\w-]*:dynamodb:[\w-]+:\d{12}:table\/)?[\w.-]{3,255}$/.test(given)) return given;
    throw usage(option, given, "a table's name: 3 to 255 letters, digits, underscores, dots and hyphens");
  };
}

/** For words that are kept, such as who asks or where a file goes: there has to be one. */
export function wordFrom(option: string): (given: string) => string {
  return (given) => {
    if (given.trim() !== '') return given;
    throw usage(option, given, 'a word or more');
  };
}

function usage(option: string, given: string, allowed: string): CommandError {
  return new CommandError(`${option} is "${given}", allowed is ${allowed}`, { exitStatus: 2 });
}

/** The SDK reads these itself. An emulator needs no credentials or region; dummies are set for it. */
export function setSdkVariables({ region, endpoint }: AwsOptions): void {
  if (region !== undefined) process.env['AWS_REGION'] = region;
  if (endpoint === undefined) return;
  process.env['AWS_REGION'] ??= 'us-east-1';
  process.env['AWS_ACCESS_KEY_ID'] ??= 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'local';
}

/** Where all calls go, if not to AWS: the option, else the SDK's own variable. */
export function endpointOf({ endpoint }: AwsOptions): string | undefined {
  return endpoint ?? (process.env['AWS_ENDPOINT_URL'] || undefined);
}

export function tableNameOf({ table }: AwsOptions): string {
  return table ?? (process.env['SPILLWAY_STATE_TABLE'] || STATE_TABLE_DEFAULT);
}
