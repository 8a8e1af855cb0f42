// The ports of a function that runs in this process against an emulated AWS: real SDK clients, signing with a key of
// the function's own, on the emulated day's clock. For the demo and the end-to-end days.
import { createAwsClients, type ClientOptions } from '../aws/clients.ts';
import type { StreamPorts } from '../targets/kinesis-stream/ports/stream-ports.ts';
import type { GroupPorts } from '../targets/rdb-group/ports/group-ports.ts';
import { groupPorts, wiringParts, type WiringOptions } from './wire-cycle.ts';
import { streamPorts } from './wire-streams.ts';

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
  /** For the functions that serve streams as well. */
  readonly streams: StreamPorts;
  /** Closes the connections. */
  readonly destroy: () => void;
}

export { READ_ATTEMPTS_MAX } from '../aws/clients.ts';

const REGION = 'us-east-1';

export function wireLocal({ endpoint, accessKeyId, patience, ...wiring }: LocalWiring): LocalWires {
  const credentials = { accessKeyId, secretAccessKey: 'local' };
  const clients = createAwsClients({ ...patience, endpoint, region: REGION, credentials });
  const parts = wiringParts({ ...wiring, clients });
  return { ports: groupPorts(parts), streams: streamPorts(parts), destroy: clients.destroy };
}
