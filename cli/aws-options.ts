// Options that every command on real AWS shares, and the ports that they give.
import type { Command } from 'commander';
import { watchAwsClock } from '../lib/aws/aws-clock.ts';
import type { AwsClients } from '../lib/aws/clients.ts';
import { createAwsClients } from '../lib/aws/clients.ts';
import type { CyclePorts } from '../lib/cycle/ports.ts';
import { createAwsPorts, REAL_CLOCK } from '../lib/wiring.ts';
import { createCommandClock, type CommandClock } from './command-clock.ts';

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

/** Ports and clients by these options. An emulator needs no credentials or region; dummies are set for it. */
export function awsPorts(options: AwsOptions): {
  readonly ports: CyclePorts;
  readonly clients: AwsClients;
  readonly commandClock: CommandClock;
} {
  if (options.region !== undefined) process.env['AWS_REGION'] = options.region;
  if (options.endpoint !== undefined) {
    process.env['AWS_REGION'] ??= 'us-east-1';
    process.env['AWS_ACCESS_KEY_ID'] ??= 'local';
    process.env['AWS_SECRET_ACCESS_KEY'] ??= 'local';
  }
  const clients = createAwsClients(options.endpoint === undefined ? {} : { endpoint: options.endpoint });
  const awsClock = watchAwsClock(clients, REAL_CLOCK.nowMs);
  const commandClock = createCommandClock({ endpoint: options.endpoint, machine: REAL_CLOCK, awsClock });
  const table = options.table ?? process.env['SPILLWAY_STATE_TABLE'] ?? STATE_TABLE_DEFAULT;
  return {
    clients,
    commandClock,
    ports: createAwsPorts({
      clock: commandClock.clock,
      env: { ...process.env, SPILLWAY_STATE_TABLE: table },
      clients,
      // Standard output is the command's own.
      writeLine: (line) => void process.stderr.write(`${line}\n`),
    }),
  };
}
