// Ports on AWS, made once per process: connections, addresses and secrets are kept from one invocation to the
// next. A process serves one invocation at a time, so the deadlines are those of the latest.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
import type { Context } from 'aws-lambda';
import type { GroupPorts } from '../lib/targets/rdb-group/ports/group-ports.ts';
import { createAwsPorts } from '../lib/wiring/wire-cycle.ts';

type Invocation = Pick<Context, 'getRemainingTimeInMillis'>;

let ports: GroupPorts | undefined;
let latest: Invocation | undefined;

/** Throws if the environment does not name the state table. */
export function createInvocationPorts(invocation: Invocation): GroupPorts {
  latest = invocation;
  ports ??= createAwsPorts({
    env: process.env,
    remainingTimeMs: () => latest?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY,
  });
  return ports;
}
