// The part of the composition root through which gateways are told where data is: the probe function, as it alone is in the VPC.
import { createReadAddresses } from '../aws/rdb-group/fleet/read-addresses.ts';
import { createLambdaGateways } from '../aws/rdb-group/lambda-gateways.ts';
import { createReadSecret } from '../aws/rdb-group/read-secret.ts';
import { createProbeComplaints } from '../targets/rdb-group/observe/telemetry/probe-complaints.ts';
import type { Gateways } from '../targets/rdb-group/ports/gateways.ts';
import { PROBE_FUNCTION_VARIABLE, type TelemetryWiring } from './wire-telemetry.ts';

/** `undefined` where the stage has no probe. Addresses, secrets and complaints are kept: make it once per process. */
export function createGateways(wiring: Omit<TelemetryWiring, 'namespace'>): Gateways | undefined {
  const { env, clients, calls, clock, writeLine } = wiring;
  const functionName = env[PROBE_FUNCTION_VARIABLE];
  if (!functionName) return undefined;
  return {
    ...createLambdaGateways({ lambda: clients.lambda, calls, functionName }),
    readAddresses: createReadAddresses(clients, calls),
    // Nothing of 0.1 told gateways: the rule holds whatever the stage says of RDBs.
    readAccess: createReadSecret({
      secretsManager: clients.secretsManager,
      calls,
      clock,
      rule: 'enforce',
      writeLine,
    }),
    onPushed: createProbeComplaints(writeLine).onPushed,
  };
}
