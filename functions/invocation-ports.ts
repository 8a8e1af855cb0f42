// Ports on AWS, made once per process: connections, addresses and secrets are kept from one invocation to the
// next. A process serves one invocation at a time, so the deadlines are those of the latest. Those of other
// kinds of target, which not every function serves: all-kinds-ports.ts.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
import type { Context } from 'aws-lambda';
import type { GroupPorts } from '../lib/targets/rdb-group/ports/group-ports.ts';
import { groupPorts, wiringParts, type WiringParts } from '../lib/wiring/wire-cycle.ts';

export type Invocation = Pick<Context, 'getRemainingTimeInMillis'>;

let parts: WiringParts | undefined;
let ports: GroupPorts | undefined;
let latest: Invocation | undefined;

/** Throws if the environment does not name the state table. */
export function createInvocationPorts(invocation: Invocation): GroupPorts {
  const made = invocationParts(invocation);
  return (ports ??= groupPorts(made));
}

/** What the ports of any kind are made of; as `createInvocationPorts`. */
export function invocationParts(invocation: Invocation): WiringParts {
  latest = invocation;
  return (parts ??= wiringParts({
    env: process.env,
    remainingTimeMs: () => latest?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY,
  }));
}
