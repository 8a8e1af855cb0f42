// Options that every command on real AWS shares, and what they say.
import type { Command } from 'commander';

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
    .option('--endpoint <url>', 'send all calls there (an emulator) instead of AWS')
    .option('--table <name>', `state table (default: SPILLWAY_STATE_TABLE, else ${STATE_TABLE_DEFAULT})`)
    .option('--region <region>', "AWS region (default: the SDK's own settings)");
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
  return table ?? process.env['SPILLWAY_STATE_TABLE'] ?? STATE_TABLE_DEFAULT;
}
