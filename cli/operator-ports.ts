// What the operator's commands work through: the kinds of target, each with its ports. Made once per command.
import type { Clock } from '../lib/ports/clock.ts';
import type { DrillRole } from '../lib/ports/drills.ts';
import type { OperatorWires } from '../lib/wiring/wire-operator.ts';
import { wireOperator } from '../lib/wiring/wire-operator.ts';
import { REAL_CLOCK } from '../lib/wiring/wire-cycle.ts';
import type { AwsOptions } from './aws-options.ts';
import { endpointOf, setSdkVariables, tableNameOf } from './aws-options.ts';
import { plainLine } from './plain-line.ts';
import { createCommandClock, type CommandClock } from './command-clock.ts';

export interface OperatorPorts extends OperatorWires {
  /** The time of whoever looks at the screen; an emulator's passes otherwise. */
  readonly watchClock: Clock;
  /** To be called after a read and before the first write; throws `CommandError`. See command-clock.ts. */
  readonly mustAgreeOnTime: () => void;
}

/** `drillRole`: what breaks something is called with it. */
export type OpenPorts = (options: AwsOptions, drillRole?: DrillRole) => OperatorPorts;

/** Ports on AWS, or on the local one that `--endpoint` names. */
export const openAwsPorts: OpenPorts = (options, drillRole) => {
  setSdkVariables(options);
  const { endpoint } = options;
  let commandClock: CommandClock | undefined;
  const wires = wireOperator({
    env: process.env,
    tableName: tableNameOf(options),
    endpoint,
    ...(drillRole && { drillRole }),
    clockOf: (machine, awsClock) => {
      commandClock = createCommandClock({ endpoint: endpointOf(options), machine, awsClock });
      return commandClock.clock;
    },
    // Standard output is the command's own.
    writeLine: (line) => void process.stderr.write(`${plainLine(line)}\n`),
  });
  return { ...wires, watchClock: REAL_CLOCK, mustAgreeOnTime: () => commandClock?.mustAgree() };
};
