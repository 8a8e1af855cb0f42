// Ports for one invocation on AWS: clients made once per process, deadlines from the invocation's time.
import type { Context } from 'aws-lambda';
import { createAwsClients } from '../lib/aws/clients.ts';
import type { CyclePorts } from '../lib/cycle/ports.ts';
import { createAwsPorts } from '../lib/wiring.ts';

let clients: ReturnType<typeof createAwsClients> | undefined;

/** Throws if the environment does not name the state table. */
export function createInvocationPorts(context: Pick<Context, 'getRemainingTimeInMillis'>): CyclePorts {
  clients ??= createAwsClients({});
  const { telemetry, ...ports } = createAwsPorts({
    env: process.env,
    clients,
    remainingTimeMs: () => context.getRemainingTimeInMillis(),
  });
  return { ...ports, telemetryFor: () => telemetry };
}
