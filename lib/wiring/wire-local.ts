// The ports of a function that runs in this process against an emulated AWS: real SDK clients, signing with a key of
// the function's own, on the emulated day's clock. For the demo and the end-to-end days.
import { createAwsClients, type ClientOptions } from '../aws/clients.ts';
import type { GroupPorts } from '../targets/rdb-group/ports/group-ports.ts';
import { groupPorts, wiringParts, type WiringOptions, type WiringParts } from './wire-cycle.ts';

export interface LocalWiring extends Required<
  Pick<WiringOptions, 'env' | 'clock' | 'writeLine' | 'endpoint'>
> {
  readonly accessKeyId: string;
  /** How long a call may take, and how its tries follow one another, where real time is not the world's. */
  readonly patience?: Pick<ClientOptions, 'readRetryStrategy' | 'requestTimeoutMs'>;
  readonly warn?: NonNullable<WiringOptions['warn']>;
}

export interface LocalWires {
  readonly ports: GroupPorts;
  /** Of which the ports of other kinds are made. */
  readonly parts: WiringParts;
  /** Closes the connections. */
  readonly destroy: () => void;
}

export { READ_ATTEMPTS_MAX } from '../aws/clients.ts';

const REGION = 'us-east-1';

export function wireLocal({ endpoint, accessKeyId, patience, ...wiring }: LocalWiring): LocalWires {
  const credentials = { accessKeyId, secretAccessKey: 'local' };
  const clients = createAwsClients({ ...patience, endpoint, region: REGION, credentials });
  const parts = wiringParts({ ...wiring, clients });
  return { ports: groupPorts(parts), parts, destroy: clients.destroy };
}
