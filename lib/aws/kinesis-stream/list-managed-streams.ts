// Finds streams by their tags.
import type { ListedStream } from '../../targets/kinesis-stream/ports/streams.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { listTagged } from '../tagged/list-tagged.ts';

const STREAMS = {
  resourceType: 'kinesis:stream',
  arn: /^arn:[^:]*:kinesis:[^:]*:[^:]*:stream\/([^/]+)$/,
};

/** All streams with the tag, page by page, as listed. Throws `PortError`. */
export function listManagedStreams(
  clients: Pick<AwsClients, 'tagging'>,
  calls: Pick<AwsCalls, 'read'>,
): AsyncIterable<readonly ListedStream[]> {
  return listTagged(STREAMS, clients, calls);
}
