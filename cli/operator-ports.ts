// What the operator's commands work through: the kinds of target, each with its ports. Made once per command.
import type { OperatorWires } from '../lib/wiring/wire-operator.ts';
import { wireOperator } from '../lib/wiring/wire-operator.ts';
import type { AwsOptions } from './aws-options.ts';
import { setSdkVariables, tableNameOf } from './aws-options.ts';
import { createCommandClock, type CommandClock } from './command-clock.ts';

export interface OperatorPorts extends OperatorWires {
  /** To be called after a read and before the first write; throws `CommandError`. See command-clock.ts. */
  readonly mustAgreeOnTime: () => void;
}

export type OpenPorts = (options: AwsOptions) => OperatorPorts;

/** Ports on AWS, or on the local one that `--endpoint` names. */
export const openAwsPorts: OpenPorts = (options) => {
  setSdkVariables(options);
  const { endpoint } = options;
  let commandClock: CommandClock | undefined;
  const wires = wireOperator({
    env: process.env,
    tableName: tableNameOf(options),
    endpoint,
    clockOf: (machine, awsClock) => {
      commandClock = createCommandClock({ endpoint, machine, awsClock });
      return commandClock.clock;
    },
    // Standard output is the command's own.
    writeLine: (line) => void process.stderr.write(`${line}\n`),
  });
  return { ...wires, mustAgreeOnTime: () => commandClock?.mustAgree() };
};
