// The ports of a function that runs in this process against an emulated AWS: real SDK clients, signing with a key of
// the function's own, on the emulated day's clock. For the demo and the end-to-end days.
import { createAwsClients } from '../aws/clients.ts';
import type { CyclePorts } from '../cycle/ports.ts';
import { createAwsPorts, type WiringOptions } from './wire-cycle.ts';

export interface LocalWiring extends Required<
  Pick<WiringOptions, 'env' | 'clock' | 'writeLine' | 'endpoint'>
> {
  readonly accessKeyId: string;
}

export interface LocalWires {
  readonly ports: CyclePorts;
  /** Closes the connections. */
  readonly destroy: () => void;
}

const REGION = 'us-east-1';

export function wireLocal({ endpoint, accessKeyId, ...wiring }: LocalWiring): LocalWires {
  const credentials = { accessKeyId, secretAccessKey: 'local' };
  const clients = createAwsClients({ endpoint, region: REGION, credentials });
  return { ports: createAwsPorts({ ...wiring, clients }), destroy: clients.destroy };
}
