// The ports of the functions that serve streams beside groups: made once per process, on the same clients.
import type { StreamPorts } from '../lib/targets/kinesis-stream/ports/stream-ports.ts';
import { streamPorts } from '../lib/wiring/wire-streams.ts';
import { createInvocationPorts, invocationParts, type Invocation } from './invocation-ports.ts';
import type { ServedPorts } from './lambda-handler.ts';

let streams: StreamPorts | undefined;

/** Throws if the environment does not name the state table. */
export function createPortsWithStreams(invocation: Invocation): ServedPorts {
  const groups = createInvocationPorts(invocation);
  streams ??= streamPorts(invocationParts(invocation));
  return { ...groups, streams };
}
